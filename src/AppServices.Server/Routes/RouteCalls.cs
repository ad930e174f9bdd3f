using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Logs;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>Calls the functions behind routes. Source: app-folder 8.1.</summary>
internal static class RouteCalls
{
    /// <summary>Asks the route's expression and the function's, then calls the function.</summary>
    /// <param name="request">The request.</param>
    /// <param name="settings">What the app says of the route.</param>
    /// <param name="function">The function.</param>
    /// <param name="argument">Its first argument; the second one is the object for the reply.</param>
    /// <param name="user">Who calls.</param>
    /// <returns>The function's value, and what it has decided about the reply.</returns>
    /// <exception cref="FunctionException">The caller may not, or the function fails.</exception>
    public static async Task<(BsonValue Value, RouteResponse Response)> CallAsync(
        RouteRequest request, RouteSettings settings, CatalogFunction function, BsonValue argument, FunctionUser user)
    {
        CancellationToken cancellation = request.Context.RequestAborted;
        if (LogEntry.Of(request.Context) is { } entry) entry.UserId = user.Id;
        FunctionRuntime functions = request.App.Part<FunctionRuntime>();
        var response = new RouteResponse();
        var call = new FunctionCall(function.Definition.Name, [argument], user, request.Source)
        {
            FromEndpoint = true,
            Response = response,
        };
        await functions.CheckAsync(settings.CanEvaluate, settings.Problems, call, cancellation);
        return (await functions.CallAsync(function, call, cancellation), response);
    }
}
