using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Http;
using AppServices.Server.Rules.Expressions;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Discovery;

/// <summary>GET <c>/app/{app}/discovery</c>: the server, and what of the app the caller may use. Source: client-api 17.1.</summary>
internal sealed class DiscoveryEndpoint(AppCatalog apps, Authenticator authenticator, TimeProvider clock)
{
    // Rules may call functions, each of which has limits of its own.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly string s_version =
        typeof(DiscoveryEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public async Task GetAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireAccessAsync(context, app, whenMissing: "unauthorized");
        IRuleCaller user = app.Part<FunctionRuntime>().CallerOf(FunctionRequests.ToCall(context, caller, "", []));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(s_limit);
        try
        {
            await ApiReply.ResultAsync(context, await DescribeAsync(app, (await user.OpenAsync(limit.Token)).Remembering()));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw DocumentException.MaxTimeExpired();
        }
    }

    private async Task<BsonDocument> DescribeAsync(RunningApp app, RuleContext user)
    {
        IVisiblePart[] parts = [.. app.Parts.OfType<IVisiblePart>()];
        var reply = new BsonDocument
        {
            ["server"] = new BsonDocument
            {
                ["name"] = "appservices-server", ["version"] = s_version, ["time"] = clock.GetUtcNow().UtcDateTime,
            },
            ["extensions"] = new BsonArray(parts.SelectMany(part => part.Extensions)),
        };
        foreach (IVisiblePart part in parts) reply[part.Section] = await part.SeeAsync(user);
        return reply;
    }
}
