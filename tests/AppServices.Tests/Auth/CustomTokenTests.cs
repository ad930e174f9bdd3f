using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Tokens of another issuer, checked with keys of the configuration (client-api 2.8, app-folder 2.4).</summary>
public sealed class CustomTokenTests
{
    private static readonly string s_secret = new('s', 32);

    private readonly SettableClock _clock = new();
    private readonly Issuer _issuer = Issuer.WithSecret(s_secret);

    [Fact]
    public async Task The_subject_is_the_identity_and_the_mapped_claims_are_the_profile()
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret], more: """
            "metadata_fields":[{"required":true,"name":"profile.mail","field_name":"email"},{"name":"profile.mail","field_name":"name"},
            {"name":"a\\.b.c"},{"name":"minAge"},{"name":"vip"},{"name":"tags"},{"name":"absent"},{"name":"none"}]
            """);
        (string, object?)[] claims =
        [
            ("profile", new { mail = "mia@example.com", secret = "no" }), ("a.b", new { c = "dotted" }), ("minAge", "80"), ("vip", true),
            ("tags", new[] { "x" }), ("other", "no"), ("none", JsonElement.Parse("null")),
        ];
        WireLogin login = await app.LogInAsync(_issuer.SignGood(_clock, claims));
        JsonElement profile = await app.Server.ProfileAsync(login.AccessToken);
        Assert.Equal("external-mia", profile.GetProperty("identities")[0].GetProperty("id").GetString());
        Assert.Equal(
            """{"email":"mia@example.com","name":"mia@example.com","c":"dotted","minAge":"80","vip":true,"tags":["x"]}""", profile.GetProperty("data").GetRawText());
        Assert.Equal(1800, login.AccessClaims.GetProperty("exp").GetInt64() - login.AccessClaims.GetProperty("iat").GetInt64());

        WireLogin again = await app.LogInAsync(_issuer.SignGood(_clock, ("profile", new { mail = "new@example.com" })));
        Assert.Equal(login.UserId, again.UserId);
        Assert.Equal(
            """{"email":"new@example.com","name":"new@example.com"}""", (await app.Server.ProfileAsync(again.AccessToken)).GetProperty("data").GetRawText());
        await app.AssertRefusedAsync(_issuer.SignGood(_clock), "the required claim 'profile.mail' is missing");
    }

    [Fact]
    public async Task Each_of_three_secrets_may_have_signed()
    {
        string[] secrets = [.. "abc".Select(letter => new string(letter, 40))];
        await using TokenApp app = await StartAsync("HS256", secrets);
        foreach (string secret in secrets) await app.LogInAsync(Issuer.WithSecret(secret).SignGood(_clock));
        await app.AssertRefusedAsync(Issuer.WithSecret(new string('d', 40)).SignGood(_clock), "its signature is wrong");
        await app.AssertRefusedAsync(Issuer.WithNewKey().SignGood(_clock), "it is signed by another algorithm");
    }

    [Fact]
    public async Task Each_of_three_public_keys_may_have_signed()
    {
        Issuer[] issuers = [Issuer.WithNewKey(), Issuer.WithNewKey("named"), Issuer.WithNewKey()];
        await using TokenApp app = await StartAsync("RS256", [.. issuers.Select(issuer => issuer.Pem)]);
        foreach (Issuer issuer in issuers) await app.LogInAsync(issuer.SignGood(_clock));
        await app.AssertRefusedAsync(Issuer.WithNewKey().SignGood(_clock), "its signature is wrong");
        // The public key of RS256 is no secret, so nobody must be able to sign with it.
        await app.AssertRefusedAsync(Issuer.WithSecret(issuers[0].Pem).SignGood(_clock), "it is signed by another algorithm");
    }

    [Fact]
    public async Task An_old_configuration_holds_the_key_itself()
    {
        Issuer issuer = Issuer.WithNewKey();
        using AppFolder folder = AuthApp.Create([AuthApp.Provider("custom-token", $$"""
            "config":{"audience":"my-audience","signingAlgorithm":"RS256","useJWKURI":false,"signingKey":{{JsonSerializer.Serialize(issuer.Pem)}} }
            """)]);
        await using var app = new TokenApp(await AppServerFixture.StartAsync(_clock, folder));
        await app.LogInAsync(issuer.SignGood(_clock, ("aud", "my-audience")));
        await app.AssertRefusedAsync(issuer.SignGood(_clock), "it is for another audience");
    }

    [Theory]
    [InlineData("", "shop-qwert", true)]
    [InlineData("", "other", false)]
    [InlineData("\"audience\":\"\",", "shop-qwert", true)]
    [InlineData("\"audience\":[],", "shop-qwert", true)]
    [InlineData("\"audience\":\"a\",", "a", true)]
    [InlineData("\"audience\":\"a\",", "shop-qwert", false)]
    [InlineData("\"audience\":\"a, b\",", "a b", true)]
    [InlineData("\"audience\":\"a, b\",", "a", false)]
    [InlineData("\"audience\":[\"a\",\"b\"],", "b c a", true)]
    [InlineData("\"audience\":[\"a\",\"b\"],", "b c", false)]
    [InlineData("\"requireAnyAudience\":true,\"audience\":[\"a\",\"b\"],", "b c", true)]
    [InlineData("\"requireAnyAudience\":true,\"audience\":[\"a\",\"b\"],", "c", false)]
    [InlineData("\"requireAnyAudience\":true,\"audience\":[\"a\",\"b\"],", "", false)]
    public async Task A_token_must_be_for_the_audience(string config, string audiences, bool isGood)
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret], config);
        object? audience = audiences.Split(' ') switch { [""] => null, [var one] => one, var several => several };
        string token = _issuer.SignGood(_clock, ("aud", audience));
        if (isGood) await app.LogInAsync(token);
        else await app.AssertRefusedAsync(token, "it is for another audience");
    }

    [Fact]
    public async Task A_token_must_hold_now()
    {
        const string reason = "it has no 'exp', has expired, or does not hold yet";
        await using TokenApp app = await StartAsync("HS256", [s_secret]);
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("exp", null)), reason);
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("exp", now)), reason);
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("nbf", now + 61)), reason);
        await app.LogInAsync(_issuer.SignGood(_clock, ("nbf", now + 60)));
        string brief = _issuer.SignGood(_clock, ("exp", now + 1));
        await app.LogInAsync(brief);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await app.AssertRefusedAsync(brief, reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(7)]
    public async Task A_token_must_have_a_subject(object? subject)
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret]);
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("sub", subject)), "it has no usable 'sub'");
    }

    [Fact]
    public async Task Sizes_are_limited()
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret], more: "\"metadata_fields\":[{\"name\":\"text\"}]");
        await app.LogInAsync(_issuer.SignGood(_clock, ("text", new string('x', 4096)), ("other", new string('x', 600_000))));
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("text", new string('x', 4097))), "the claim 'text' is longer than 4096 characters");
        await app.AssertRefusedAsync(_issuer.SignGood(_clock, ("other", new string('x', 760_000))), "it is longer than 1000000 characters");
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")]
    public async Task What_is_no_token_is_refused(string token)
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret]);
        (await app.PostAsync(token)).AssertError(401, "AuthError", "unauthorized");
    }

    [Fact]
    public async Task The_log_does_not_show_tokens()
    {
        await using TokenApp app = await StartAsync("HS256", [s_secret]);
        string bad = Issuer.WithSecret(new string('x', 32)).SignGood(_clock), good = _issuer.SignGood(_clock);
        await app.PostAsync(bad);
        await app.LogInAsync(good);
        foreach (string part in new[] { bad, good }.SelectMany(token => token.Split('.')[1..]).Append(s_secret))
            Assert.DoesNotContain(app.Server.Log.Entries, entry => entry.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"config\":{}", ": there is no signing key: name one in secret_config.signingKeys, or set config.useJWKURI and config.jwkURI (at custom-token).")]
    [InlineData("\"config\":{\"signingAlgorithm\":\"HS256\"},\"secret_config\":{\"signingKeys\":[\"short\"]}", ": the signing key has 5 characters; keys of HS256 have 32 to 512 (at custom-token.secret_config.signingKeys[0]).")]
    [InlineData("\"config\":{\"signingAlgorithm\":\"RS256\"},\"secret_config\":{\"signingKeys\":[\"long\"]}", ": the signing key is no RSA public key in PEM form, which RS256 needs (at custom-token.secret_config.signingKeys[0]).")]
    [InlineData("\"config\":{\"signingAlgorithm\":\"ES256\"},\"secret_config\":{\"signingKeys\":[\"long\"]}", ": signingAlgorithm 'ES256' is unknown: HS256 and RS256 are possible (at custom-token.config).")]
    [InlineData("\"config\":{},\"secret_config\":{\"signingKeys\":[\"long\",\"long\",\"long\",\"long\"]}", ": there are 4 signing keys; 3 are allowed (at custom-token).")]
    [InlineData("\"config\":{\"useJWKURI\":true}", ": the string 'jwkURI' is missing or empty (at custom-token.config).")]
    [InlineData("\"config\":{\"useJWKURI\":true,\"jwkURI\":\"http://issuer.example.com/keys\"}", ": 'jwkURI' must be an https address (http is possible for an address of this machine) (at custom-token.config).")]
    public void Settings_that_cannot_work_are_refused_at_start(string settings, string message)
    {
        using AppFolder folder = AuthApp.Create([AuthApp.Provider("custom-token", settings)]);
        using var secrets = new SecretsFile(("short", "short"), ("long", new string('l', 40)));
        folder.AssertRefused("auth/providers.json", message, secretsFile: secrets.Path);
    }

    [Fact]
    public async Task A_key_that_is_missing_closes_the_provider_alone()
    {
        using AppFolder folder = AuthApp.Create(
            [AuthApp.Provider("anon-user"), AuthApp.Provider("custom-token", "\"config\":{},\"secret_config\":{\"signingKeys\":[\"gone\"]}")]);
        folder.AssertMissingSecret("gone", "auth/providers.json:1");
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.LogInAsync();
        (await server.PostLoginAsync("custom-token")).AssertError(
            404, "AuthProviderNotFound",
                "authentication provider not found: a secret of 'custom-token' is missing; the server's log says which");
    }

    [Fact]
    public void A_disabled_provider_needs_no_secret()
    {
        using AppFolder folder = AuthApp.Create(["""
            "custom-token":{"name":"custom-token","type":"custom-token","disabled":true,"config":{},"secret_config":{"signingKeys":["gone"]}}
            """]);
        Assert.Empty(folder.Read().Providers());
    }

    private async Task<TokenApp> StartAsync(string algorithm, string[] secrets, string config = "", string more = "\"metadata_fields\":[]")
    {
        using var file = new SecretsFile([.. secrets.Select((secret, index) => ($"key{index}", secret))]);
        using AppFolder folder = AuthApp.Create([AuthApp.Provider("custom-token", $$"""
            "config":{ {{config}}"signingAlgorithm":"{{algorithm}}"},
            "secret_config":{"signingKeys":[{{string.Join(',', secrets.Select((_, index) => $"\"key{index}\""))}}]},{{more}}
            """)]);
        return new TokenApp(await AppServerFixture.StartAsync(options => options with { Clock = _clock, SecretsFile = file.Path }, folder));
    }
}
