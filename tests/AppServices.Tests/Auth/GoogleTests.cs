using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Google's id tokens and codes (client-api 2.1, app-folder 2.6).</summary>
public sealed class GoogleTests
{
    private const string Google = "oauth2-google";
    private const string OpenId = ",\"openId\":true";

    private static readonly string[] s_formFields = ["grant_type", "code", "client_id", "client_secret", "redirect_uri"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_id_token_logs_in_by_its_subject_and_tells_nothing_else(bool discover)
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, OpenId, ",\"metadata_fields\":[{\"name\":\"email\",\"required\":true}]", discover);
        WireLogin login = await app.LogInAsync(new { id_token = app.IdToken(("email", "mia@example.com")) });
        Assert.Equal(login.UserId, (await app.LogInAsync(new { id_token = app.IdToken() })).UserId);
        Assert.NotEqual(login.UserId, (await app.LogInAsync(new { id_token = app.IdToken(("sub", "other")) })).UserId);
        var profile = await app.Server.ProfileAsync(login.AccessToken);
        Assert.Equal("{}", profile.GetProperty("data").GetRawText());
        Assert.Equal("subject-1", profile.GetProperty("identities")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_id_token_must_be_of_the_issuer_for_the_app_and_hold()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, OpenId);
        await app.AssertRefusedAsync(new { id_token = app.IdToken(("aud", "another-client")) }, "it is for another audience");
        await app.AssertRefusedAsync(new { id_token = app.IdToken(("iss", "https://accounts.google.com")) }, "it has another issuer");
        await app.AssertRefusedAsync(new { id_token = app.IdToken(("iss", null)) }, "it has another issuer");
        await app.AssertRefusedAsync(
            new { id_token = app.IdToken(("exp", OAuthApp.Clock.GetUtcNow().ToUnixTimeSeconds())) }, "it has no 'exp', has expired, or does not hold yet");
        string forged = Issuer.WithNewKey("k1").SignGood(OAuthApp.Clock, ("iss", app.Provider.Address), ("aud", OAuthApp.ClientId));
        await app.AssertRefusedAsync(new { id_token = forged }, "its signature is wrong");
        (await app.PostAsync(new { })).AssertError(400, "MissingParameter", "'authCode' is a required string");
    }

    [Fact]
    public async Task Without_openId_no_id_token_is_taken()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google);
        await app.AssertRefusedAsync(new { id_token = app.IdToken() }, "the app does not set 'openId', so it takes no id tokens");
    }

    [Fact]
    public async Task A_code_is_exchanged_as_the_app()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(
            Google, more: ",\"metadata_fields\":[{\"name\":\"name\"},{\"name\":\"first_name\"},{\"name\":\"last_name\"},{\"name\":\"picture\"},{\"name\":\"email\",\"required\":true}]");
        IFormCollection? form = null;
        (string, object?)[] claims =
        [
            ("name", "Mia B."), ("given_name", "Mia"), ("family_name", "B."), ("picture", "https://example.com/mia.png"), ("email", "mia@example.com"), ("locale", "de"),
        ];
        app.Provider.Exchange = sent =>
        {
            form = sent;
            return (200, new { access_token = "a", id_token = app.IdToken(claims) });
        };
        Assert.Equal(
            """
            {"name":"Mia B.","first_name":"Mia","last_name":"B.","picture":"https://example.com/mia.png","email":"mia@example.com","picture_url":"https://example.com/mia.png"}
            """,
            await app.DataAsync(new { authCode = "4/code" }));
        Assert.Equal(
            "authorization_code 4/code client-1 the client secret ",
            string.Join(' ', s_formFields.Select(name => form![name].ToString())));
    }

    [Fact]
    public async Task A_code_that_is_not_good_logs_nobody_in()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, more: ",\"metadata_fields\":[{\"name\":\"email\",\"required\":true}]");
        await app.AssertRefusedAsync(new { authCode = "used" }, "the token endpoint gave no id token: invalid_grant");
        app.Provider.Exchange = _ => (200, new { access_token = "a" });
        await app.AssertRefusedAsync(new { authCode = "c" }, "the token endpoint gave no id token: no reason");
        app.Provider.Exchange = _ => (200, new { id_token = app.IdToken() });
        await app.AssertRefusedAsync(new { authCode = "c" }, "the required field 'email' is missing");
        app.Provider.Exchange = _ => (200, new { id_token = app.IdToken(("aud", "another-client")) });
        await app.AssertRefusedAsync(new { authCode = "c" }, "it is for another audience");
        Assert.DoesNotContain(app.Server.Log.Entries, entry => entry.Contains(OAuthApp.ClientSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_no_fault_of_the_user()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, OpenId);
        app.Provider.IsDown = true;
        (await app.PostAsync(new { authCode = "c" })).AssertError(500, "InternalServerError", "the identity provider cannot be reached; try again later");
        (await app.PostAsync(new { id_token = app.IdToken() })).AssertError(500, "InternalServerError", "the keys of the token's issuer cannot be fetched; try again later");
    }

    [Fact]
    public async Task Only_users_of_listed_mail_domains_may_come()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, OpenId, ",\"domain_restrictions\":[\"example.com\"]");
        await app.LogInAsync(new { id_token = app.IdToken(("email", "mia@Example.com"), ("email_verified", true)) });
        await app.AssertRefusedAsync(new { id_token = app.IdToken(("email", "mia@example.com"), ("email_verified", false)) }, "the mail address is not verified");
        (await app.PostAsync(new { id_token = app.IdToken(("email", "mia@example.com@evil.org")) }))
            .AssertError(403, "DomainNotAllowed", "users of the mail domain 'evil.org' may not log in to this app");
        (await app.PostAsync(new { id_token = app.IdToken() })).AssertError(403, "DomainNotAllowed", "users of the mail domain '' may not log in to this app");
    }

    [Fact]
    public async Task A_secret_that_is_missing_closes_what_needs_it()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Google, OpenId, ",\"secret_config\":{\"clientSecret\":\"gone\"}");
        await app.LogInAsync(new { id_token = app.IdToken() });
        await app.AssertRefusedAsync(
            new { authCode = "code" }, "a code cannot be exchanged: the secret of secret_config.clientSecret is missing");
        using AppFolder folder = AuthApp.Create([AuthApp.Provider(Google,
            "\"config\":{\"clientId\":\"c\"},\"secret_config\":{\"clientSecret\":\"gone\"}")]);
        folder.AssertMissingSecret("gone", "auth/providers.json:1");
    }

    [Theory]
    [InlineData("\"config\":{\"openId\":true}", ": the string 'clientId' is missing or empty (at oauth2-google.config).")]
    [InlineData("\"config\":{\"clientId\":\"c\"}", ": secret_config.clientSecret is missing: name there the secret that holds the client secret (at oauth2-google).")]
    public void Settings_that_cannot_work_are_refused_at_start(string settings, string message)
    {
        using AppFolder folder = AuthApp.Create([AuthApp.Provider(Google, settings)]);
        folder.AssertRefused("auth/providers.json", message);
    }
}
