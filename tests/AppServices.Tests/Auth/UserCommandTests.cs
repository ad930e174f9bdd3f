using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>The command <c>user</c>, beside a server that runs on the same data (client-api 3.3, 3.4, 11.4).</summary>
public sealed class UserCommandTests : IAsyncLifetime
{
    private readonly AppFolder _folder = AuthApp.Create([AuthApp.Simple[0], AuthApp.Simple[1], AuthApp.Provider("local-userpass", """
        "config":{"runConfirmationFunction":true,"confirmationFunctionName":"confirm"}
        """)], AuthApp.Function("confirm", "exports = arg => ({ status: arg.username.startsWith('p') ? 'pending' : 'success' });"));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task List_shows_users_and_then_accounts_that_were_never_used()
    {
        WireLogin anonymous = await _server.LogInAsync(), mia = await _server.LogInNewEmailAsync("mia@example.com");
        await _server.RegisterAsync("pia@example.com", AuthRequests.Password);
        await _server.RegisterAsync("tom@example.com", AuthRequests.Password);
        await RunAsync("disable", anonymous.UserId);
        string[] lines = [.. (await RunAsync("list")).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(4, lines.Length);
        Assert.Matches($"^{anonymous.UserId} disabled [0-9TZ:-]{{20}} anon-user$", lines[0]);
        Assert.Matches($"^{mia.UserId} enabled [0-9TZ:-]{{20}} local-userpass:mia@example.com$", lines[1]);
        Assert.Equal(["- pending - local-userpass:pia@example.com", "- unused - local-userpass:tom@example.com"], lines[2..].Order());
    }

    [Fact]
    public async Task Show_tells_all_but_secrets()
    {
        WireLogin mia = await _server.LogInNewEmailAsync("mia@example.com");
        WireReply key = await _server.CreateKeyAsync(mia.RefreshToken, "laptop");
        string text = await RunAsync("show", "mia@example.com");
        foreach (string part in new[] { mia.UserId, "normal", "enabled", "mia@example.com", "laptop", key.String("_id"), mia.DeviceId })
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key.String("key"), text, StringComparison.Ordinal);
        Assert.Equal(text, await RunAsync("show", mia.UserId));
    }

    [Fact]
    public async Task Disabling_refuses_logins_and_tokens_until_enabled()
    {
        WireLogin mia = await _server.LogInNewEmailAsync("mia@example.com");
        for (int i = 0; i < 2; i++) await RunAsync("disable", "mia@example.com");
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login("mia@example.com"))).AssertError(401, "UserDisabled", "user disabled");
        (await _server.SendAsync("POST", "/auth/session", mia.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        (await _server.SendAsync("GET", "/auth/profile", mia.AccessToken)).AssertError(401, "InvalidSession", "invalid session: user disabled");
        await RunAsync("enable", mia.UserId);
        Assert.Equal(mia.UserId, (await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"))).UserId);
        Assert.Equal(200, (int)(await _server.SendAsync("GET", "/auth/profile", mia.AccessToken)).Status);
    }

    [Fact]
    public async Task Log_out_ends_all_sessions_but_no_access_token()
    {
        WireLogin mia = await _server.LogInNewEmailAsync("mia@example.com");
        WireLogin second = await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"));
        await RunAsync("log-out", "mia@example.com");
        foreach (WireLogin login in new[] { mia, second })
            (await _server.SendAsync("POST", "/auth/session", login.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
        Assert.Equal(200, (int)(await _server.SendAsync("GET", "/auth/profile", mia.AccessToken)).Status);
        await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"));
    }

    [Fact]
    public async Task Delete_takes_users_and_accounts_that_were_never_used()
    {
        WireLogin mia = await _server.LogInNewEmailAsync("mia@example.com");
        await _server.RegisterAsync("pia@example.com", AuthRequests.Password);
        await RunAsync("delete", mia.UserId);
        await RunAsync("delete", "pia@example.com");
        Assert.Equal("", await RunAsync("list"));
        (await _server.SendAsync("POST", "/auth/session", mia.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
        Assert.Equal(201, (int)(await _server.RegisterAsync("pia@example.com", AuthRequests.Password)).Status);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("delete")]
    [InlineData("log-out")]
    public async Task A_user_who_does_not_exist_is_an_error(string verb)
    {
        foreach (string name in new[] { "nobody@example.com", "6650a1f2c3d4e5f6a7b8c9d0" })
        {
            var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(verb, name));
            Assert.Equal($"App 'shop-qwert' has no user '{name}'. See: appservices-server user list --app {_folder.Path} --data {_server.Data.Path}", error.Message);
        }
    }

    private Task<string> RunAsync(params string[] arguments) => CommandLine.RunAsync(_server, _folder.Path, ["user", .. arguments]);
}
