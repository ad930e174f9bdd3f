using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.Users;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Two apps of one server have nothing in common but the server.</summary>
public sealed class TwoAppTests : IAsyncLifetime
{
    private const string Password = "correct horse";

    private readonly AppFolder _first = AppFolder.WithFunction("which", "exports = () => 'first';")
        .Write("functions/config.json", """
            [{"name":"which","run_as_user_id_script_source":"exports = () => context.request.requestHeaders['X-Run-As']?.[0] ?? context.user.id;"}]
            """);

    private readonly AppFolder _second = AppFolder.WithFunction("which", "exports = () => 'second';")
        .Write("root_config.json", """{"app_id":"other-abcde","name":"other"}""");

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_first, _second);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Each_runs_its_own_functions()
    {
        WireLogin first = await _server.LogInAsync(appId: "test-abcde"), second = await _server.LogInAsync(appId: "other-abcde");
        Assert.Equal("\"first\"", (await _server.CallAsync(first.AccessToken, "which", appId: "test-abcde")).Text);
        Assert.Equal("\"second\"", (await _server.CallAsync(second.AccessToken, "which", appId: "other-abcde")).Text);
        (await _server.CallAsync(first.AccessToken, "which", appId: "other-abcde"))
            .AssertError(401, "UserAppDomainMismatch", "the user belongs to another app than 'other-abcde'");
    }

    [Fact]
    public async Task The_app_of_a_token_is_known_without_a_path()
    {
        WireLogin first = await _server.LogInAsync(appId: "test-abcde"), second = await _server.LogInAsync(appId: "other-abcde");
        string firstDomain = (await _server.SendAsync("GET", "/auth/profile", first.AccessToken)).String("domain_id");
        string secondDomain = (await _server.SendAsync("GET", "/auth/profile", second.AccessToken)).String("domain_id");
        Assert.NotEqual(firstDomain, secondDomain);
        Assert.Equal(firstDomain, first.RefreshClaims.GetProperty("baas_domain_id").GetString());
        Assert.Equal(201, (int)(await _server.SendAsync("POST", "/auth/session", second.RefreshToken)).Status);
    }

    [Fact]
    public async Task One_address_is_two_accounts()
    {
        Assert.Equal(201, (int)(await _server.RegisterAsync("mia@example.com", Password, "test-abcde")).Status);
        string body = WireRequests.EmailBody("mia@example.com", Password);
        (await _server.PostLoginAsync("local-userpass", body, "other-abcde")).AssertError(401, "InvalidPassword", "unauthorized");
        Assert.Equal(201, (int)(await _server.RegisterAsync("mia@example.com", Password, "other-abcde")).Status);
        Assert.NotEqual(
            (await _server.LogInAsync("local-userpass", body, "test-abcde")).UserId,
            (await _server.LogInAsync("local-userpass", body, "other-abcde")).UserId);
    }

    [Fact]
    public async Task A_server_key_opens_its_own_app_only()
    {
        (_, string key) = await new ApiKeyStore(_server.Data.Store).CreateAsync("test-abcde", null, "backend", TestContext.Current.CancellationToken);
        string body = $$"""{"key":"{{key}}"}""";
        WireLogin login = await _server.LogInAsync("api-key", body, "test-abcde");
        Assert.Equal("server", (await _server.SendAsync("GET", "/auth/profile", login.AccessToken)).String("type"));
        (await _server.PostLoginAsync("api-key", body, "other-abcde")).AssertError(401, "AuthError", "unauthorized");
    }

    [Theory]
    [InlineData("test-abcde", 200)]
    [InlineData("other-abcde", 400)]
    public async Task A_function_runs_as_users_of_its_own_app_only(string appOfUser, int status)
    {
        WireLogin caller = await _server.LogInAsync(appId: "test-abcde"), user = await _server.LogInAsync(appId: appOfUser);
        using var request = new HttpRequestMessage(HttpMethod.Post, WireRequests.Api + "/app/test-abcde/functions/call")
        {
            Content = new StringContent("""{"name":"which"}"""),
            Headers = { { "X-Run-As", user.UserId }, { "Authorization", $"Bearer {caller.AccessToken}" } },
        };
        WireReply reply = await _server.SendAsync(request);
        Assert.Equal(status, (int)reply.Status);
        if (status == 400) reply.AssertError(400, "FunctionExecutionError", $"function 'which' is to run as user '{user.UserId}', who does not exist");
    }

    [Fact]
    public async Task A_token_of_another_server_is_worth_nothing()
    {
        await using AppServerFixture stranger = await AppServerFixture.StartAsync(_first);
        WireLogin login = await stranger.LogInAsync(appId: "test-abcde");
        (await _server.SendAsync("GET", "/auth/profile", login.AccessToken)).AssertError(401, null, "unauthorized");
    }
}
