using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using MimeKit;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Where mails go, and what happens when they do not.</summary>
public sealed class MailTests : IDisposable
{
    private const string Mia = "mia@example.com";

    private readonly AppFolder _folder = AuthApp.Create([AuthApp.Provider(
        "local-userpass", "\"config\":{\"emailConfirmationUrl\":\"https://shop.example.com/confirm\",\"resetPasswordUrl\":\"https://shop.example.com/reset\"}")]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mail_server_gets_the_mail_and_nothing_else_does()
    {
        await using var sink = new SmtpSink();
        await using AppServerFixture server = await StartAsync(sink.Port);
        (await server.RegisterAsync(Mia, AuthRequests.Password)).AssertEmpty(201);
        MimeMessage mail = Assert.Single(sink.Mails);
        Assert.Equal(
            ("Confirm your e-mail address for shop", "shop@example.com", Mia),
            (mail.Subject, mail.From.Mailboxes.Single().Address, mail.To.Mailboxes.Single().Address));
        MailedToken token = MailedToken.Of(mail);
        Assert.False(Directory.Exists(Outbox.FolderOf(server)));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains(token.Token, StringComparison.Ordinal));
        (await server.PostEmailAsync("confirm", token.Json)).AssertEmpty(200);
    }

    [Fact]
    public async Task User_and_password_of_the_secret_store_open_the_mail_server()
    {
        await using var sink = new SmtpSink();
        await using AppServerFixture server = await StartAsync(sink.Port, "post", "post secret");
        (await server.RegisterAsync(Mia, AuthRequests.Password)).AssertEmpty(201);
        string given = Convert.ToBase64String("\0post\0post secret"u8);
        Assert.Contains($"AUTH PLAIN {given}", sink.Commands);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains("post secret", StringComparison.Ordinal) || entry.Contains(given, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_that_cannot_be_sent_leaves_no_account(bool isRefused)
    {
        await using var sink = new SmtpSink { ReceiverAnswer = "550 no such mailbox" };
        await using AppServerFixture server = await StartAsync(isRefused ? sink.Port : 1);
        for (int i = 0; i < 2; i++)
            (await server.RegisterAsync(Mia, AuthRequests.Password)).AssertError(500, "InternalServerError", "the mail could not be sent; try again later");
        (await server.PostEmailAsync("reset/send", AuthRequests.Email(Mia))).AssertError(404, "UserNotFound", "user not found");
        Assert.Equal(2, server.Log.Entries.Count(entry => entry.Contains("did not take a mail", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_reset_mail_that_cannot_be_sent_leaves_older_tokens_good()
    {
        await using var sink = new SmtpSink();
        await using AppServerFixture server = await StartAsync(sink.Port);
        await server.RegisterAsync(Mia, AuthRequests.Password);
        await server.PostEmailAsync("reset/send", AuthRequests.Email(Mia));
        sink.ReceiverAnswer = "451 later";
        (await server.PostEmailAsync("reset/send", AuthRequests.Email(Mia))).AssertError(500, "InternalServerError", "the mail could not be sent; try again later");
        (await server.PostEmailAsync("reset", MailedToken.Of(sink.Mails.Last()).WithPassword("battery staple"))).AssertEmpty(200);
    }

    [Fact]
    public async Task Without_a_mail_server_the_mail_is_a_file_and_the_link_a_line_of_the_log()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(_folder);
        (await server.RegisterAsync(Mia, AuthRequests.Password)).AssertEmpty(201);
        string file = Assert.Single(Directory.GetFiles(Outbox.FolderOf(server)));
        MailedToken token = server.LastToken(Mia);
        string line = Assert.Single(server.Log.Entries, entry => entry.Contains(token.Token, StringComparison.Ordinal));
        Assert.Equal($"mail: No mail server is configured: the mail for {Mia} is {file}, its link {token.Link} ", line);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Outbox.FolderOf(server)));
    }

    [Fact]
    public async Task The_store_holds_no_token_and_no_password()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(_folder);
        await server.RegisterAsync(Mia, AuthRequests.Password);
        string token = server.LastToken(Mia).Token;
        byte[] kept = [.. Directory.GetFiles(server.Data.Path, "appservices.db*").SelectMany(ReadShared)];
        Assert.True(kept.AsSpan().IndexOf("mia@example.com"u8) >= 0);
        Assert.True(kept.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(token)) < 0);
        Assert.True(kept.AsSpan().IndexOf(Convert.FromHexString(token)) < 0);
        Assert.True(kept.AsSpan().IndexOf("correct horse"u8) < 0);
    }

    [Theory]
    [InlineData("https://", "emailConfirmationUrl is 'https://', which is no page, so the links in mails lead nowhere; set it to the page that they should open")]
    [InlineData("", "emailConfirmationUrl is missing, so the links in mails lead nowhere; set it to the page that they should open")]
    public void A_page_that_is_none_is_a_warning_at_start(string page, string warning)
    {
        using AppFolder folder = AuthApp.Create([AuthApp.Provider("local-userpass", $$""" "config":{"emailConfirmationUrl":"{{page}}"} """)]);
        Assert.Equal($"{folder.FileAt("auth/providers.json")}: {warning} (at local-userpass.config).",
            FolderReading.WithoutPosition(Assert.Single(folder.Read().Warnings)));
    }

    [Fact]
    public void Who_confirms_and_resets_by_function_needs_no_page()
    {
        using AppFolder folder = AuthApp.Create(
            [AuthApp.Provider("local-userpass", """
                "config":{"runConfirmationFunction":true,"confirmationFunctionName":"f","runResetFunction":true,"resetFunctionName":"f","resetPasswordUrl":"https://"}
                """)],
            AuthApp.Function("f", "exports = () => 1;"));
        Assert.Empty(folder.Read().Warnings);
    }

    private Task<AppServerFixture> StartAsync(int port, string? user = null, string? password = null) => AppServerFixture.StartAsync(
        options => options with
        {
            Settings = new ServerSettings { Mail = new MailServer("127.0.0.1", port, UsesTls: false, new MailboxAddress("Shop", "shop@example.com"), user, password) },
        },
        _folder);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
