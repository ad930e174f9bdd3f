using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>Why something of an app will not work: <c>check</c> and the server's log say the same.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="Places">The places it is about, below the app's folder, where the sentence does not name one.</param>
internal sealed record AppFinding(string Text, IReadOnlyList<string> Places)
{
    /// <summary>What is true of many things is said once.</summary>
    public static IEnumerable<AppFinding> Of(AppDefinition app)
    {
        AppItem[] used = [.. app.Items.Where(item => !item.IsDisabled)];
        return
        [
            .. app.Errors.Select(error => new AppFinding(error, [])),
            .. used.Where(item => item.Problem is not null && !app.Errors.Any(error => IsSame(app, error, item.Problem)))
                .GroupBy(item => (item.Kind, item.Problem!)).Select(OfProblem),
            .. used.SelectMany(item => item.Missing).GroupBy(need => (need.Kind, need.Name)).Select(OfNeed),
        ];
    }

    private static AppFinding OfProblem(IGrouping<(AppItemKind Kind, string Problem), AppItem> items) =>
        new($"{items.Key.Kind} {string.Join(", ", items.Select(item => $"'{item.Name}'").Distinct())}: {items.Key.Problem}", Distinct(items.Select(item => item.Place)));

    private static AppFinding OfNeed(IGrouping<(MissingKind Kind, string Name), MissingNeed> needs) => new(
        needs.Key.Kind switch
        {
            MissingKind.Secret => $"Secret '{needs.Key.Name}' is missing; put it into the file of --secrets or into the environment as {SecretStore.Variable(needs.Key.Name)}.",
            MissingKind.Package => $"Package '{needs.Key.Name}' cannot be used, because this server runs no packages.",
            MissingKind.Operator => $"Operator '{needs.Key.Name}' is none that this server has.",
            MissingKind.Function => $"Function '{needs.Key.Name}' does not exist, so what calls it will fail.",
            _ => $"Value '{needs.Key.Name}' does not exist.",
        },
        Distinct(needs.Select(need => need.Place)));

    private static string[] Distinct(IEnumerable<string> places) => [.. places.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool IsSame(AppDefinition app, string error, string problem) => error == problem || error == Path.Combine(app.Root, problem);
}
