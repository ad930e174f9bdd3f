using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Logins that are refused (client-api 2.7).</summary>
public sealed class LoginErrorTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Email = "mia@example.com";
    private const string Password = "correct horse";

    [Theory]
    [InlineData(Email, "wrong horse")]
    [InlineData(Email, "")]
    [InlineData("Mia@example.com", Password)]
    [InlineData("nobody@example.com", Password)]
    [InlineData("", "")]
    public async Task A_wrong_address_and_a_wrong_password_look_the_same(string email, string password)
    {
        await server.RegisterAsync(Email, Password);
        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody(email, password))).AssertError(401, "InvalidPassword", "unauthorized");
    }

    [Theory]
    [InlineData("local-userpass", "{\"password\":\"x\"}", "username")]
    [InlineData("local-userpass", "{\"username\":\"x\"}", "password")]
    [InlineData("local-userpass", "{\"username\":\"x\",\"password\":7}", "password")]
    [InlineData("local-userpass", "{\"username\":null,\"password\":\"x\"}", "username")]
    [InlineData("api-key", "{}", "key")]
    public async Task A_field_that_is_missing_is_named(string provider, string body, string field) =>
        (await server.PostLoginAsync(provider, body)).AssertError(400, "MissingParameter", $"'{field}' is a required string");

    [Theory]
    [InlineData("custom-token")]
    [InlineData("carrier-pigeon")]
    [InlineData("ANON-USER")]
    public async Task A_provider_that_the_app_has_not_enabled_is_not_found(string provider) =>
        (await server.PostLoginAsync(provider)).AssertError(
            404, "AuthProviderNotFound", $"authentication provider not found: '{provider}' is not enabled in this app");

    [Fact]
    public async Task A_disabled_provider_is_not_found()
    {
        using var folder = new AppFolder();
        folder.Write("root_config.json", AppFolder.Root).Write("auth/providers.json", """
            { "local-userpass": { "name": "local-userpass", "type": "local-userpass", "disabled": true } }
            """);
        await using AppServerFixture other = await AppServerFixture.StartAsync(folder);
        const string message = "authentication provider not found: 'local-userpass' is not enabled in this app";
        (await other.PostLoginAsync("local-userpass", appId: "test-abcde")).AssertError(404, "AuthProviderNotFound", message);
        (await other.RegisterAsync(Email, Password, "test-abcde")).AssertError(404, "AuthProviderNotFound", message);
    }

    [Fact]
    public async Task An_account_that_is_not_confirmed_cannot_log_in()
    {
        const string pending = "pending@example.com";
        await server.RegisterAsync(pending, Password);
        var accounts = new AccountStore(server.Data.Store);
        AccountRecord account = (await accounts.FindAsync(AppServerFixture.QuickstartAppId, pending, TestContext.Current.CancellationToken))!;
        await accounts.ChangeAsync(account, account with { IsConfirmed = false }, TestContext.Current.CancellationToken);
        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody(pending, Password))).AssertError(401, "AuthError", "unauthorized");
        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody(pending, "wrong"))).AssertError(401, "InvalidPassword", "unauthorized");
    }

    [Fact]
    public async Task A_disabled_user_can_do_nothing()
    {
        WireLogin login = await server.LogInNewEmailAsync("disabled@example.com");
        var users = new StateSchema("users", [], ["app"]);
        BsonDocument user = (await server.Data.Store.FindOneAsync(users, "_id", login.UserId, TestContext.Current.CancellationToken))!;
        user["disabled"] = true;
        await server.Data.Store.WriteAsync(new StateWrite.Replace(users, user), TestContext.Current.CancellationToken);

        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("disabled@example.com", Password))).AssertError(401, "UserDisabled", "user disabled");
        (await server.SendAsync("POST", "/auth/session", login.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        (await server.SendAsync("GET", "/auth/profile", login.AccessToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        (await server.CallAsync(login.AccessToken, "sum")).AssertError(401, "InvalidSession", "invalid session: user disabled");
    }
}
