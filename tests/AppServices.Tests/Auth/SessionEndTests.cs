using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Users;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>What ends which sessions (client-api 3.4, 4, 5).</summary>
public sealed class SessionEndTests(WatchedApp app) : IClassFixture<WatchedApp>
{
    private const string New = "battery staple";

    [Theory]
    [InlineData("success", true)]
    [InlineData("pending", false)]
    [InlineData("fail", false)]
    public async Task A_password_that_is_reset_ends_all_sessions_of_the_user(string answer, bool ends)
    {
        string email = WatchedApp.NewEmail();
        WireLogin[] sessions = await LogInManyAsync(email);
        WireLogin other = await app.Server.LogInNewEmailAsync(WatchedApp.NewEmail());
        await ResetAsync(email, answer);
        await AssertAsync(ends, sessions);
        await AssertAsync(false, other);
        if (answer != "pending") return;

        (await app.Server.PostEmailAsync("reset", AuthRequests.Json(new { token = Told("token"), tokenId = Told("tokenId"), password = New }))).AssertEmpty(200);
        await AssertAsync(true, sessions);
        await AssertAsync(false, await app.LogInAgainAsync(email, New), other);
    }

    [Fact]
    public async Task A_reset_ends_sessions_of_an_account_that_was_linked()
    {
        WireLogin anonymous = await app.Server.LogInAsync("anon-user");
        string email = WatchedApp.NewEmail();
        await app.Server.RegisterAsync(email, WatchedApp.Password);
        Assert.Equal(200, (int)(await app.Server.LinkAsync(anonymous.AccessToken, "local-userpass", AuthRequests.Login(email))).Status);
        await AssertAsync(false, anonymous);
        await ResetAsync(email, "success");
        await AssertAsync(true, anonymous);
    }

    [Fact]
    public async Task A_reset_of_an_account_that_was_never_used_ends_nothing()
    {
        string email = WatchedApp.NewEmail();
        await app.Server.RegisterAsync(email, WatchedApp.Password);
        await ResetAsync(email, "success");
        await AssertAsync(false, await app.LogInAgainAsync(email, New));
    }

    [Fact]
    public async Task No_login_with_the_old_password_outlives_a_reset_at_the_same_time()
    {
        string email = WatchedApp.NewEmail();
        await app.Server.RegisterAsync(email, WatchedApp.Password);
        Task<WireReply>[] logins = [.. Enumerable.Range(0, 8).Select(_ => app.Server.PostLoginAsync("local-userpass", AuthRequests.Login(email)))];
        await ResetAsync(email, "success");
        foreach (WireReply login in await Task.WhenAll(logins))
        {
            if ((int)login.Status == 200) await AssertAsync(true, WireLogin.From(login));
            else login.AssertError(401, "InvalidPassword", "unauthorized");
        }
    }

