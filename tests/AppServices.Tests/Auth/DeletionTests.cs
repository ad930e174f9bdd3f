using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>A user who is deleted leaves nothing behind (client-api 3.8).</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private readonly AppFolder _folder = AuthApp.Create(AuthApp.Simple, ("services/gcm/config.json", """{"name":"gcm","type":"gcm"}"""));
    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(
        options => options with { Settings = options.Settings with { Logins = new LoginSettings { FailuresByAccount = 1000 } } }, _folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Everything_goes_at_once()
    {
        WireLogin login = await _server.LogInAsync();
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("mia@example.com"));
        WireReply key = await _server.CreateKeyAsync(login.RefreshToken, "laptop");
        WireLogin byKey = await _server.LogInAsync("api-key", AuthRequests.Json(new { key = key.String("key") }));
        await _server.SendAsync("PUT", $"{AuthApp.Path}/push/providers/gcm/registration", login.AccessToken, """{"registrationToken":"t"}""");
        await _server.PostEmailAsync("reset/send", AuthRequests.Email("mia@example.com"));
        Assert.NotEmpty(await StoredRows.ReadWithoutLogsAsync(_server.Data));

        (await _server.SendAsync("DELETE", "/auth/delete", login.AccessToken)).AssertEmpty(204);
        Assert.Empty(await StoredRows.ReadWithoutLogsAsync(_server.Data));
        const string gone = "invalid session: failed to find refresh token";
        foreach (string token in new[] { login.RefreshToken, byKey.RefreshToken })
            (await _server.SendAsync("POST", "/auth/session", token)).AssertError(401, "InvalidSession", gone);
        (await _server.SendAsync("GET", "/auth/profile", login.AccessToken)).AssertError(401, "InvalidSession", gone);
        (await _server.SendAsync("DELETE", "/auth/session", login.RefreshToken)).AssertError(401, "InvalidSession", gone);
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login("mia@example.com"))).AssertError(401, "InvalidPassword", "unauthorized");
        (await _server.PostLoginAsync("api-key", AuthRequests.Json(new { key = key.String("key") }))).AssertError(401, "AuthError", "unauthorized");
        (await _server.PostEmailAsync("reset", _server.LastToken("mia@example.com").WithPassword("battery staple")))
            .AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        Assert.NotEqual(login.UserId, (await _server.LogInNewEmailAsync("mia@example.com")).UserId);
    }

    [Fact]
    public async Task Logins_and_keys_that_meet_a_deletion_leave_nothing_either()
    {
        for (int round = 0; round < 5; round++)
        {
            WireLogin login = await _server.LogInNewEmailAsync("rush@example.com");
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, 4).Select(_ => _server.PostLoginAsync("local-userpass", AuthRequests.Login("rush@example.com"))),
                .. Enumerable.Range(0, 4).Select(i => _server.CreateKeyAsync(login.RefreshToken, $"key{i}")),
                .. Enumerable.Range(0, 4).Select(_ => _server.SendAsync("PUT", $"{AuthApp.Path}/push/providers/gcm/registration", login.AccessToken, """{"registrationToken":"t"}""")),
                _server.SendAsync("DELETE", "/auth/delete", login.AccessToken),
            ]);
            Assert.Empty(await StoredRows.ReadWithoutLogsAsync(_server.Data));
        }
    }
}
