using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Client;

public sealed class AccessTokenRefreshTests
{
    private const string Profile = "GET /auth/profile";
    private const string Refresh = "POST /auth/session";
    private const string Expired = """{"error":"invalid session: access token expired","error_code":"InvalidSession","link":"http://x/y"}""";

    [Fact]
    public async Task Sixty_four_calls_with_an_expired_token_share_one_refresh()
    {
        var expired = new Gate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => RefuseFirstTokenAsync(context, expired));
        AppSession session = await server.LogInAsync();
        expired.Open = true;

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => session.FetchProfileAsync()));

        Assert.Equal(1, server.Count(Refresh));
        Assert.Equal(ScriptedServer.Token("second"), session.AccessToken);
    }

    [Fact]
    public async Task A_call_refused_again_after_the_refresh_is_not_repeated_a_second_time()
    {
        var refusing = new Gate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            refusing.Open && ScriptedServer.Is(context, Profile)
                ? ScriptedServer.ReplyAsync(context, 401, Expired)
                : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        int before = server.Count(Profile);
        refusing.Open = true;

        var error = await Assert.ThrowsAsync<AppServicesException>(session.FetchProfileAsync);

        Assert.Equal(("InvalidSession", 401), (error.Code, error.StatusCode));
        Assert.Equal(2, server.Count(Profile) - before);
        Assert.Equal(1, server.Count(Refresh));
        Assert.Equal(AppUserState.Active, session.State);
    }

    [Fact]
    public async Task A_refused_refresh_logs_the_user_out_and_reports_the_error_of_the_call()
    {
        var refusing = new Gate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            refusing.Open && ScriptedServer.Is(context, Profile) ? ScriptedServer.ReplyAsync(context, 401, Expired)
            : ScriptedServer.Is(context, Refresh) ? ScriptedServer.ReplyAsync(
                context, 401, """{"error":"invalid session: failed to find refresh token","error_code":"InvalidSession"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        refusing.Open = true;

        var error = await Assert.ThrowsAsync<AppServicesException>(session.FetchProfileAsync);

        Assert.Contains("access token expired", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "failed to find refresh token", Assert.IsType<AppServicesException>(error.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal(AppUserState.LoggedOut, session.State);
        Assert.Null(session.AccessToken);
        error = await Assert.ThrowsAsync<AppServicesException>(session.FetchProfileAsync);
        Assert.Equal(ClientErrorCode.ClientUserNotLoggedIn, error.Code);
    }

    [Fact]
    public async Task A_refresh_that_meets_a_broken_server_leaves_the_user_logged_in()
    {
        var refusing = new Gate();
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            refusing.Open && ScriptedServer.Is(context, Profile) ? ScriptedServer.ReplyAsync(context, 401, Expired)
            : ScriptedServer.Is(context, Refresh) ? ScriptedServer.ReplyAsync(context, 503, "busy", "text/plain")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        refusing.Open = true;

        await Assert.ThrowsAsync<AppServicesException>(session.FetchProfileAsync);

        Assert.Equal(AppUserState.Active, session.State);
    }

    [Fact]
    public async Task Cancelling_one_call_leaves_the_refresh_to_the_others()
    {
        var expired = new Gate();
        var refreshing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (ScriptedServer.Is(context, Refresh))
            {
                refreshing.TrySetResult();
                await proceed.Task;
            }
            return await RefuseFirstTokenAsync(context, expired);
        });
        AppSession session = await server.LogInAsync();
        expired.Open = true;
        using var stop = new CancellationTokenSource();

        Task<UserProfile> stopped = session.FetchProfileAsync(RequestOptions.Default, stop.Token);
        await refreshing.Task;
        Task<UserProfile> waiting = session.FetchProfileAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        proceed.SetResult();
        await waiting;

        Assert.Equal(1, server.Count(Refresh));
    }

    private static Task<bool> RefuseFirstTokenAsync(HttpContext context, Gate expired) =>
        expired.Open && ScriptedServer.Is(context, Profile)
            && context.Request.Headers.Authorization == "Bearer " + ScriptedServer.Token("first")
            ? ScriptedServer.ReplyAsync(context, 401, Expired)
            : Task.FromResult(false);

    private sealed class Gate
    {
        private volatile bool _open;

        public bool Open
        {
            get => _open;
            set => _open = value;
        }
    }
}