    // The proof is made before the reset and used after it, which no two requests can be made to do for sure.
    [Fact]
    public async Task A_proof_by_the_old_password_is_worth_nothing_after_the_reset()
    {
        string email = WatchedApp.NewEmail();
        await app.Server.RegisterAsync(email, WatchedApp.Password);
        UserDirectory users = app.Server.Users();
        var logins = new AppServices.Server.Settings.LoginSettings();
        using var hashes = new AppServices.Server.Providers.PasswordHashes(logins);
        var provider = new AppServices.Server.Providers.EmailPassword.EmailPasswordProvider(
            WatchedApp.Id, new AppServices.Server.Providers.ProviderSettings("local-userpass", "6650a1f2c3d4e5f6a7b8c9d0"), users.Accounts, hashes) { Accounts = null! };
        ProvenIdentity proven = await provider.ProveAsync(
            new AppServices.Server.Providers.LoginRequest(
                MongoDB.Bson.BsonDocument.Parse(AuthRequests.Login(email)), new AppServices.Server.Functions.FunctionRequest("", new Dictionary<string, string[]>(), "", null)),
            AuthRequests.Cancel);
        Assert.Single(await proven.ConditionsAsync(AuthRequests.Cancel));
        await ResetAsync(email, "success");
        var error = await Assert.ThrowsAsync<AppServices.Server.Errors.ApiException>(() => proven.ConditionsAsync(AuthRequests.Cancel));
        Assert.Equal((401, "InvalidPassword"), (error.Status, error.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_is_disabled_ends_its_sessions_but_never_the_asking_one(bool byKey)
    {
        WireLogin owner = await app.Server.LogInNewEmailAsync(WatchedApp.NewEmail());
        WireReply key = await app.Server.CreateKeyAsync(owner.RefreshToken, "laptop"), phone = await app.Server.CreateKeyAsync(owner.RefreshToken, "phone");
        WireLogin first = await app.LogInByKeyAsync(key.String("key")), second = await app.LogInByKeyAsync(key.String("key"));
        WireLogin byPhone = await app.LogInByKeyAsync(phone.String("key"));
        for (int i = 0; i < 2; i++)
        {
            (await app.Server.SendAsync("PUT", $"/auth/api_keys/{key.String("_id")}/disable", (byKey ? first : owner).RefreshToken)).AssertEmpty(204);
            await AssertAsync(true, second);
            await AssertAsync(!byKey, first);
            await AssertAsync(false, owner, byPhone);
        }
        (await app.Server.PostLoginAsync("api-key", AuthRequests.Json(new { key = key.String("key") }))).AssertError(401, "AuthError", "unauthorized");
        (await app.Server.SendAsync("PUT", $"/auth/api_keys/{key.String("_id")}/enable", (byKey ? first : owner).RefreshToken)).AssertEmpty(204);
        await AssertAsync(false, await app.LogInByKeyAsync(key.String("key")));
    }

    [Fact]
    public async Task A_user_who_is_disabled_has_no_session_left_when_enabled_again()
    {
        string email = WatchedApp.NewEmail();
        WireLogin[] sessions = await LogInManyAsync(email);
        await CommandLine.RunAsync(app.Server, WatchedApp.Id, "user", "disable", email);
        foreach (WireLogin session in sessions)
            (await app.Server.SendAsync("POST", "/auth/session", session.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        await CommandLine.RunAsync(app.Server, WatchedApp.Id, "user", "enable", email);
        await AssertAsync(true, sessions);
        await AssertAsync(false, await app.LogInAgainAsync(email));
    }

    // Such a user could never log in again.
    [Fact]
    public async Task An_anonymous_user_who_was_disabled_goes_on_when_enabled_again()
    {
        WireLogin anonymous = await app.Server.LogInAsync("anon-user");
        await CommandLine.RunAsync(app.Server, WatchedApp.Id, "user", "disable", anonymous.UserId);
        (await app.Server.SendAsync("POST", "/auth/session", anonymous.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        await CommandLine.RunAsync(app.Server, WatchedApp.Id, "user", "enable", anonymous.UserId);
        await AssertAsync(false, anonymous);
    }

    /// <summary>Sessions of one user by its password, twice, and by a key.</summary>
    private async Task<WireLogin[]> LogInManyAsync(string email)
    {
        WireLogin login = await app.Server.LogInNewEmailAsync(email);
        WireReply key = await app.Server.CreateKeyAsync(login.RefreshToken, "laptop");
        return [login, await app.LogInAgainAsync(email), await app.LogInByKeyAsync(key.String("key"))];
    }

    private Task<WireReply> ResetAsync(string email, string answer) =>
        app.Server.PostEmailAsync("reset/call", AuthRequests.Json(new { email, password = New, arguments = new[] { answer } }));

    // What the reset function was told last.
    private string Told(string field)
    {
        string line = app.Server.Log.Entries.Last(entry => entry.Contains("TOKENS", System.StringComparison.Ordinal));
        return System.Text.Json.JsonElement.Parse(line[line.IndexOf('{')..(line.LastIndexOf('}') + 1)]).GetProperty(field).GetString()!;
    }

    private async Task AssertAsync(bool ended, params WireLogin[] sessions)
    {
        foreach (WireLogin session in sessions)
        {
            WireReply reply = await app.Server.SendAsync("POST", "/auth/session", session.RefreshToken);
            if (ended) reply.AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
            else Assert.Equal(201, (int)reply.Status);
        }
    }
}
