using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Passwords that a mail resets (client-api 4.1).</summary>
public sealed class MailResetTests : IAsyncLifetime
{
    private const string Mia = "mia@example.com";
    private const string New = "battery staple";

    private readonly SettableClock _clock = new();
    private readonly AppFolder _folder = AuthApp.Create(
        [AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true,\"resetPasswordUrl\":\"https://shop.example.com/reset\",\"resetFunctionName\":\"unused\"}")]);

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AppServerFixture.StartAsync(_clock, _folder);
        await _server.RegisterAsync(Mia, AuthRequests.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_link_of_the_mail_sets_a_new_password_once()
    {
        WireLogin before = await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia));
        (await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia))).AssertEmpty(200);
        Assert.Equal("Reset your password for shop", Assert.Single(_server.Mails()).Subject);
        MailedToken token = _server.LastToken(Mia);
        Assert.StartsWith("https://shop.example.com/reset?token=", token.Link, StringComparison.Ordinal);
        await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia));

        (await _server.PostEmailAsync("reset", token.WithPassword(New))).AssertEmpty(200);
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login(Mia))).AssertError(401, "InvalidPassword", "unauthorized");
        (await _server.SendAsync("POST", "/auth/session", before.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
        Assert.Equal(before.UserId, (await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia, New))).UserId);
        (await _server.PostEmailAsync("reset", token.WithPassword("third horse"))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task A_password_that_is_not_allowed_does_not_use_the_token_up()
    {
        await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
        MailedToken token = _server.LastToken(Mia);
        foreach (string password in new[] { "", "short", new string('x', 129) })
            (await _server.PostEmailAsync("reset", token.WithPassword(password))).AssertError(400, "BadRequest", "password must be between 6 and 128 characters");
        (await _server.PostEmailAsync("reset", token.WithPassword(New))).AssertEmpty(200);
    }

    [Fact]
    public async Task A_token_lives_half_an_hour()
    {
        await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
        _clock.Advance(TimeSpan.FromMinutes(30));
        (await _server.PostEmailAsync("reset", _server.LastToken(Mia).WithPassword(New))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task A_reset_ends_all_its_other_tokens()
    {
        await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
        MailedToken first = _server.LastToken(Mia);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
        (await _server.PostEmailAsync("reset", _server.LastToken(Mia).WithPassword(New))).AssertEmpty(200);
        (await _server.PostEmailAsync("reset", first.WithPassword("third horse"))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task The_ten_latest_tokens_of_an_account_are_good()
    {
        var tokens = new MailedToken[12];
        for (int i = 0; i < tokens.Length; i++)
        {
            await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
            tokens[i] = _server.LastToken(Mia);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(12, tokens.Distinct().Count());
        (await _server.PostEmailAsync("reset", tokens[1].WithPassword(New))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("reset", tokens[2].WithPassword(New))).AssertEmpty(200);
    }

    [Fact]
    public async Task Nobody_is_not_found() =>
        (await _server.PostEmailAsync("reset/send", AuthRequests.Email("nobody@example.com"))).AssertError(404, "UserNotFound", "user not found");

    [Fact]
    public async Task Without_a_function_none_is_run() =>
        (await _server.PostEmailAsync("reset/call", AuthRequests.Account(Mia, New))).AssertError(400, null, $"failed to reset password for user \"{Mia}\"");

    [Fact]
    public async Task A_stale_token_of_a_user_does_not_matter() =>
        Assert.Equal(200, (int)(await _server.SendAsync("POST", AuthApp.EmailPath + "/reset/send", "stale.access.token", AuthRequests.Email(Mia))).Status);
}
