using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

public sealed class LogOutTests
{
    private const string LogOut = "DELETE /auth/session";

    [Fact]
    public async Task An_anonymous_user_is_removed_and_the_session_ended_with_the_refresh_token()
    {
        string? authorization = null;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            if (ScriptedServer.Is(context, LogOut)) authorization = context.Request.Headers.Authorization;
            return Task.FromResult(false);
        });
        AppSession session = await server.LogInAsync();

        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);

        Assert.Equal("Bearer " + ScriptedServer.Token("refresh"), authorization);
        Assert.Equal(AppUserState.Removed, session.State);
        Assert.Null(session.RefreshToken);
    }

    [Fact]
    public async Task Logging_out_twice_asks_the_service_once()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);
        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);

        Assert.Equal(1, server.Count(LogOut));
    }

    [Fact]
    public async Task A_session_that_had_ended_before_is_no_error()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, LogOut)
                ? ScriptedServer.ReplyAsync(
                    context, 401, """{"error":"invalid session: failed to find refresh token","error_code":"InvalidSession"}""")
                : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);

        Assert.Null(session.AccessToken);
    }

    [Fact]
    public async Task A_failing_service_is_reported_but_the_user_is_logged_out_here()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, LogOut) ? ScriptedServer.ReplyAsync(context, 500, "{}") : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await Assert.ThrowsAsync<AppServicesException>(() => session.LogOutAsync(RequestOptions.Default, TestSession.Token));

        Assert.Null(session.AccessToken);
        Assert.NotEqual(AppUserState.Active, session.State);
    }
}
