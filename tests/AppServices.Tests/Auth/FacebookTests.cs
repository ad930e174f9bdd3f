using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Facebook's access tokens, and the id tokens of its Limited Login (client-api 2.1, app-folder 2.6).</summary>
public sealed class FacebookTests
{
    private const string Facebook = "oauth2-facebook";
    private const string Token = "EAAB-opaque";

    private const string Fields = """
        ,"metadata_fields":[{"name":"name"},{"name":"first_name"},{"name":"last_name"},{"name":"picture"},{"name":"email"},{"name":"gender"},{"name":"min_age"},{"name":"max_age"}]
        """;

    [Fact]
    public async Task An_access_token_is_inspected_and_read_at_the_Graph()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Facebook, more: Fields);
        IQueryCollection? debug = null, me = null;
        app.Provider.Debug = query =>
        {
            debug = query;
            return Valid();
        };
        app.Provider.Me = query =>
        {
            me = query;
            return new
            {
                id = "77", name = "Mia B.", first_name = "Mia", email = "mia@example.com",
                picture = new { data = new { url = "https://example.com/mia.png" } }, age_range = new { min = 21 },
            };
        };
        Assert.Equal(
            """
            {"name":"Mia B.","first_name":"Mia","picture":"https://example.com/mia.png","email":"mia@example.com","min_age":"21","picture_url":"https://example.com/mia.png"}
            """,
            await app.DataAsync(new { accessToken = Token }));
        Assert.Equal((Token, "client-1|the client secret"), (debug!["input_token"].ToString(), debug["access_token"].ToString()));
        Assert.Equal((Token, "id,name,first_name,last_name,picture,email,gender,age_range"), (me!["access_token"].ToString(), me["fields"].ToString()));
        Assert.Equal(
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(OAuthApp.ClientSecret), Encoding.UTF8.GetBytes(Token))), me["appsecret_proof"].ToString());
    }

    [Fact]
    public async Task A_token_that_is_not_good_for_this_app_logs_nobody_in()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Facebook);
        app.Provider.Me = _ => new { id = "77" };
        var refusals = new (object Reply, string Reason)[]
        {
            (new { error = new { message = "bad" } }, "it cannot be inspected"),
            (Valid(("is_valid", false)), "it is not valid"),
            (Valid(("app_id", "another")), "it is for another app"),
            (Valid(("expires_at", OAuthApp.Clock.GetUtcNow().ToUnixTimeSeconds())), "it has expired"),
            (Valid(("user_id", "")), "it has no user"),
            (Valid(("user_id", "78")), "it does not allow to read its user"),
        };
        foreach ((object reply, string reason) in refusals)
        {
            app.Provider.Debug = _ => reply;
            await app.AssertRefusedAsync(new { accessToken = Token }, reason);
        }
        app.Provider.Debug = _ => Valid(("expires_at", 0));
        await app.LogInAsync(new { accessToken = Token });
        (await app.PostAsync(new { })).AssertError(400, "MissingParameter", "'accessToken' is a required string");
        app.Provider.IsDown = true;
        (await app.PostAsync(new { accessToken = Token })).AssertError(500, "InternalServerError", "the identity provider cannot be reached; try again later");
        Assert.DoesNotContain(app.Server.Log.Entries, entry => entry.Contains(Token, StringComparison.Ordinal) || entry.Contains(OAuthApp.ClientSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_token_of_the_Limited_Login_is_checked_as_such()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Facebook, more: Fields);
        (string, object?)[] claims = [("name", "Mia B."), ("given_name", "Mia"), ("picture", "p"), ("user_age_range", new { min = 21 })];
        Assert.Equal(
            """{"name":"Mia B.","first_name":"Mia","picture":"p","min_age":"21","picture_url":"p"}""", await app.DataAsync(new { accessToken = app.IdToken(claims) }));
        await app.AssertRefusedAsync(new { accessToken = app.IdToken(("aud", "another-client")) }, "it is for another audience");
        Assert.Equal(0, app.Provider.CountOf("/debug_token"));
    }

    [Fact]
    public async Task Only_users_of_listed_mail_domains_may_come()
    {
        await using OAuthApp app = await OAuthApp.StartAsync(Facebook, more: ",\"domain_restrictions\":[\"example.com\"]");
        app.Provider.Debug = _ => Valid();
        app.Provider.Me = query => new { id = "77", email = query["fields"].ToString() == "id,email" ? "mia@example.org" : null };
        (await app.PostAsync(new { accessToken = Token })).AssertError(403, "DomainNotAllowed", "users of the mail domain 'example.org' may not log in to this app");
    }

    private static object Valid(params (string Name, object Value)[] others)
    {
        var data = new Dictionary<string, object> { ["is_valid"] = true, ["app_id"] = OAuthApp.ClientId, ["user_id"] = "77" };
        foreach ((string name, object value) in others) data[name] = value;
        return new { data };
    }
}
