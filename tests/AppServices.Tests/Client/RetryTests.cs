using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Tests.Module;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>What has not been done is sent again, and what may have been done never is. Source: cmdlets T8.</summary>
public sealed class RetryTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private static readonly RequestOptions s_options = new() { RetryInterval = TimeSpan.Zero };

    [Theory]
    [InlineData("function", 2, 503)]
    [InlineData("function", 3, 429, 503)]
    [InlineData("function", 3, 429, 429, 429)]
    [InlineData("function", 1, 502)]
    [InlineData("function", 1, 504)]
    [InlineData("function", 1, 500)]
    [InlineData("function", 1, 400)]
    [InlineData("update", 2, 503)]
    [InlineData("update", 1, 504)]
    [InlineData("find", 3, 502, 504)]
    [InlineData("find", 1, 500)]
    [InlineData("count", 2, 504)]
    [InlineData("aggregate", 2, 502)]
    [InlineData("aggregate $out", 1, 502)]
    [InlineData("aggregate $out", 2, 429)]
    [InlineData("service", 2, 503)]
    [InlineData("service", 1, 502)]
    [InlineData("endpoint", 1, 503)]
    [InlineData("endpoint", 1, 429)]
    public async Task A_request_is_sent_again_when_it_has_not_been_done(string kind, int requests, params int[] statuses)
    {
        var failures = new ConcurrentQueue<int>(statuses);
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            !ScriptedServer.Is(context, Call) ? Task.FromResult(false)
            : failures.TryDequeue(out int status) ? ScriptedServer.ReplyAsync(context, status, "not now", "text/plain")
            : ScriptedServer.ReplyAsync(context, 200, kind is "find" || kind.StartsWith("aggregate", StringComparison.Ordinal) ? "[]" : "1"));
        AppSession session = await server.LogInAsync();
        var retries = new ConcurrentQueue<RequestRetry>();

        await Record.ExceptionAsync(() => SendAsync(session, kind, s_options with { RetryObserver = retries.Enqueue }));

        Assert.Equal(requests, server.Count(Call));
        Assert.Equal(statuses.Take(requests - 1).Select(status => $"HTTP {status}"), retries.Select(retry => retry.Reason));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 6)]
    public async Task The_number_of_retries_is_the_callers(int maximum, int requests)
    {
        await using ScriptedServer server = await BusyAsync(null);
        AppSession session = await server.LogInAsync();

        var error = await Assert.ThrowsAsync<AppServicesException>(() =>
            SendAsync(session, "function", s_options with { MaximumRetryCount = maximum }));

        Assert.Equal((503, requests), (error.StatusCode, server.Count(Call)));
    }

    [Theory]
    [InlineData("0", 3)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", 3)]
    [InlineData("3600", 1)]
    [InlineData("soon", 3)]
    public async Task The_service_says_how_long_to_wait_unless_nobody_would(string after, int requests)
    {
        await using ScriptedServer server = await BusyAsync(after);
        AppSession session = await server.LogInAsync();

        await Assert.ThrowsAsync<AppServicesException>(() => SendAsync(session, "function", s_options));

        Assert.Equal(requests, server.Count(Call));
    }

    [Fact]
    public async Task Waits_grow_and_are_not_alike()
    {
        await using ScriptedServer server = await BusyAsync(null);
        AppSession session = await server.LogInAsync();
        var waits = new ConcurrentQueue<double>();

        await Assert.ThrowsAsync<AppServicesException>(() => SendAsync(session, "function", s_options with
        {
            MaximumRetryCount = 4, RetryInterval = TimeSpan.FromMilliseconds(8), RetryObserver = retry => waits.Enqueue(retry.Wait.TotalMilliseconds),
        }));

        foreach ((double wait, int number) in waits.Select((wait, number) => (wait, number)))
            Assert.InRange(wait, 0.75 * 8 * (1 << number), 1.25 * 8 * (1 << number));
        Assert.True(waits.Select((wait, number) => Math.Round(wait / (1 << number), 4)).Distinct().Count() > 1);
    }

    [Fact]
    public async Task A_server_that_is_just_starting_is_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        var app = new AppClient(TestSession.AppId, address);
        var retries = new ConcurrentQueue<RequestRetry>();

        var error = await Assert.ThrowsAsync<AppServicesException>(() => app.LogInAsync(
            AppCredential.Anonymous(), TestSession.New, null, s_options with { RetryObserver = retries.Enqueue }, TestSession.Token));

        Assert.Equal(ClientErrorCode.ServerUnreachable, error.Code);
        Assert.Equal(["no connection", "no connection"], retries.Select(retry => retry.Reason));
    }

    [Fact]
    public async Task A_wait_ends_when_the_caller_stops()
    {
        await using ScriptedServer server = await BusyAsync("100");
        AppSession session = await server.LogInAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.CallFunctionAsync(
            "doThing", [], null, EjsonFormat.Default, s_options with { RetryObserver = _ => stop.Cancel() }, stop.Token));

        Assert.Equal(1, server.Count(Call));
    }

    [Fact]
    public async Task A_cmdlet_says_that_it_tries_again_while_it_waits()
    {
        await using ScriptedServer server = await BusyAsync(null);
        using var runspace = new ModuleRunspace();

        string[] said = [.. runspace.Run(
            "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri; " +
            "Invoke-AppFunction doThing -MaximumRetryCount 1 -RetryIntervalSec 0 -Verbose -ErrorAction Ignore 4>&1",
            server.BaseUri).Select(line => ((VerboseRecord)line.BaseObject).Message)];

        Assert.Contains(said, line => line.EndsWith("/functions/call: HTTP 503, sent again in 0 seconds (1 of 1)", StringComparison.Ordinal));
        Assert.Equal(2, said.Count(line => line.Contains("/functions/call 503 in", StringComparison.Ordinal)));
    }

    private static Task<ScriptedServer> BusyAsync(string? after) => ScriptedServer.StartAsync(context =>
    {
        if (!ScriptedServer.Is(context, Call)) return Task.FromResult(false);
        if (after is not null) context.Response.Headers.RetryAfter = after;
        return ScriptedServer.ReplyAsync(context, 503, "busy", "text/plain");
    });

    private static Task SendAsync(AppSession session, string kind, RequestOptions options)
    {
        var items = new MongoCollection(session, "mongodb-atlas", "shop", "items", EjsonFormat.Default);
        var raw = new RawRequest("POST", "/app/test-abcde/functions/call", "Asking");
        return kind switch
        {
            "find" => items.FindAsync(null, new FindOptions(), options, TestSession.Token),
            "count" => items.CountAsync(null, null, options, TestSession.Token),
            "aggregate" => items.AggregateAsync([], options, TestSession.Token),
            "aggregate $out" => items.AggregateAsync([new BsonDocument(1) { { "$out", "copy" } }], options, TestSession.Token),
            "update" => items.UpdateAsync(
                new BsonDocument(), new BsonDocument(), isMany: false, upsert: false, null, options, TestSession.Token),
            "service" => session.SendAsync(raw, options, TestSession.Token),
            "endpoint" => session.SendAsync(raw with { MayRefuse = true }, options, TestSession.Token),
            _ => session.CallFunctionAsync("doThing", [], null, EjsonFormat.Default, options, TestSession.Token),
        };
    }
}
