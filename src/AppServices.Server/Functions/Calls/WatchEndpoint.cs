using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Calls;

/// <summary>GET <c>/app/{app}/functions/call?baas_request=...</c>: the stream of a <c>watch</c>. Source: client-api 6.5, 8.</summary>
internal sealed class WatchEndpoint(
    AppCatalog apps, Authenticator authenticator, UserDirectory users, TokenLifetimes lifetimes, TimeProvider clock,
    IHostApplicationLifetime server)
{
    // Some clients give up after 30 seconds of silence.
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(12);

    public async Task GetAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireStreamAsync(context, app, whenMissing: "unauthorized");
        BsonDocument request = StreamQuery.Call(context);
        string name = request.RequiredText("name");
        if (name != "watch") throw ApiException.BadRequest($"'{name}' cannot be streamed; only watch can");
        string service = request.RequiredText("service");
        if (LogEntry.Of(context) is { } entry) (entry.Function, entry.Service) = (name, service);
        DataSource source = app.Part<DataSourceTable>().Require(service, name);
        var arguments = MongoArguments.OfClient("watch", FunctionEndpoint.ServiceArgument(request));
        CollectionName collection = arguments.Collection(source);
        source.Rules.Of(collection);        // where nobody may look, no query is read
        using var filter = new WatchFilter(arguments, source.MaxTime, context.RequestAborted);
        var resumeAfter = (arguments.Value("resumeAfter") as BsonDocument)?.GetValue("_data", BsonNull.Value) as BsonString;
        using var session = new LiveSession(caller, users, lifetimes, clock);
        await session.LookAsync(context.RequestAborted);
        IRuleCaller watcher = app.Part<FunctionRuntime>().CallerOf(FunctionRequests.ToCall(context, caller, name, []), session.LookAsync);
        await StreamAsync(
            context, (reached, gone) => source.WatchAsync(collection, resumeAfter?.Value, reached, watcher, gone), filter, session,
            app.Replaced);
    }

    private async Task StreamAsync(
        HttpContext context, Func<Action<string>, CancellationToken, IAsyncEnumerable<ChangeEvent>> watch, WatchFilter filter,
        LiveSession session, CancellationToken replaced)
    {
        var stream = new EventStream(context);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string position = "";
        // A stream would keep a server that is to stop from stopping, and rules of yesterday in force.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping, replaced);
        CancellationToken gone = ends.Token;
        await using IAsyncEnumerator<ChangeEvent> changes = watch(Reach, gone).GetAsyncEnumerator(gone);
        Task<bool> next = changes.MoveNextAsync().AsTask();
        Task over = session.WaitForEndAsync(gone);
        try
        {
            await await Task.WhenAny(over, opened.Task, next);      // a stream that cannot be opened is an ordinary error
            if (StreamQuery.OnlyValidates(context))
            {
                await ApiReply.EmptyAsync(context, 204);
                return;
            }

            await stream.OpenAsync(Volatile.Read(ref position));
            Task beat = BeatAsync();
            while (true)
            {
                Task first = await Task.WhenAny(over, beat, next);
                // The end of the session goes before the changes that wait, and the sign of life before those that nobody wants.
                if (first == over) await over;
                if (beat.IsCompleted)
                {
                    await stream.BeatAsync(Volatile.Read(ref position), gone);
                    beat = BeatAsync();
                }
                if (first != next) continue;
                if (!await next) break;
                if (filter.Wants(changes.Current)) await stream.SendAsync(filter.Form(changes.Current), gone);
                next = changes.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (server.ApplicationStopping.IsCancellationRequested || replaced.IsCancellationRequested)
        {
            // Clients see the end of the stream.
        }
        catch (ApiException error) when (context.Response.HasStarted)
        {
            await stream.FailAsync(error.Code ?? "InvalidSession", error.Message, gone);
        }
        catch (Exception error) when (context.Response.HasStarted && DataErrors.Describe(error) is { } described)
        {
            await stream.FailAsync(described.Code, described.Text, gone);
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAll(next, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task BeatAsync() => Task.Delay(s_heartbeat, clock, gone);

        // All that comes before has been sent, or is not wanted: the next change is asked for after that only.
        void Reach(string token)
        {
            Volatile.Write(ref position, token);
            opened.TrySetResult();
        }
    }
}
