using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Logins by a function of the app (client-api 2.8, app-folder 2.5).</summary>
public sealed class CustomFunctionTests : IAsyncLifetime
{
    private const string Who = """
        exports = (payload, more) => {
          if (more !== undefined || context.user.type !== "system" || !context.runningAsSystem()) throw "not as a hook is called";
          if (payload.fail) throw new Error("Authentication failed");
          if (payload.names) return { id: Object.keys(payload).join() };
          return payload.answer;
        };
        """;

    private readonly AppFolder _folder = AuthApp.Create(
        [AuthApp.Provider("custom-function", "\"config\":{\"authFunctionName\":\"who\"}")], AuthApp.Function("who", Who), AuthApp.Private("who"));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_id_that_it_returns_is_the_identity_of_one_user()
    {
        WireLogin login = await LogInAsync("\"mia\""), again = await LogInAsync("""{"id":"mia","name":"Mia","role":"x"}""");
        Assert.Equal(login.UserId, again.UserId);
        Assert.NotEqual(login.UserId, (await LogInAsync("\"tom\"")).UserId);
        JsonElement profile = await _server.ProfileAsync(again.AccessToken);
        JsonElement identity = Assert.Single(profile.GetProperty("identities").EnumerateArray());
        Assert.Equal(("mia", "custom-function"), (identity.GetProperty("id").GetString(), identity.GetProperty("provider_type").GetString()));
        Assert.Equal("""{"name":"Mia"}""", profile.GetProperty("data").GetRawText());
        Assert.Matches("^[0-9a-f]{24}$", login.UserId);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("[\"mia\"]")]
    [InlineData("{\"id\":\"\"}")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"userId\":\"mia\"}")]
    public async Task Anything_else_logs_nobody_in(string answer) =>
        (await PostAsync($$"""{"answer":{{answer}} }""")).AssertError(401, "AuthError", "unauthorized");

    [Fact]
    public async Task What_it_throws_is_told() => (await PostAsync("""{"fail":true}""")).AssertError(401, "AuthError", "Error: Authentication failed");

    [Fact]
    public async Task It_gets_the_payload_without_options()
    {
        WireReply reply = await PostAsync("""{"names":true,"provider":"mine","options":{"device":{"platform":"x"}}}""");
        JsonElement profile = await _server.ProfileAsync(reply.String("access_token"));
        Assert.Equal("names,provider", profile.GetProperty("identities")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_function_that_is_missing_logs_nobody_in()
    {
        using AppFolder folder = AuthApp.Create([AuthApp.Provider("custom-function", "\"config\":{\"authFunctionName\":\"gone\"}")]);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        (await server.PostLoginAsync("custom-function")).AssertError(401, "AuthError", "function not found");
    }

    [Fact]
    public async Task Identities_of_different_providers_may_have_one_id()
    {
        using AppFolder folder = AuthApp.Create(
            [.. AuthApp.Simple, AuthApp.Provider("custom-function", "\"config\":{\"authFunctionName\":\"who\"}")], AuthApp.Function("who", Who));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        WireLogin mia = await server.LogInNewEmailAsync("mia@example.com");
        string id = (await server.ProfileAsync(mia.AccessToken)).GetProperty("identities")[0].GetProperty("id").GetString()!;
        WireLogin other = await server.LogInAsync("custom-function", $$"""{"answer":"{{id}}"}""");
        Assert.NotEqual(mia.UserId, other.UserId);
        (await server.SendAsync("DELETE", "/auth/delete", other.AccessToken)).AssertEmpty(204);
        Assert.Equal(mia.UserId, (await server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"))).UserId);
    }

    private async Task<WireLogin> LogInAsync(string answer) => WireLogin.From(await PostAsync($$"""{"answer":{{answer}} }"""));

    private Task<WireReply> PostAsync(string payload) => _server.PostLoginAsync("custom-function", payload);
}
