using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Further identities of a user (client-api 2.6).</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private const string Invalid = "the credential to link is not valid";

    private readonly AppFolder _folder = AuthApp.Create(
        [.. AuthApp.Simple, AuthApp.Provider("custom-function", "\"config\":{\"authFunctionName\":\"who\"}")],
        AuthApp.Function("who", "exports = (payload) => payload.id;"));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Identities_keep_their_order_and_each_is_the_same_user_from_then_on()
    {
        WireLogin login = await _server.LogInAsync();
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        WireReply reply = await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("mia@example.com"));
        Assert.Equal((200, login.UserId, login.DeviceId), ((int)reply.Status, reply.String("user_id"), reply.String("device_id")));
        Assert.False(reply.Json.TryGetProperty("refresh_token", out _));

        string token = reply.String("access_token");
        Assert.Equal(200, (int)(await _server.LinkAsync(token, "custom-function", """{"id":"mia-external"}""")).Status);
        WireReply key = await _server.CreateKeyAsync(login.RefreshToken, "laptop");
        Assert.Equal(200, (int)(await _server.LinkAsync(token, "api-key", Key(key))).Status);
        Assert.Equal("anon-user,local-userpass,custom-function,api-key", await _server.IdentitiesAsync(token));
        Assert.Equal("mia@example.com", (await _server.ProfileAsync(token)).GetProperty("data").GetProperty("email").GetString());

        Assert.Equal(login.UserId, (await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"))).UserId);
        Assert.Equal(login.UserId, (await _server.LogInAsync("custom-function", """{"id":"mia-external"}""")).UserId);
        Assert.Equal(login.UserId, (await _server.LogInAsync("api-key", Key(key))).UserId);
    }

    [Fact]
    public async Task The_same_credential_again_changes_nothing()
    {
        WireLogin login = await _server.LogInAsync();
        await _server.RegisterAsync("tom@example.com", AuthRequests.Password);
        for (int i = 0; i < 3; i++) Assert.Equal(200, (int)(await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("tom@example.com"))).Status);
        Assert.Equal("anon-user,local-userpass", await _server.IdentitiesAsync(login.AccessToken));
    }

    [Theory]
    [InlineData(false, 409, "the identity belongs to another user")]
    [InlineData(true, 401, "unauthorized")]
    public async Task An_identity_that_logged_in_by_itself_has_a_user_of_its_own(bool isStrict, int status, string message)
    {
        await using AppServerFixture server = await StartAsync(isStrict);
        WireLogin other = await server.LogInNewEmailAsync("used@example.com"), login = await server.LogInAsync();
        (await server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("used@example.com"))).AssertError(status, "AuthError", message);
        Assert.Equal("anon-user", await server.IdentitiesAsync(login.AccessToken));
        Assert.Equal(other.UserId, (await server.LogInAsync("local-userpass", AuthRequests.Login("used@example.com"))).UserId);
    }

    [Theory]
    [InlineData(false, 409, "the user has another e-mail identity already")]
    [InlineData(true, 500, "unauthorized")]
    public async Task A_user_has_one_address(bool isStrict, int status, string message)
    {
        await using AppServerFixture server = await StartAsync(isStrict);
        WireLogin login = await server.LogInNewEmailAsync("first@example.com");
        await server.RegisterAsync("second@example.com", AuthRequests.Password);
        (await server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("second@example.com"))).AssertError(status, "AuthError", message);
        Assert.NotEqual(login.UserId, (await server.LogInAsync("local-userpass", AuthRequests.Login("second@example.com"))).UserId);
    }

    [Fact]
    public async Task Keys_of_others_and_of_the_app_cannot_be_linked()
    {
        WireLogin login = await _server.LogInNewEmailAsync("owner@example.com"), other = await _server.LogInAsync();
        WireReply key = await _server.CreateKeyAsync(login.RefreshToken, "laptop");
        (await _server.LinkAsync(other.AccessToken, "api-key", Key(key))).AssertError(400, "InvalidParameter", "invalid user link request");
        (_, string serverKey) = await _server.Users().ApiKeys.CreateAsync(AppServerFixture.QuickstartAppId, null, "backend", AuthRequests.Cancel);
        (await _server.LinkAsync(other.AccessToken, "api-key", AuthRequests.Json(new { key = serverKey })))
            .AssertError(400, "InvalidParameter", "invalid user link request");
    }

    [Fact]
    public async Task Anonymous_credentials_cannot_be_added() =>
        (await _server.LinkAsync((await _server.LogInAsync()).AccessToken, "anon-user", "{}"))
            .AssertError(400, "BadRequest", "Cannot add anonymous credentials to an existing user.");

    [Fact]
    public async Task A_bad_credential_has_the_code_of_a_login_and_a_text_that_no_client_takes_for_an_expired_token()
    {
        WireLogin login = await _server.LogInAsync();
        await _server.RegisterAsync("wrong@example.com", AuthRequests.Password);
        (await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("wrong@example.com", "wrong horse"))).AssertError(401, "InvalidPassword", Invalid);
        (await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("nobody@example.com"))).AssertError(401, "InvalidPassword", Invalid);
        (await _server.LinkAsync(login.AccessToken, "api-key", """{"key":"nonsense"}""")).AssertError(401, "AuthError", Invalid);
        (await _server.LinkAsync(login.AccessToken, "custom-function", """{"id":""}""")).AssertError(401, "AuthError", Invalid);
        (await _server.LinkAsync(login.AccessToken, "local-userpass", "{}")).AssertError(400, "MissingParameter", "'username' is a required string");
        Assert.Equal("anon-user", await _server.IdentitiesAsync(login.AccessToken));
    }

    [Fact]
    public async Task In_strict_mode_a_wrong_password_is_answered_as_the_hosted_service_did()
    {
        await using AppServerFixture server = await StartAsync(isStrict: true);
        (await server.LinkAsync((await server.LogInAsync()).AccessToken, "local-userpass", AuthRequests.Login("nobody@example.com")))
            .AssertError(401, "InvalidPassword", "unauthorized");
    }

    [Fact]
    public async Task A_link_needs_a_user_who_is_logged_in()
    {
        string body = AuthRequests.Login("nobody@example.com");
        (await _server.SendAsync("POST", $"{AuthApp.EmailPath}/login?link=true", json: body)).AssertError(401, null, "expected Authorization header with JWT (Bearer schema)");
        WireLogin login = await _server.LogInAsync();
        (await _server.LinkAsync(login.RefreshToken, "local-userpass", body)).AssertError(401, null, "unauthorized");
        (await _server.LinkAsync(login.AccessToken, "oauth2-google", "{}"))
            .AssertError(404, "AuthProviderNotFound", "authentication provider not found: 'oauth2-google' is not enabled in this app");
        await _server.SendAsync("DELETE", "/auth/session", login.RefreshToken);
        (await _server.LinkAsync(login.AccessToken, "local-userpass", body)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
    }

    [Fact]
    public async Task Of_many_who_link_one_identity_at_once_one_gets_it()
    {
        await _server.RegisterAsync("wanted@example.com", AuthRequests.Password);
        WireLogin[] logins = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _server.LogInAsync()));
        WireReply[] replies = await Task.WhenAll(logins.Select(login => _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("wanted@example.com"))));
        WireReply winner = Assert.Single(replies, reply => (int)reply.Status == 200);
        Assert.Equal(5, replies.Count(reply => (int)reply.Status == 409));
        Assert.Equal(winner.String("user_id"), (await _server.LogInAsync("local-userpass", AuthRequests.Login("wanted@example.com"))).UserId);
        string[] identities = await Task.WhenAll(logins.Select(login => _server.IdentitiesAsync(login.AccessToken)));
        Assert.Single(identities, text => text == "anon-user,local-userpass");
    }

    [Fact]
    public async Task What_one_user_links_at_once_is_all_there()
    {
        WireLogin login = await _server.LogInAsync();
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _server.LinkAsync(login.AccessToken, "custom-function", $$"""{"id":"many-{{i}}"}""")));
        Assert.All(replies, reply => Assert.Equal(200, (int)reply.Status));
        Assert.Equal(9, (await _server.IdentitiesAsync(login.AccessToken)).Split(',').Length);
        foreach (int i in Enumerable.Range(0, 8)) Assert.Equal(login.UserId, (await _server.LogInAsync("custom-function", $$"""{"id":"many-{{i}}"}""")).UserId);
    }

    private Task<AppServerFixture> StartAsync(bool isStrict) => AppServerFixture.StartAsync(
        options => options with { Settings = new ServerSettings { LinkConflicts = isStrict ? LinkConflicts.Strict : LinkConflicts.Clear } }, _folder);

    private static string Key(WireReply key) => AuthRequests.Json(new { key = key.String("key") });
}
