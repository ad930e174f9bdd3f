using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using MimeKit;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Accounts that a mail confirms (client-api 4.1, 4.2).</summary>
public sealed class MailConfirmationTests : IAsyncLifetime
{
    private static readonly string s_noToken = AuthRequests.Json(new { token = new string('a', 128), tokenId = new string('b', 24) });

    private readonly SettableClock _clock = new();
    private readonly AppFolder _folder = AuthApp.Create([AuthApp.Provider(
        "local-userpass", """
        "config":{"autoConfirm":false,"emailConfirmationUrl":"https://shop.example.com/confirm?lang=de#top","confirmEmailSubject":"Willkommen im Lädchen"}
        """)]);

    private AppServerFixture _server = null!;

    // The id of an account has the time of the machine, of which this clock is far ahead: no account waits too long here.
    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(
        options => options with { Clock = _clock, Settings = new ServerSettings { Cleanup = new CleanupSettings(PendingUserDays: 10_000) } },
        _folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_mail_has_a_link_to_the_page_with_which_the_account_becomes_good()
    {
        (await _server.RegisterAsync("mia@example.com", AuthRequests.Password)).AssertEmpty(201);
        (await LogInAsync()).AssertError(401, "AuthError", "unauthorized");
        MimeMessage mail = Assert.Single(_server.Mails());
        Assert.Equal(("Willkommen im Lädchen", "mia@example.com"), (mail.Subject, mail.To.Mailboxes.Single().Address));
        MailedToken token = MailedToken.Of(mail);
        Assert.Equal($"https://shop.example.com/confirm?lang=de&token={token.Token}&tokenId={token.TokenId}#top", token.Link);

        (await _server.PostEmailAsync("confirm", token.Json)).AssertEmpty(200);
        Assert.Equal(200, (int)(await LogInAsync()).Status);
        (await _server.PostEmailAsync("confirm", token.Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task The_address_is_taken_while_it_waits()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        (await _server.RegisterAsync("mia@example.com", "another horse")).AssertError(409, "AccountNameInUse", "name already in use");
        Assert.Single(_server.Mails());
    }

    [Fact]
    public async Task Where_accounts_are_concealed_strangers_are_told_of_none()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { Logins = new LoginSettings { ConcealAccounts = true } } }, _folder);
        (await server.RegisterAsync("mia@example.com", AuthRequests.Password)).AssertEmpty(201);
        MailedToken token = await TokenAsync(1);
        (await server.RegisterAsync("mia@example.com", "another horse")).AssertEmpty(201);
        foreach (string operation in (string[])["confirm/send", "reset/send"])
            foreach (string email in (string[])["mia@example.com", "nobody@example.com"])
                (await server.PostEmailAsync(operation, AuthRequests.Email(email))).AssertEmpty(200);
        await TokenAsync(3);
        (await server.PostEmailAsync("confirm", token.Json)).AssertEmpty(200);
        (await server.PostEmailAsync("confirm/send", AuthRequests.Email("mia@example.com"))).AssertEmpty(200);
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", AuthRequests.Password));
        Assert.Equal(3, server.Mails().Count);
        (await server.RegisterAsync("", AuthRequests.Password)).AssertError(400, "BadRequest", "email invalid");
        (await server.RegisterAsync("new@example.com", "short")).AssertError(
            400, "BadRequest", "password must be between 6 and 128 characters");

        // Nobody waits for a mail, so neither does the reply.
        async Task<MailedToken> TokenAsync(int mails)
        {
            while (server.Mails().Count < mails) await Task.Delay(20, TestContext.Current.CancellationToken);
            return server.LastToken("mia@example.com");
        }
    }

    [Fact]
    public async Task The_mail_comes_again_and_each_link_is_good_until_one_is_used()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        MailedToken first = _server.LastToken("mia@example.com");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _server.PostEmailAsync("confirm/send", AuthRequests.Email("mia@example.com"))).AssertEmpty(200);
        MailedToken second = _server.LastToken("mia@example.com");
        Assert.NotEqual(first.Token, second.Token);
        (await _server.PostEmailAsync("confirm", first.Json)).AssertEmpty(200);
        (await _server.PostEmailAsync("confirm", second.Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("confirm/send", AuthRequests.Email("mia@example.com"))).AssertError(400, "UserAlreadyConfirmed", "already confirmed");
        (await _server.PostEmailAsync("confirm/call", AuthRequests.Email("mia@example.com"))).AssertError(400, "UserAlreadyConfirmed", "already confirmed");
    }

    [Fact]
    public async Task A_token_lives_half_an_hour()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        _clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        await _server.RegisterAsync("tom@example.com", AuthRequests.Password);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _server.PostEmailAsync("confirm", _server.LastToken("mia@example.com").Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("confirm", _server.LastToken("tom@example.com").Json)).AssertEmpty(200);
    }

    [Fact]
    public async Task Of_many_who_use_a_token_at_once_one_succeeds()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        string token = _server.LastToken("mia@example.com").Json;
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _server.PostEmailAsync("confirm", token)));
        Assert.Single(replies, reply => (int)reply.Status == 200);
        Assert.Equal(7, replies.Count(reply => (int)reply.Status == 400));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("deadbeef", "deadbeef")]
    [InlineData("0123", "6650a1f2c3d4e5f6a7b8c9d0")]
    public async Task What_is_no_token_is_told_from_one_that_is_not_good(string token, string tokenId)
    {
        (await _server.PostEmailAsync("confirm", AuthRequests.Json(new { token, tokenId }))).AssertError(400, "BadRequest", "invalid token data");
        (await _server.PostEmailAsync("reset", AuthRequests.Json(new { token, tokenId, password = "x" }))).AssertError(400, "BadRequest", "invalid token data");
        (await _server.PostEmailAsync("confirm", s_noToken)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task Half_a_token_is_none()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        MailedToken token = _server.LastToken("mia@example.com");
        string forged = token.Token[..^1] + (token.Token[^1] == '0' ? '1' : '0');
        (await _server.PostEmailAsync("confirm", (token with { Token = forged }).Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("reset", token.WithPassword("another horse"))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("confirm", token.Json)).AssertEmpty(200);
    }

    [Theory]
    [InlineData("confirm/send")]
    [InlineData("confirm/call")]
    [InlineData("reset/send")]
    public async Task Nobody_is_not_found(string operation) =>
        (await _server.PostEmailAsync(operation, AuthRequests.Email("nobody@example.com"))).AssertError(404, "UserNotFound", "user not found");

    [Fact]
    public async Task Without_a_function_none_is_run()
    {
        await _server.RegisterAsync("mia@example.com", AuthRequests.Password);
        (await _server.PostEmailAsync("confirm/call", AuthRequests.Email("mia@example.com")))
            .AssertError(400, "BadRequest", "cannot run confirmation for mia@example.com: this app confirms by mail");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("mia")]
    [InlineData("mia@example.com\r\nBcc: all@example.com")]
    [InlineData("mia@example.com, tom@example.com")]
    [InlineData("Mia <mia@example.com>")]
    public async Task Mail_goes_to_addresses_only(string email)
    {
        (await _server.RegisterAsync(email, AuthRequests.Password)).AssertError(400, "BadRequest", "email invalid");
        Assert.Empty(_server.Mails());
    }

    private Task<WireReply> LogInAsync() => _server.PostLoginAsync("local-userpass", AuthRequests.Login("mia@example.com"));
}
