using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Apple's id tokens (client-api 2.1, app-folder 2.6).</summary>
public sealed class AppleTests
{
    [Fact]
    public async Task An_id_token_logs_in_by_its_subject_and_tells_nothing_else()
    {
        await using OAuthApp app = await OAuthApp.StartAsync("oauth2-apple");
        Assert.Equal("{}", await app.DataAsync(new { id_token = app.IdToken(("email", "mia@example.com")) }));
        await app.AssertRefusedAsync(new { id_token = app.IdToken(("aud", "another-client")) }, "it is for another audience");
        await app.AssertRefusedAsync(new { id_token = "nonsense" }, "it is no JSON Web Token");
        (await app.PostAsync(new { })).AssertError(400, "MissingParameter", "'id_token' is a required string");
    }

    [Fact]
    public async Task A_user_can_be_linked_to_it()
    {
        await using OAuthApp app = await OAuthApp.StartAsync("oauth2-apple", more: "},\"anon-user\":{\"type\":\"anon-user\"");
        WireLogin login = await app.Server.LogInAsync();
        string body = AuthRequests.Json(new { id_token = app.IdToken() });
        Assert.Equal(200, (int)(await app.Server.LinkAsync(login.AccessToken, "oauth2-apple", body)).Status);
        Assert.Equal("anon-user,oauth2-apple", await app.Server.IdentitiesAsync(login.AccessToken));
        Assert.Equal(login.UserId, (await app.LogInAsync(new { id_token = app.IdToken() })).UserId);
        (await app.Server.LinkAsync((await app.Server.LogInAsync()).AccessToken, "oauth2-apple", body))
            .AssertError(409, "AuthError", "the identity belongs to another user");
        (await app.Server.LinkAsync(login.AccessToken, "oauth2-apple", """{"id_token":"bad"}"""))
            .AssertError(401, "AuthError", "the credential to link is not valid");
    }
}
