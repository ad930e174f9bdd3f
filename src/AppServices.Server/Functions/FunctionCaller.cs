using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Rules.Expressions;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>A user whose calls pass rules. Functions that rules call run as that user, private ones too (app-folder 6.7).</summary>
/// <param name="app">What expressions see of the app.</param>
/// <param name="runtime">Runs the functions.</param>
/// <param name="call">What the user does.</param>
/// <param name="findUser">Finds the user.</param>
/// <param name="logger">Told of functions that fail.</param>
internal sealed class FunctionCaller(
    AppDescription app, FunctionRuntime runtime, FunctionCall call, Func<CancellationToken, ValueTask<FunctionUser>> findUser,
    ILogger logger) : IRuleCaller
{
    // A function of a rule may read what the same rule guards.
    private const int MaxDepth = 8;

    public async ValueTask<RuleContext> OpenAsync(CancellationToken cancellationToken)
    {
        FunctionUser user = await findUser(cancellationToken);
        FunctionCall own = call with
        {
            User = user, FromClient = false, Response = null, RuleDepth = call.RuleDepth + 1, Sessions = new CallSessions(call.Sessions),
        };
        return new RuleContext(
            name => Root(name, user),
            (name, arguments) => CallAsync(own with { Name = name, Arguments = arguments }, cancellationToken),
            problem => FunctionLog.Rule(logger, problem),
            cancellationToken);
    }

    private async Task<BsonValue> CallAsync(FunctionCall own, CancellationToken cancellationToken)
    {
        if (own.RuleDepth > MaxDepth) throw new RuleCallException("rules and functions call each other again and again");
        try
        {
            return await runtime.CallAsync(own, cancellationToken);
        }
        catch (FunctionException error)
        {
            throw new RuleCallException(error.Message, error);
        }
    }

    private BsonDocument? Root(string name, FunctionUser user) => name switch
    {
        "user" => Seen(user),
        "request" => ContextObject.Request(call.Request),
        "values" => app.Values,
        "environment" => ContextObject.Environment(app),
        _ => null,
    };

    private static BsonDocument Seen(FunctionUser user)
    {
        var identities = user.Identities.Select(
            static identity => new BsonDocument { ["id"] = identity.Id, ["providerType"] = identity.ProviderType });
        var seen =
            new BsonDocument { ["type"] = user.Type, ["data"] = user.Data, ["custom_data"] = user.CustomData,
                ["identities"] = new BsonArray(identities) };
        if (user.Id is { } id) seen["id"] = id;
        return seen;
    }
}
