using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Linking, by client-api 2.6.</summary>
public sealed class LinkTests
{
    private const string Link = "POST /app/test-abcde/auth/providers/local-userpass/login";
    private const string Refresh = "POST /auth/session";

    private static AppCredential Account => AppCredential.EmailPassword("mia@example.com", TestSession.Secret("pass word"));

    [Fact]
    public async Task A_link_sends_the_access_token_takes_the_new_one_and_fetches_the_profile()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        List<AppUserEventKind> told = Listen(session);

        await session.LinkAsync(Account, RequestOptions.Default, TestSession.Token);

        SeenRequest link = server.Single(Link);
        Assert.Equal(("?link=true", ScriptedServer.Token("first")), (link.Query, link.Token));
        Assert.Equal((ScriptedServer.Token("linked"), ScriptedServer.Token("refresh")), (session.AccessToken, session.RefreshToken));
        Assert.Equal(2, server.Count("GET /auth/profile"));
        Assert.Equal([AppUserEventKind.Linked], told);
    }

    [Fact]
    public async Task A_reply_without_refresh_token_is_as_good()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Link)
            ? ScriptedServer.ReplyAsync(context, 200,
            $$"""{"user_id":"6650a1f2c3d4e5f6a7b8c9d0","access_token":"{{ScriptedServer.Token("linked")}}","device_id":"1"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await session.LinkAsync(Account, RequestOptions.Default, TestSession.Token);

        Assert.Equal(ScriptedServer.Token("linked"), session.AccessToken);
    }

    [Fact]
    public async Task A_reply_for_another_user_is_refused()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Link)
            ? ScriptedServer.ReplyAsync(context, 200, ScriptedServer.Login("linked", "6650a1f2c3d4e5f6a7b8c9ff"))
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        var error = await Assert.ThrowsAsync<AppServicesException>(
            () => session.LinkAsync(Account, RequestOptions.Default, TestSession.Token));

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
        Assert.Equal(ScriptedServer.Token("first"), session.AccessToken);
    }

    [Theory]
    [InlineData(401, """{"error":"unauthorized"}""")]
    [InlineData(401, """{"error":"unauthorized","error_code":"AuthError"}""")]
    [InlineData(401, """{"error":"unauthorized","error_code":"InvalidPassword"}""")]
    [InlineData(409, """{"error":"in use","error_code":"AuthError"}""")]
    [InlineData(500, """{"error":"unauthorized"}""")]
    public async Task A_refused_link_is_sent_once_and_refreshes_nothing(int status, string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Link) ? ScriptedServer.ReplyAsync(context, status, body) : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        var error = await Assert.ThrowsAsync<AppServicesException>(
            () => session.LinkAsync(Account, RequestOptions.Default, TestSession.Token));

        Assert.Equal(status, error.StatusCode);
        Assert.Equal((1, 0), (server.Count(Link), server.Count(Refresh)));
        Assert.Equal(AppUserState.Active, session.State);
    }

    [Fact]
    public async Task An_expired_access_token_is_replaced_once_and_the_link_sent_again_once()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Link)
            ? ScriptedServer.ReplyAsync(context, 401, """{"error":"invalid session: access token expired","error_code":"InvalidSession"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await Assert.ThrowsAsync<AppServicesException>(() => session.LinkAsync(Account, RequestOptions.Default, TestSession.Token));

        Assert.Equal((2, 1), (server.Count(Link), server.Count(Refresh)));
    }

    [Fact]
    public async Task What_cannot_be_linked_is_refused_without_a_request()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        int before = server.Requests.Count;

        Assert.Equal(ClientErrorCode.ClientUserAlreadyNamed, (await Refusal(session, AppCredential.Anonymous())).Code);
        Assert.Equal(before, server.Requests.Count);
        session.Remove();
        Assert.Equal(ClientErrorCode.ClientUserNotFound, (await Refusal(session, Account)).Code);
    }

    [Fact]
    public async Task A_logged_out_user_cannot_be_linked()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Refresh)
                ? ScriptedServer.ReplyAsync(context, 401, """{"error":"invalid session","error_code":"InvalidSession"}""")
                : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        await Assert.ThrowsAsync<AppServicesException>(() => session.RefreshAccessTokenAsync(RequestOptions.Default, TestSession.Token));

        Assert.Equal(ClientErrorCode.ClientUserNotLoggedIn, (await Refusal(session, Account)).Code);
    }

    internal static List<AppUserEventKind> Listen(AppSession session)
    {
        List<AppUserEventKind> told = [];
        session.Changed += (_, change) =>
        {
            lock (told) told.Add(change.Kind);
        };
        return told;
    }

    private static Task<AppServicesException> Refusal(AppSession session, AppCredential credential) =>
        Assert.ThrowsAsync<AppServicesException>(() => session.LinkAsync(credential, RequestOptions.Default, CancellationToken.None));
}
