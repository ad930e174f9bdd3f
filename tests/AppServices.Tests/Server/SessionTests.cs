using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Refresh and logout (client-api 3.3, 3.4).</summary>
public sealed class SessionTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Over = "invalid session: failed to find refresh token";

    [Fact]
    public async Task A_refresh_answers_201_and_an_access_token_of_the_same_session()
    {
        WireLogin login = await server.LogInAsync();
        WireReply reply = await server.SendAsync("POST", "/auth/session", login.RefreshToken);
        Assert.Equal(201, (int)reply.Status);
        Assert.Equal(["access_token"], reply.Json.EnumerateObject().Select(field => field.Name));
        string token = reply.String("access_token");
        Assert.Equal(login.RefreshClaims.GetProperty("baas_id").GetString(), WireLogin.Part(token, 1).GetProperty("iss").GetString());
        Assert.Equal(login.UserId, (await server.SendAsync("GET", "/auth/profile", token)).String("user_id"));
    }

    [Fact]
    public async Task A_refresh_token_can_be_used_again_and_again()
    {
        WireLogin login = await server.LogInAsync();
        for (int i = 0; i < 3; i++) Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_session_that_was_ended_is_not_found(string method)
    {
        WireLogin login = await server.LogInAsync();
        Assert.Equal(204, (int)(await server.SendAsync("DELETE", "/auth/session", login.RefreshToken)).Status);
        (await server.SendAsync(method, "/auth/session", login.RefreshToken)).AssertError(401, "InvalidSession", Over);
    }

    [Fact]
    public async Task A_logout_ends_one_session_and_leaves_the_others()
    {
        WireLogin first = await server.LogInNewEmailAsync("two-sessions@example.com");
        WireLogin second = await server.LogInAsync("local-userpass", WireRequests.EmailBody("two-sessions@example.com", "correct horse"));
        Assert.Equal(first.UserId, second.UserId);

        await server.SendAsync("DELETE", "/auth/session", first.RefreshToken);
        Assert.Equal(401, (int)(await server.SendAsync("POST", "/auth/session", first.RefreshToken)).Status);
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", second.RefreshToken)).Status);
    }

    [Fact]
    public async Task The_access_token_of_an_ended_session_is_good_until_it_expires()
    {
        WireLogin login = await server.LogInAsync();
        await server.SendAsync("DELETE", "/auth/session", login.RefreshToken);
        Assert.Equal(200, (int)(await server.SendAsync("GET", "/auth/profile", login.AccessToken)).Status);
    }

    [Theory]
    [InlineData("POST", "/auth/session")]
    [InlineData("DELETE", "/auth/session")]
    public async Task An_access_token_is_no_refresh_token(string method, string path)
    {
        WireLogin login = await server.LogInAsync();
        (await server.SendAsync(method, path, login.AccessToken)).AssertError(401, null, "invalid refresh token: incorrect token type");
    }

    [Theory]
    [InlineData("GET", "/auth/profile")]
    [InlineData("DELETE", "/auth/delete")]
    [InlineData("POST", "/app/shop-qwert/functions/call")]
    public async Task A_refresh_token_is_no_access_token(string method, string path)
    {
        WireLogin login = await server.LogInAsync();
        (await server.SendAsync(method, path, login.RefreshToken, "{\"name\":\"sum\"}")).AssertError(401, null, "unauthorized");
    }
}
