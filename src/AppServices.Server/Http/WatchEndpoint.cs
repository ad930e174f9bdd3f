using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using AppServices.Server.Serving;
using AppServices.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>GET <c>/app/{app}/functions/call?baas_request=...</c>: the stream of a <c>watch</c>. Source: protocol.md 6.5, 8.</summary>
internal sealed class WatchEndpoint(AppCatalog apps, Authenticator authenticator)
{
    // Some clients give up after 30 seconds of silence.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(12);

    public async Task GetAsync(HttpContext context)
    {
        HostedApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireAccessAsync(context, app, whenMissing: "unauthorized");
        BsonDocument request = ReadRequest(context);
        string name = request.RequiredText("name");
        if (name != "watch") throw ApiException.BadRequest($"'{name}' cannot be streamed; only watch can");
        DataSource source = app.RequireDataSource(request.RequiredText("service"), name);
        var arguments = MongoArguments.OfClient("watch", FunctionEndpoint.ServiceArgument(request));
        CollectionName collection = arguments.Collection(source);
        var filter = new WatchFilter(arguments);
        var resumeAfter = (arguments.Value("resumeAfter") as BsonDocument)?.GetValue("_data", BsonNull.Value) as BsonString;
        IRuleCaller watcher = app.Functions.CallerOf(FunctionRequests.ToCall(context, caller, name, []));
        await StreamAsync(
            context, (opened, gone) => source.WatchAsync(collection, resumeAfter?.Value, opened, watcher, gone), filter);
    }

    private static async Task StreamAsync(
        HttpContext context, Func<Action, CancellationToken, IAsyncEnumerable<ChangeEvent>> watch, WatchFilter filter)
    {
        var stream = new EventStream(context);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A stream would keep a server that is to stop from stopping.
        CancellationToken stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        CancellationToken gone = ends.Token;
        await using IAsyncEnumerator<ChangeEvent> changes =
            watch(opened.SetResult, gone).GetAsyncEnumerator(gone);
        Task<bool> next = changes.MoveNextAsync().AsTask();
        await await Task.WhenAny(opened.Task, next);            // a stream that cannot be opened is an ordinary error
        await stream.OpenAsync();
        try
        {
            while (await NextAsync(next, stream, gone))
            {
                if (filter.Wants(changes.Current)) await stream.SendAsync(changes.Current.Document, gone);
                next = changes.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Clients see the end of the stream.
        }
        catch (Exception error) when (DataErrors.Describe(error) is { } described)
        {
            await stream.FailAsync(described.Code, described.Text, gone);
        }
    }

    private static async Task<bool> NextAsync(Task<bool> next, EventStream stream, CancellationToken gone)
    {
        while (await Task.WhenAny(next, Task.Delay(s_heartbeat, gone)) != next) await stream.CommentAsync("keep-alive", gone);
        return await next;
    }

    private static BsonDocument ReadRequest(HttpContext context)
    {
        string text = context.Request.Query["baas_request"].ToString();
        if (text.Length == 0) text = context.Request.Query["stitch_request"].ToString();
        byte[] json = new byte[text.Length];
        if (text.Length == 0 || !Convert.TryFromBase64String(text, json, out int length))
            throw ApiException.BadRequest("the query parameter 'baas_request' must be a JSON object in base64");
        try
        {
            return EjsonReader.Parse(json.AsSpan(0, length)) as BsonDocument ?? throw ApiException.BadRequest("'baas_request' must hold a JSON object");
        }
        catch (EjsonFormatException error)
        {
            throw ApiException.BadRequest($"'baas_request' is not valid: {error.Message}");
        }
    }
}
