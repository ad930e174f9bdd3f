using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Users, their identities and profiles (client-api 2.8, 3.7).</summary>
public sealed class UserTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    [Fact]
    public async Task Every_anonymous_login_is_somebody_else()
    {
        WireLogin[] logins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.LogInAsync()));
        Assert.Equal(8, logins.Select(login => login.UserId).Distinct().Count());
        Assert.Equal(8, logins.Select(login => login.RefreshClaims.GetProperty("baas_identity").GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task An_email_user_is_the_same_at_each_login()
    {
        WireLogin first = await server.LogInNewEmailAsync("same@example.com");
        WireLogin second = await server.LogInAsync("local-userpass", WireRequests.EmailBody("same@example.com", "correct horse"));
        Assert.Equal(first.UserId, second.UserId);
        Assert.NotEqual(first.RefreshClaims.GetProperty("baas_id").GetString(), second.RefreshClaims.GetProperty("baas_id").GetString());
    }

    [Theory]
    [InlineData("anon-user", "{}")]
    [InlineData("local-userpass", "{\"email\":\"profile@example.com\"}")]
    public async Task A_profile_has_what_clients_insist_on(string provider, string data)
    {
        await server.RegisterAsync("profile@example.com", "correct horse");
        WireLogin login = await server.LogInAsync(provider, WireRequests.EmailBody("profile@example.com", "correct horse"));
        JsonElement profile = (await server.SendAsync("GET", "/auth/profile", login.AccessToken)).Json;
        JsonElement identity = Assert.Single(profile.GetProperty("identities").EnumerateArray());

        Assert.Equal((login.UserId, "normal"), (profile.GetProperty("user_id").GetString(), profile.GetProperty("type").GetString()));
        Assert.Matches("^[0-9a-f]{24}$", profile.GetProperty("domain_id").GetString()!);
        Assert.Equal(data, profile.GetProperty("data").GetRawText());
        Assert.Matches("^[0-9a-f]{24}-[a-z]{24}$", identity.GetProperty("id").GetString()!);
        Assert.Equal(provider, identity.GetProperty("provider_type").GetString());
        Assert.Matches("^[0-9a-f]{24}$", identity.GetProperty("provider_id").GetString()!);
        Assert.Equal(data, identity.GetProperty("provider_data").GetRawText());
    }

    [Fact]
    public async Task A_function_knows_its_caller()
    {
        WireLogin login = await server.LogInNewEmailAsync("caller@example.com");
        JsonElement answer = (await server.CallAsync(login.AccessToken, "whoAmI")).Json;
        Assert.Equal((login.UserId, "caller@example.com"), (answer.GetProperty("id").GetString(), answer.GetProperty("email").GetString()));
        Assert.Equal(
            login.RefreshClaims.GetProperty("baas_identity").GetProperty("id").GetString(),
            answer.GetProperty("identities")[0].GetProperty("id").GetString());
    }
}
