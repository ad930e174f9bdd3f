using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Expressions;
using AppServices.Server.Functions.Realm;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>Decides by <c>can_evaluate</c> whether a client may call a function (app-config.md 4.9).</summary>
internal sealed class FunctionGate(FunctionApp app, FunctionRuntime runtime, ILogger logger)
{
    /// <exception cref="FunctionException">The caller may not.</exception>
    public async Task CheckAsync(FunctionDefinition function, FunctionCall call, CancellationToken cancellationToken)
    {
        if (function.CanEvaluate is not { } expression || expression is BsonDocument { ElementCount: 0 }) return;

        var scope = new ExpressionScope(Roots(call), (name, arguments) =>
            runtime.CallAsync(call with { Name = name, Arguments = arguments, FromClient = false }, cancellationToken));
        try
        {
            if (await new ExpressionEvaluator(scope).IsTrueAsync(expression)) return;
        }
        catch (ExpressionException error)
        {
            FunctionLog.Expression(logger, function.Name, error.Message);
        }
        catch (FunctionException error)
        {
            FunctionLog.Expression(logger, function.Name, $"%function failed: {error.Message}");
        }

        throw new FunctionException(FunctionException.ExecutionError, $"rule not matched for function \"{function.Name}\"");
    }

    private BsonDocument Roots(FunctionCall call)
    {
        FunctionUser user = call.User;
        var identities = user.Identities.Select(static identity => new BsonDocument { ["id"] = identity.Id, ["providerType"] = identity.ProviderType });
        var seen = new BsonDocument { ["type"] = user.Type, ["data"] = user.Data, ["custom_data"] = user.CustomData, ["identities"] = new BsonArray(identities) };
        if (user.Id is { } id) seen["id"] = id;
        return new BsonDocument
        {
            ["user"] = seen,
            ["request"] = ContextObject.Request(call.Request),
            ["values"] = app.Values,
            ["environment"] = ContextObject.Environment(app),
            ["true"] = true,
            ["false"] = false,
        };
    }
}
