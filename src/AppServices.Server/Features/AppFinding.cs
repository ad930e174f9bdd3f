using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>Why something of an app will not work: <c>check</c> and the server's log say the same.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="Places">What it is about, with the places below the app's folder, where the sentence does not say it.</param>
internal sealed record AppFinding(string Text, IReadOnlyList<string> Places)
{
    private static readonly StringComparer s_order = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);

    /// <summary>What is true of many things is said once.</summary>
    public static IEnumerable<AppFinding> Of(AppDefinition app)
    {
        AppItem[] used = [.. app.Items.Where(item => !item.IsDisabled)];
        return
        [
            .. app.Errors.Select(error => new AppFinding(error, [])),
            .. used.Where(item => item.Problem is not null && !app.Errors.Any(error => IsSame(app, error, item.Problem)))
                .GroupBy(item => (item.Kind, item.Problem!)).Select(OfProblem),
            .. Enum.GetValues<MissingKind>().SelectMany(kind => OfNeeds(app, kind)),
        ];
    }

    /// <summary>What the app needs of a kind and does not get.</summary>
    public static IEnumerable<AppFinding> OfNeeds(AppDefinition app, MissingKind kind) =>
        app.Items.Where(item => !item.IsDisabled).SelectMany(item => item.Missing).Where(need => need.Kind == kind)
            .GroupBy(need => need.Name).Select(OfNeed);

    /// <summary>The finding in one line.</summary>
    public override string ToString() => Places.Count == 0 ? Text : $"{Text} ({string.Join(", ", Places)})";

    private static AppFinding OfProblem(IGrouping<(AppItemKind Kind, string Problem), AppItem> items) =>
        new(items.Key.Problem, Distinct(items.Where(item => !items.Key.Problem.Contains(item.File, StringComparison.Ordinal))
            .Select(item => item.Name == item.Place ? item.Place : $"{item.Name} ({item.Place})")));

    private static AppFinding OfNeed(IGrouping<string, MissingNeed> needs) => new(
        needs.First().Kind switch
        {
            MissingKind.Secret => $"Secret '{needs.Key}' is missing; {SecretStore.WhereToPut(needs.Key)}.",
            MissingKind.Package => $"Package '{needs.Key}' is not there: 'appservices-server packages' installs it for Node.js, "
                + "which runs such functions.",
            MissingKind.Operator => $"{needs.Key} is not supported by the embedded database.",
            MissingKind.Method => $"Functions cannot call '{needs.Key}' of a collection.",
            MissingKind.Service => $"Service '{needs.Key}' does not exist or is not served.",
            MissingKind.Function when needs.Key.Length == 0 => "The name of a function is missing, so what calls it will fail.",
            MissingKind.Function => $"Function '{needs.Key}' does not exist or cannot run, so what calls it will fail.",
            _ => $"Value '{needs.Key}' does not exist or cannot be read.",
        },
        Distinct(needs.Select(need => need.Place)));

    private static string[] Distinct(IEnumerable<string> places) => [.. places.Distinct(StringComparer.Ordinal).Order(s_order)];

    private static bool IsSame(AppDefinition app, string error, string problem) =>
        error == problem || error == Path.Combine(app.Root, problem);
}
