using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Routes;

/// <summary>What an app says of who may send requests to a route, and in which form its results go out. Source: app-folder 8.</summary>
/// <param name="Proof">What proves that the sender knows the route's secret.</param>
/// <param name="FetchesCustomData">Whether the user's custom data are read; they are empty otherwise.</param>
/// <param name="CreatesUsers">Whether a user of whom only a token of somebody else tells is created.</param>
/// <param name="IsEjson">Whether results are Extended JSON unless the client says.</param>
/// <param name="CanEvaluate">What must be true for a request.</param>
/// <param name="Problems">What is wrong with that expression.</param>
internal sealed record RouteSettings(
    RouteProof Proof, bool FetchesCustomData, bool CreatesUsers, bool IsEjson, Condition CanEvaluate, ExpressionProblems Problems)
{
    /// <param name="entry">The entry of the route.</param>
    /// <param name="proof">What it asks requests for.</param>
    /// <param name="app">The app; what is wrong with the entry's expression is noted there, and closes the route.</param>
    /// <exception cref="ConfigurationException">The entry is wrong.</exception>
    public static RouteSettings Read(ConfigFile entry, RouteProof proof, AppReading app)
    {
        var problems = new ExpressionProblems();
        Condition canEvaluate = entry.Field("can_evaluate") is { } expression
            ? new ConditionParser(ExpressionPlace.Caller, app.Get<KnownNames>(), problems).Parse(EjsonValue.Read(expression))
            : Condition.True;
        app.Warnings.Errors.AddRange(problems.Errors.Select(error => entry.Wrong($"can_evaluate: {error}").Message));
        foreach (string warning in problems.Warnings) app.Warnings.Add(entry, $"can_evaluate: {warning}");
        return new RouteSettings(
            proof, entry.Flag("fetch_custom_user_data"), entry.Flag("create_user_on_auth"), ReadForm(entry), canEvaluate, problems);
    }

    private static bool ReadForm(ConfigFile entry) => entry.Text("return_type")?.ToUpperInvariant() switch
    {
        null or "" or "JSON" => false,
        "EJSON" => true,
        var other => throw entry.Wrong($"the return_type '{other}' is unknown: JSON and EJSON are possible"),
    };
}
