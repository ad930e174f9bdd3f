using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Tests.Auth;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>A stream ends with the session behind it, at once, and with nothing of what happened afterwards.</summary>
public sealed class WatchSessionTests(WatchedApp app) : IClassFixture<WatchedApp>
{
    private const string Over = "invalid session: failed to find refresh token";
    private const string Disabled = "invalid session: user disabled";

    // What ends the session of a login, and the text of the end.
    private static readonly Dictionary<string, (Func<WatchedApp, string, WireLogin, Task> End, string Text)> s_ends = new()
    {
        ["logout"] = ((app, _, login) => app.Server.SendAsync("DELETE", "/auth/session", login.RefreshToken), Over),
        ["deletion"] = ((app, _, login) => app.Server.SendAsync("DELETE", "/auth/delete", login.AccessToken), Over),
        ["disabling"] = ((app, _, login) => app.Server.Users().SetDisabledAsync(login.UserId, true, AuthRequests.Cancel), Disabled),
        ["logout of all"] = ((app, _, login) => app.Server.Users().LogOutAsync(login.UserId, AuthRequests.Cancel), Over),
        ["password reset"] = ((app, email, _) => ResetAsync(app, email, "success"), Over),
        ["user delete"] = ((app, _, login) => CommandAsync(app, "user", "delete", login.UserId), Over),
        ["user disable"] = ((app, _, login) => CommandAsync(app, "user", "disable", login.UserId), Disabled),
        ["user log-out"] = ((app, _, login) => CommandAsync(app, "user", "log-out", login.UserId), Over),
    };

    // What other sessions may do without an effect on this one.
    private static readonly Dictionary<string, Func<WatchedApp, string, WireLogin, Task>> s_harmless = new()
    {
        ["logout of another session"] = async (app, email, _) =>
            await app.Server.SendAsync("DELETE", "/auth/session", (await app.LogInAgainAsync(email)).RefreshToken),
        ["a pending password reset"] = (app, email, _) => ResetAsync(app, email, "pending"),
        ["a refused password reset"] = (app, email, _) => ResetAsync(app, email, "fail"),
        ["a refresh"] = (app, _, login) => app.Server.SendAsync("POST", "/auth/session", login.RefreshToken),
        ["a key that comes and goes"] = async (app, _, login) =>
        {
            WireReply key = await app.Server.CreateKeyAsync(login.RefreshToken, "laptop");
            await app.LogInByKeyAsync(key.String("key"));
            foreach (string verb in new[] { "disable", "enable" })
                (await app.Server.SendAsync("PUT", $"/auth/api_keys/{key.String("_id")}/{verb}", login.RefreshToken)).AssertEmpty(204);
            (await app.Server.SendAsync("DELETE", $"/auth/api_keys/{key.String("_id")}", login.RefreshToken)).AssertEmpty(204);
        },
        ["the end of another user"] = async (app, _, _) =>
            await app.Server.SendAsync("DELETE", "/auth/delete", (await app.Server.LogInAsync("anon-user")).AccessToken),
    };

    public static TheoryData<string> Ends => [.. s_ends.Keys];

    public static TheoryData<string> Harmless => [.. s_harmless.Keys];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_stream_ends_with_its_session_and_tells_nothing_that_happens_afterwards(string end)
    {
        (string email, WireLogin login, WatchClient busy) = await WatchAsync(end);
        using WatchClient idle = await app.WatchAsync(login.AccessToken, "idle");
        using (busy)
        {
            await s_ends[end].End(app, email, login);
            for (int i = 0; i < 5; i++) await app.InsertAsync(end, new BsonDocument("_id", i));
            await busy.AssertEndsAsync("InvalidSession", s_ends[end].Text);
            await idle.AssertEndsAsync("InvalidSession", s_ends[end].Text);
        }
        (await app.Server.SendAsync("GET", WatchClient.Path(WatchedApp.Id, "items"), login.AccessToken)).AssertError(401, "InvalidSession", s_ends[end].Text);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_other_sessions_do_leaves_it_open(string deed)
    {
        (string email, WireLogin login, WatchClient stream) = await WatchAsync(deed);
        using (stream)
        {
            await s_harmless[deed](app, email, login);
            await app.InsertAsync(deed, new BsonDocument("_id", 1));
            Assert.Equal(1, (await stream.ReadAsync())["documentKey"]["_id"]);
        }
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task A_stream_of_a_key_ends_with_the_key_that_another_session_takes_away(string verb)
    {
        WireLogin owner = await app.Server.LogInNewEmailAsync(WatchedApp.NewEmail());
        WireReply key = await app.Server.CreateKeyAsync(owner.RefreshToken, "laptop");
        using WatchClient stream = await app.WatchAsync((await app.LogInByKeyAsync(key.String("key"))).AccessToken, "of a key");
        string path = $"/auth/api_keys/{key.String("_id")}";
        (await (verb == "disable" ? app.Server.SendAsync("PUT", path + "/disable", owner.RefreshToken) : app.Server.SendAsync("DELETE", path, owner.RefreshToken)))
            .AssertEmpty(204);
        await stream.AssertEndsAsync("InvalidSession", Over);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task A_stream_of_a_server_key_ends_with_the_key(string verb)
    {
        string key = await CommandAsync(app, "api-key", "create", "watcher-" + verb);
        using WatchClient stream = await app.WatchAsync((await app.LogInByKeyAsync(key)).AccessToken, "of a server key");
        await CommandAsync(app, "api-key", verb, "watcher-" + verb);
        await stream.AssertEndsAsync("InvalidSession", Over);
    }

    [Fact]
    public async Task A_key_that_its_own_session_disables_leaves_that_session_and_its_stream_alone()
    {
        WireLogin owner = await app.Server.LogInNewEmailAsync(WatchedApp.NewEmail());
        WireReply key = await app.Server.CreateKeyAsync(owner.RefreshToken, "laptop");
        WireLogin asking = await app.LogInByKeyAsync(key.String("key")), other = await app.LogInByKeyAsync(key.String("key"));
        using WatchClient stays = await app.WatchAsync(asking.AccessToken, "asking"), ends = await app.WatchAsync(other.AccessToken, "asking");
        (await app.Server.SendAsync("PUT", $"/auth/api_keys/{key.String("_id")}/disable", asking.RefreshToken)).AssertEmpty(204);
        await ends.AssertEndsAsync("InvalidSession", Over);
        await app.InsertAsync("asking", new BsonDocument("_id", 1));
        Assert.Equal(1, (await stays.ReadAsync())["documentKey"]["_id"]);
    }

    private static Task<WireReply> ResetAsync(WatchedApp app, string email, string answer) => app.Server.PostEmailAsync(
        "reset/call", AuthRequests.Json(new { email, password = "battery staple", arguments = new[] { answer } }));

    private static Task<string> CommandAsync(WatchedApp app, params string[] arguments) => CommandLine.RunAsync(app.Server, WatchedApp.Id, arguments);

    private async Task<(string Email, WireLogin Login, WatchClient Stream)> WatchAsync(string collection)
    {
        string email = WatchedApp.NewEmail();
        WireLogin login = await app.Server.LogInNewEmailAsync(email);
        return (email, login, await app.WatchAsync(login.AccessToken, collection));
    }
}
