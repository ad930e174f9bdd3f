using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Reading;
using MongoDB.Bson;

namespace AppServices.Server.OutgoingHttp;

/// <summary>
/// The rules of a service, each of which allows actions. What none allows is refused; the system asks none (app-folder 1.10).
/// </summary>
/// <param name="service">The service's name.</param>
/// <param name="rules">The rules.</param>
internal sealed class ActionRules(string service, IReadOnlyList<ActionRules.Rule> rules)
{
    /// <summary>Whether there is any rule, one that is broken, too.</summary>
    public bool IsAny { get; private init; }

    /// <summary>Reads the rules of a service from its folder. One that is broken allows nothing.</summary>
    /// <param name="service">The service.</param>
    /// <param name="app">The app.</param>
    public static ActionRules Read(ServiceFolder service, AppReading app)
    {
        var rules = new List<Rule>();
        var expressions = new ExpressionReader(app.Get<KnownNames>(), app.Warnings);
        string path = Path.Combine(service.Path, "rules");
        IReadOnlyList<string> files = [];
        if (app.Files.Source.HasFolder(path)) app.Warnings.TryRead(path, () => files = app.Files.Source.Files(path, ".json"));
        foreach (string file in files) app.Warnings.TryRead(file, () => rules.Add(Read(app.Files.Read(file), expressions)));
        return new ActionRules(service.Name, rules) { IsAny = files.Count > 0 };
    }

    /// <summary>Asks whether an action may be done.</summary>
    /// <param name="action">The action, such as <c>get</c> or <c>s3:PutObject</c>, which <c>s3:*</c> allows, too.</param>
    /// <param name="arguments">What it is called with.</param>
    /// <param name="url">The address that is meant, in parts: <c>%%args.url</c>; null where the action has none.</param>
    /// <param name="caller">Who asks; null for the system, to which no rule applies.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="OutgoingHttpException">It may not.</exception>
    public async ValueTask RequireAsync(
        string action, BsonDocument arguments, Uri? url, IRuleCaller? caller, CancellationToken cancellationToken)
    {
        if (caller is null) return;
        BsonDocument seen = url is null
            ? arguments
            : new BsonDocument(arguments.Elements.Where(element => element.Name != "url")).Add("url", Parts(url));
        string ofAll = action[..(action.IndexOf(':') + 1)] + "*";
        RuleContext context = await caller.OpenAsync(cancellationToken);
        foreach (Rule rule in rules.Where(rule => rule.Actions.Contains(action) || (ofAll.Length > 1 && rule.Actions.Contains(ofAll))))
            if (await IsTrueAsync(rule.When, seen, context)) return;
        throw new OutgoingHttpException($"no rule exists for service '{service}' action '{action}'", "NoMatchingRuleFound");
    }

    private static async ValueTask<bool> IsTrueAsync(Condition when, BsonDocument arguments, RuleContext context)
    {
        Condition bound = await when.BindAsync(context);
        var calls = new CallTable(context.Cancellation);
        bool isTrue = bound.IsTrue(new DocumentScope(arguments, null, calls));
        while (calls.Pending > 0)
        {
            await calls.MakeAsync(context);
            isTrue = bound.IsTrue(new DocumentScope(arguments, null, calls));
        }
        return isTrue;
    }

    private static BsonDocument Parts(Uri url) => new()
    {
        ["scheme"] = url.Scheme,
        ["host"] = url.Authority,
        ["path"] = url.AbsolutePath,
        ["query"] = url.Query.TrimStart('?'),
        ["fragment"] = url.Fragment.TrimStart('#'),
    };

    private static Rule Read(ConfigFile file, ExpressionReader expressions) => new(
        file.Field("actions")?.Items().Select(action => action.Text()).ToHashSet(StringComparer.Ordinal) ?? [],
        expressions.Read(file.Field("when"), ExpressionPlace.Action) ?? Condition.True);

    /// <param name="Actions">What it allows.</param>
    /// <param name="When">When it does.</param>
    internal sealed record Rule(IReadOnlySet<string> Actions, Condition When);
}
