using System;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>The file of <c>serve --settings</c>.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Everything_has_a_default()
    {
        Assert.Equal(new ServerSettings().LinkConflicts, Read("{}").LinkConflicts);
        Assert.Equal((null, null, null), (Read("{}").Mail, Read("{}").AccessTokenSeconds, Read("{}").RefreshTokenSeconds));
        Assert.Empty(Read("{}").Oidc);
    }

    [Fact]
    public void What_the_file_says_is_read()
    {
        ServerSettings settings = Read("""
            {"mail":{"server":"smtps://mail.example.com","from":"Shop <shop@example.com>"},"linkConflicts":"strict","userIds":{"old":"older","old":"new"},"sites":{"Shop.example.com":"shop-qwert"},
             "logins":{"failuresByAddress":600,"failuresByAccount":5,"requestsByAddress":30,"requestsByAccount":3,"hashes":4,"hashRounds":400000},
             "sessions":{"accessTokenSeconds":60,"refreshTokenSeconds":3600},
             "mongodb":{"port":27017,"address":"::1","advertise":"db.example.com:27017","certificate":"c.pem","key":"k.pem","connections":9,"cursors":8},
             "oidc":{"oauth2-google":{"issuer":"https://issuer.example.com","jwksUri":"https://issuer.example.com/keys","tokenEndpoint":"http://127.0.0.1:8080/token","redirectUri":"postmessage"},
                     "oauth2-facebook":{"graphEndpoint":"https://graph.example.com/v1"}}}
            """);
        Assert.Equal(("mail.example.com", 465, true, "shop@example.com", null), (settings.Mail!.Host, settings.Mail.Port, settings.Mail.UsesTls, settings.Mail.From.Address, settings.Mail.User));
        Assert.Equal((LinkConflicts.Strict, 60, 3600), (settings.LinkConflicts, settings.AccessTokenSeconds, settings.RefreshTokenSeconds));
        Assert.Equal(
            new LoginSettings { FailuresByAddress = 600, FailuresByAccount = 5, RequestsByAddress = 30, RequestsByAccount = 3, Hashes = 4, HashRounds = 400_000 },
            settings.Logins);
        Assert.Equal(
            new MongodbSettings
            {
                Port = 27017, Address = System.Net.IPAddress.IPv6Loopback, Advertised = "db.example.com:27017", Certificate = "c.pem", Key = "k.pem",
                Connections = 9, Cursors = 8,
            },
            settings.Mongodb);
        Assert.Equal(("new", "shop-qwert"), (settings.UserIds["old"], settings.Sites["shop.example.COM"]));
        ProviderAddresses google = settings.Oidc["oauth2-google"];
        Assert.Equal(("https://issuer.example.com", "postmessage", "http://127.0.0.1:8080/token"), (google.Issuer, google.RedirectUri, google.TokenEndpoint!.ToString()));
        Assert.Equal("https://graph.example.com/v1", settings.Oidc["oauth2-facebook"].GraphEndpoint!.ToString());
    }

    [Theory]
    [InlineData("smtp://mail.example.com", 587)]
    [InlineData("smtp://mail.example.com:25", 25)]
    public void Ports_have_defaults(string server, int port) =>
        Assert.Equal(port, Read($$"""{"mail":{"server":"{{server}}","from":"a@example.com"} }""").Mail!.Port);

    [Fact]
    public void User_and_password_come_from_the_secret_store()
    {
        using var secrets = new SecretsFile(("smtpUser", "post"), ("smtpPassword", "secret"));
        using var half = new SecretsFile(("smtpUser", "post"));
        const string mail = """{"mail":{"server":"smtp://mail.example.com","from":"a@example.com"}}""";
        MailServer server = Read(mail, secrets.Path).Mail!;
        Assert.Equal(("post", "secret", true), (server.User, server.Password, server.NeedsEncryption));
        AssertRefused(mail, "of the secrets smtpUser and smtpPassword one is missing; supply both or none (at mail).", half.Path);
    }

    [Theory]
    [InlineData("{\"logs\":{\"days\":0}}", "a whole number above 0 is expected (at logs.days).")]
    [InlineData("{\"mial\":{}}", "'mial' is unknown; mail, oidc, linkConflicts, sessions, rules, publicUrl, trustedProxies, hosts, outgoingHttp, logs, sites, userIds, logins, cleanup, telemetry, functions, push, aws, twilio, mongodb, database, dataSources are possible (at mial).")]
    [InlineData("{\"mail\":{\"server\":\"smtp://a\",\"from\":\"a@b.c\",\"password\":\"x\"}}", "'password' is unknown; server, from are possible (at mail.password).")]
    [InlineData("{\"mail\":{\"from\":\"a@b.c\"}}", "the string 'server' is missing or empty (at mail).")]
    [InlineData("{\"mail\":{\"server\":\"mail.example.com\",\"from\":\"a@b.c\"}}", "an address such as smtp://mail.example.com:587 or smtps://mail.example.com is expected (at mail.server).")]
    [InlineData("{\"mail\":{\"server\":\"smtp://u:p@mail.example.com\",\"from\":\"a@b.c\"}}", "user and password do not belong here: put them into the secret store as smtpUser and smtpPassword (at mail.server).")]
    [InlineData("{\"mail\":{\"server\":\"smtp://a\"}}", "the string 'from' is missing or empty (at mail).")]
    [InlineData("{\"mail\":{\"server\":\"smtp://a\",\"from\":\"a b <\"}}", "a mail address is expected (at mail.from).")]
    [InlineData("{\"oidc\":{\"google\":{}}}", "'google' is unknown; oauth2-google, oauth2-facebook, oauth2-apple are possible (at oidc.google).")]
    [InlineData("{\"oidc\":{\"oauth2-google\":{\"jwks\":\"x\"}}}", "'jwks' is unknown; issuer, jwksUri, tokenEndpoint, redirectUri, graphEndpoint are possible (at oidc.oauth2-google.jwks).")]
    [InlineData("{\"oidc\":{\"oauth2-google\":{\"jwksUri\":\"http://issuer.example.com\"}}}", "'jwksUri' must be an https address (http is possible for an address of this machine) (at oidc.oauth2-google).")]
    [InlineData("{\"linkConflicts\":\"loose\"}", "'clear' or 'strict' is expected (at linkConflicts).")]
    [InlineData("{\"sites\":{\"https://a\":\"shop-qwert\"}}", "a host's name without scheme and port is expected (at sites.https://a).")]
    [InlineData("{\"userIds\":{\"a\":7}}", "a string is expected (at userIds.a).")]
    [InlineData("{\"logins\":{\"hashRounds\":999}}", "a whole number above 999 is expected (at logins.hashRounds).")]
    [InlineData("{\"sessions\":{\"accessTokenSeconds\":0}}", "a whole number above 0 is expected (at sessions.accessTokenSeconds).")]
    [InlineData("{\"sessions\":{\"accessTokenSeconds\":\"60\"}}", "a whole number above 0 is expected (at sessions.accessTokenSeconds).")]
    [InlineData("[]", "an object is expected.")]
    public void Whatever_has_no_effect_is_an_error(string text, string message) => AssertRefused(text, message);

    [Fact]
    public void A_file_that_is_missing_is_an_error()
    {
        var error = Assert.Throws<ConfigurationException>(() => ServerSettings.Read(_path + ".gone", SecretStore.Read(null)));
        Assert.Equal($"{_path}.gone: The file of --settings is missing.", error.Message);
    }

    private ServerSettings Read(string text, string? secrets = null)
    {
        File.WriteAllText(_path, text);
        return ServerSettings.Read(_path, SecretStore.Read(secrets));
    }

    private void AssertRefused(string text, string message, string? secrets = null) =>
        Assert.Equal(
            $"{_path}: {message}", FolderReading.WithoutPosition(Assert.Throws<ConfigurationException>(() => Read(text, secrets)).Message));
}
