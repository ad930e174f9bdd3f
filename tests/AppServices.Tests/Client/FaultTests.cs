using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Whatever a server does, the caller gets one clear error, and the session stays usable.</summary>
public sealed class FaultTests
{
    private const string Profile = "GET /auth/profile";
    private const string Location = "GET /app/test-abcde/location";

    [Fact]
    public async Task A_closed_port_is_an_unreachable_server()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var app = new AppClient(TestSession.AppId, new Uri($"http://127.0.0.1:{port}"));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => LogInAsync(app));

        Assert.Equal(ClientErrorCode.ServerUnreachable, error.Code);
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_gone_at_once_is_an_unreachable_server()
    {
        await using var listener = new ResettingListener();
        var app = new AppClient(TestSession.AppId, listener.Address);

        await ResettingListener.CallOftenAsync(async () =>
            Assert.Equal(ClientErrorCode.ServerUnreachable, (await Assert.ThrowsAsync<AppServicesException>(() => LogInAsync(app))).Code));
    }

    [Fact]
    public async Task A_silent_server_is_a_timeout_and_not_a_cancellation()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Profile)) return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        });

        var error = await Assert.ThrowsAsync<AppServicesException>(() =>
            server.LogInAsync(new RequestOptions { Timeout = TimeSpan.FromMilliseconds(300) }));

        Assert.Equal(ClientErrorCode.RequestTimedOut, error.Code);
        Assert.Contains("0.3 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_not_an_error_of_the_service()
    {
        using var stop = new CancellationTokenSource();
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Profile)) return false;
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            server.App().LogInAsync(AppCredential.Anonymous(), TestSession.New, null, RequestOptions.Default, stop.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"identities":[],"data":[]}""")]
    [InlineData("""{"identities":[{"id":1,"provider_type":"x"}],"data":{}}""")]
    [InlineData("<html>hello</html>")]
    public async Task A_reply_that_is_no_profile_is_named_as_such(string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Profile) ? ScriptedServer.ReplyAsync(context, 200, body) : Task.FromResult(false));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal((ClientErrorCode.InvalidServerResponse, 200), (error.Code, error.StatusCode));
        Assert.Contains("profile", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"user_id":"1","access_token":"not.a.token","refresh_token":"a","device_id":"0"}""")]
    [InlineData("""{"user_id":"1","access_token":"","refresh_token":"a"}""")]
    [InlineData("""{"access_token":"e30.e30.e30"}""")]
    public async Task A_login_without_well_formed_tokens_is_refused(string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/login", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 200, body)
                : Task.FromResult(false));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
    }

    [Fact]
    public async Task An_error_reply_carries_its_code_status_request_id_and_link()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            if (!ScriptedServer.Is(context, Profile)) return Task.FromResult(false);
            context.Response.Headers["x-appservices-request-id"] = "6650a1f2c3d4e5f6a7b8c9d9";
            return ScriptedServer.ReplyAsync(
                context, 403, """{"error":"not yours","error_code":"NoMatchingRuleFound","link":"http://log/1"}""");
        });

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(("NoMatchingRuleFound", 403, "6650a1f2c3d4e5f6a7b8c9d9", "http://log/1"),
            (error.Code, error.StatusCode, error.RequestId, error.LogUrl?.ToString()));
        Assert.Contains("not yours", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "text/html", "<h1>Bad Gateway</h1>", "gave no reason")]
    [InlineData(503, "text/plain", "down for maintenance", "down for maintenance")]
    [InlineData(500, "application/json", "{broken", "gave no reason")]
    [InlineData(500, "application/json", """{"error":5,"error_code":["x"]}""", "HTTP 500")]
    public async Task An_error_that_is_not_json_still_says_what_can_be_said(int status, string type, string body, string expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Profile) ? ScriptedServer.ReplyAsync(context, status, body, type) : Task.FromResult(false));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(status, error.StatusCode);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_within_the_reply_is_an_unreachable_server()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Profile)) return false;
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"user"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return true;
        });

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(ClientErrorCode.ServerUnreachable, error.Code);
    }

    [Fact]
    public async Task The_location_is_asked_for_once_and_again_after_a_failure()
    {
        int failures = 1;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Location) && Interlocked.Decrement(ref failures) >= 0
                ? ScriptedServer.ReplyAsync(context, 500, "{}")
                : Task.FromResult(false));
        AppClient app = server.App();

        await Assert.ThrowsAsync<AppServicesException>(() => LogInAsync(app));
        AppSession session = await LogInAsync(app);
        await session.FetchProfileAsync();

        Assert.Equal(2, server.Count(Location));
    }

    [Theory]
    [InlineData("""{"hostname":5}""")]
    [InlineData("""{"hostname":"nowhere"}""")]
    [InlineData("""{"hostname":"ftp://files"}""")]
    [InlineData("{}")]
    public async Task A_location_without_an_address_is_refused(string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Location) ? ScriptedServer.ReplyAsync(context, 200, body) : Task.FromResult(false));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
        Assert.Contains("hostname", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_with_the_same_body_after_asking_for_the_location_there()
    {
        await using ScriptedServer home = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer moved = await ScriptedServer.StartAsync(context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/login", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Response.Headers.Location = new Uri(home.BaseUri, context.Request.Path.Value).ToString();
            return ScriptedServer.ReplyAsync(context, 308, "");
        });

        AppSession session = await moved.LogInAsync();
        await session.FetchProfileAsync();

        Assert.Equal([Location, "POST /app/test-abcde/auth/providers/anon-user/login", Profile, Profile],
            home.Requests.Order(StringComparer.Ordinal).OrderBy(request => request == Location ? 0 : request == Profile ? 2 : 1));
        Assert.DoesNotContain(Profile, moved.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            if (!ScriptedServer.Is(context, Profile)) return Task.FromResult(false);
            context.Response.Headers.Location = context.Request.Path.Value;
            return ScriptedServer.ReplyAsync(context, 307, "");
        });

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal(ClientErrorCode.ClientTooManyRedirects, error.Code);
    }

    private static Task<AppSession> LogInAsync(AppClient app) =>
        app.LogInAsync(AppCredential.Anonymous(), TestSession.New, null, RequestOptions.Default, TestSession.Token);
}
