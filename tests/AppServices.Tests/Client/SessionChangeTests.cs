using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>What a session does besides calling, and what it tells of it (client-api 3.3, 3.8, 3.9, 9, 13.4).</summary>
public sealed class SessionChangeTests
{
    [Fact]
    public async Task Refreshing_asks_the_service_each_time_and_tells_it()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        List<AppUserEventKind> told = LinkTests.Listen(session);

        await session.RefreshAccessTokenAsync(RequestOptions.Default, TestSession.Token);
        await session.RefreshCustomDataAsync(RequestOptions.Default, TestSession.Token);

        Assert.Equal(2, server.Count("POST /auth/session"));
        Assert.Equal(ScriptedServer.Token("refresh"), server.Seen.Last().Token);
        Assert.Equal(
            [AppUserEventKind.AccessTokenRefreshed, AppUserEventKind.AccessTokenRefreshed, AppUserEventKind.CustomDataRefreshed], told);
    }

    [Fact]
    public async Task Custom_data_is_read_in_the_new_token_however_deep_it_is()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 90)) + "1" + new string('}', 90);
        string claims = $$"""{"exp":4000000000,"iat":1,"user_data":{{deep}}}""";
        string token = $"e30.{System.Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=')}.c2ln";
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, "POST /auth/session")
            ? ScriptedServer.ReplyAsync(context, 201, $$"""{"access_token":"{{token}}"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        Assert.Null(session.CustomData);

        Assert.Equal(
            deep, Encoding.UTF8.GetString((await session.RefreshCustomDataAsync(RequestOptions.Default, TestSession.Token))!.Value.Span));
        Assert.NotNull(session.CustomData);
    }

    [Fact]
    public async Task A_refused_refresh_logs_the_user_out_and_tells_it_once()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, "POST /auth/session")
            ? ScriptedServer.ReplyAsync(context, 401, """{"error":"invalid session","error_code":"InvalidSession"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        List<AppUserEventKind> told = LinkTests.Listen(session);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Assert.ThrowsAsync<AppServicesException>(() => session.RefreshAccessTokenAsync(RequestOptions.Default, TestSession.Token))));

        Assert.Equal([AppUserEventKind.LoggedOut], told);
    }

    [Fact]
    public async Task Deleting_the_account_sends_the_access_token_and_forgets_the_user()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, "DELETE /auth/delete") ? ScriptedServer.ReplyAsync(context, 204, "", "") : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        List<AppUserEventKind> told = LinkTests.Listen(session);

        await session.DeleteAsync(RequestOptions.Default, TestSession.Token);

        Assert.Equal(ScriptedServer.Token("first"), server.Single("DELETE /auth/delete").Token);
        Assert.Equal((AppUserState.Removed, null), (session.State, session.RefreshToken));
        Assert.Equal(0, server.Count("DELETE /auth/session"));
        Assert.Equal([AppUserEventKind.Removed], told);
    }

    [Fact]
    public async Task A_refused_deletion_leaves_the_user_as_it_was()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, "DELETE /auth/delete") ? ScriptedServer.ReplyAsync(context, 500, "{}") : Task.FromResult(false));
        AppSession session = await server.LogInAsync();

        await Assert.ThrowsAsync<AppServicesException>(() => session.DeleteAsync(RequestOptions.Default, TestSession.Token));

        Assert.Equal(AppUserState.Active, session.State);
    }

    [Fact]
    public async Task A_login_of_a_known_user_is_told_and_one_that_was_removed_is_back()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        AppClient app = server.App();
        AppSession session = await app.LogInAsync(
            AppCredential.Anonymous(), TestSession.New, null, RequestOptions.Default, TestSession.Token);
        List<AppUserEventKind> told = LinkTests.Listen(session);
        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);

        AppSession again = await app.LogInAsync(
            AppCredential.Anonymous(), (_, _) => session, null, RequestOptions.Default, TestSession.Token);

        Assert.Same(session, again);
        Assert.Equal(AppUserState.Active, session.State);
        Assert.Equal([AppUserEventKind.Removed, AppUserEventKind.LoggedIn], told);
    }

    [Fact]
    public async Task Push_registration_puts_the_token_and_deletes_without_body()
    {
        const string path = "/app/test-abcde/push/providers/my%20push/registration";
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.Contains("/push/", System.StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 204, "", "")
                : Task.FromResult(false));
        var device = new PushDevice(await server.LogInAsync(), "my push");

        await device.RegisterAsync(TestSession.Secret("fcm"), RequestOptions.Default, TestSession.Token);
        await device.DeregisterAsync(RequestOptions.Default, TestSession.Token);

        SeenRequest put = server.Single("PUT " + path.Replace("%20", " ")), delete = server.Single("DELETE " + path.Replace("%20", " "));
        Assert.Equal(("""{"registrationToken":"fcm"}""", ScriptedServer.Token("first")), (put.Body, put.Token));
        Assert.Equal(("", ScriptedServer.Token("first")), (delete.Body, delete.Token));
    }
}
