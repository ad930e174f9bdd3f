using System;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Settings;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Keys, accounts, sessions and roles of operators (admin-api 1).</summary>
public sealed class SignInTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string BadKey = "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.";

    [Fact]
    public async Task A_key_of_the_command_line_signs_in_until_it_is_deleted()
    {
        // Without any operator there would be no API to refuse a deleted one.
        await AdminClient.SignInAsync(server);
        ProgramResult created = await RunAsync("admin-key", "create", "ci", "--role", "owner");
        Assert.Equal((0, ""), (created.ExitCode, created.Error));
        Assert.Matches("^[a-z]{8}:[A-Za-z0-9]{40}\n$", created.Output);
        string[] parts = created.Output.Trim().Split(':');
        AdminClient admin = await AdminClient.SignInAsync(server, parts[0], parts[1]);
        Assert.Matches("^[0-9a-f]{24}$", admin.GroupId);
        Assert.Contains(server.Log.Entries, entry => entry.StartsWith($"admin: key 'ci' ({parts[0]}) signed in", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains(parts[1], StringComparison.Ordinal));

        ServerProgram.AssertFailed(
            await RunAsync("admin-key", "create", "ci", "--role", "owner"),
            "There is a 'ci' already. Delete it first, or choose another name.");
        Assert.Contains($"{parts[0]}  owner      ", (await RunAsync("admin-key", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(new ProgramResult(0, "", ""), await RunAsync("admin-key", "delete", "ci"));
        AssertRefused(await ProfileAsync(admin.AccessToken), "InvalidSession", "invalid session: failed to find refresh token");
        AssertRefused(await LogInAsync(parts[0], parts[1]), null, BadKey);
    }

    [Fact]
    public async Task An_account_signs_in_with_its_password_and_a_key_can_be_one()
    {
        var operators = new OperatorStore(server.Data.Store);
        await operators.CreateAccountAsync("ann@example.com", "correct horse", OperatorRole.Owner, TestContext.Current.CancellationToken);
        WireReply login = await LogInAsync("ann@example.com", "correct horse", "local-userpass");
        WireReply profile = await ProfileAsync(login.String("access_token"));
        Assert.Equal(login.String("user_id"), profile.String("user_id"));
        Assert.Equal("ann@example.com", profile.Json.GetProperty("data").GetProperty("email").GetString());
        Assert.Equal("GROUP_OWNER", profile.Json.GetProperty("roles")[0].GetProperty("role_name").GetString());
        AssertRefused(await LogInAsync("ann@example.com", "wrong horse", "local-userpass"), null, "unauthorized");
        AssertRefused(await LogInAsync("ann@example.com", "correct horse"), null, BadKey);

        (OperatorRecord key, string secret) =
            await operators.CreateKeyAsync("pair", OperatorRole.Owner, TestContext.Current.CancellationToken);
        Assert.Equal(key.Id, (await LogInAsync(key.Login, secret, "local-userpass")).String("user_id"));
    }

    [Fact]
    public async Task An_account_of_the_command_line_takes_a_password_or_makes_one()
    {
        ProgramResult made = await RunAsync("admin-account", "create", "made", "--role", "read-only");
        Assert.Equal(200, (int)(await LogInAsync("made", made.Output.Trim(), "local-userpass")).Status);
        using System.Diagnostics.Process given = ServerProgram.Start(
            "admin-account", "create", "given", "--role", "deployer", "--password-stdin", "--data", server.Data.Path);
        await given.StandardInput.WriteLineAsync("pass word 1");
        Assert.Equal(new ProgramResult(0, "", ""), await ProgramResult.OfAsync(given));
        Assert.Equal(200, (int)(await LogInAsync("given", "pass word 1", "local-userpass")).Status);
    }

    [Fact]
    public async Task A_session_is_refreshed_until_it_ends()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        WireReply refreshed = await AdminClient.SendAsync(server, "POST", "/auth/session", admin.RefreshToken);
        Assert.Equal((201, "application/json"), ((int)refreshed.Status, refreshed.ContentType));
        Assert.Equal(200, (int)(await ProfileAsync(refreshed.String("access_token"))).Status);
        AssertRefused(
            await AdminClient.SendAsync(server, "POST", "/auth/session", admin.AccessToken), null,
            "invalid refresh token: incorrect token type");
        Assert.Equal(204, (int)(await AdminClient.SendAsync(server, "DELETE", "/auth/session", admin.RefreshToken)).Status);
        foreach ((string method, string path, string token) in ((string, string, string)[])
            [("POST", "/auth/session", admin.RefreshToken), ("GET", "/auth/profile", admin.AccessToken)])
        {
            AssertRefused(
                await AdminClient.SendAsync(server, method, path, token), "InvalidSession", "invalid session: failed to find refresh token");
        }
    }

    [Fact]
    public async Task Tokens_of_users_and_of_operators_are_no_tokens_of_each_other()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        WireLogin user = await server.LogInAsync();
        AssertRefused(await ProfileAsync(null), "MissingSession", "unauthorized");
        AssertRefused(await ProfileAsync("x.y.z"), null, "invalid session: valid Issuer required");
        AssertRefused(await ProfileAsync(user.AccessToken), null, "invalid session: valid Issuer required");
        AssertRefused(await ProfileAsync(admin.RefreshToken), "InvalidSession", "invalid session: a refresh token is no access token");
        foreach (string token in (string[])[admin.AccessToken, admin.RefreshToken])
        {
            Assert.Equal(401, (int)(await server.SendAsync("GET", "/auth/profile", token)).Status);
            Assert.Equal(401, (int)(await server.SendAsync("POST", "/auth/session", token)).Status);
        }
    }

    [Fact]
    public async Task What_is_public_is_the_version_and_the_ways_to_sign_in()
    {
        await AdminClient.SignInAsync(server);
        using var version = new HttpRequestMessage(HttpMethod.Get, "/api/private/v1.0/version");
        Assert.Matches(@"^\d+\.\d+\.\d+", (await server.SendAsync(version)).String("version"));
        WireReply providers = await AdminClient.SendAsync(server, "GET", "/auth/providers");
        Assert.Equal(["mongodb-cloud", "local-userpass"], providers.Json.EnumerateArray().Select(provider => provider.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("POST", "/auth/providers/mongodb-cloud/login", "{")]
    [InlineData("POST", "/auth/providers/mongodb-cloud/login", "[]")]
    [InlineData("POST", "/auth/providers/mongodb-cloud/login", """{"username":"a","username":"b","apiKey":"c"}""")]
    [InlineData("POST", "/auth/providers/mongodb-cloud/login", """{"username":1,"apiKey":"c"}""")]
    [InlineData("POST", "/auth/providers/local-userpass/login", """{"username":"a"}""")]
    public async Task A_sign_in_that_is_none_is_a_bad_request(string method, string path, string json)
    {
        await AdminClient.SignInAsync(server);
        Assert.Equal(400, (int)(await AdminClient.SendAsync(server, method, path, json: json)).Status);
    }

    [Fact]
    public async Task A_sign_in_has_a_body_that_is_small()
    {
        await AdminClient.SignInAsync(server);
        Assert.Equal(413, (int)(await LogInAsync(new string('a', (int)SignInEndpoint.BodyBytes), "x")).Status);
    }

    [Fact]
    public async Task Without_an_operator_there_is_no_admin_API_and_too_many_sign_ins_wait()
    {
        await using AppServerFixture own = await AppServerFixture.StartAsync();
        foreach ((string method, string path) in ((string, string)[])
            [("POST", "/auth/providers/mongodb-cloud/login"), ("GET", "/auth/profile"), ("POST", "/auth/session"), ("GET", "/groups/x/apps")])
        {
            (await AdminClient.SendAsync(own, method, path)).AssertError(404, null, $"{method} {AdminClient.Api}{path} is no route of this API");
        }

        await AdminClient.SignInAsync(own);
        WireReply? refused = null;
        while (refused is null) refused = (await GuessAsync(new LoginSettings().FailuresByAddress)).FirstOrDefault(reply => (int)reply.Status == 429);
        Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After"))), 1, 61);

        Task<WireReply[]> GuessAsync(int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => AdminClient.SendAsync(
            own, "POST", "/auth/providers/mongodb-cloud/login", json: """{"username":"x","apiKey":"y"}""")));
    }

    [Fact]
    public async Task Every_route_asks_who_calls_and_what_the_role_may()
    {
        AdminClient reader = await AdminClient.SignInAsync(server, OperatorRole.ReadOnly), deployer = await AdminClient.SignInAsync(server, OperatorRole.Deployer);
        (string Method, string Path)[] routes = [.. server.Routes.Where(route => route.Pattern.StartsWith(AdminClient.Api, StringComparison.Ordinal) && !route.Pattern.StartsWith(AdminClient.Api + "/auth/", StringComparison.Ordinal))
            .Select(route => (route.Method, Regex.Replace(route.Pattern[AdminClient.Api.Length..].Replace("{group}", reader.GroupId, StringComparison.Ordinal), @"\{\w+\}", "x")))];
        Assert.True(routes.Length > 100, $"There are only {routes.Length} routes.");
        foreach ((string method, string path) in routes)
        {
            AssertRefused(await AdminClient.SendAsync(server, method, path), "MissingSession", "unauthorized");
            bool reads = (method == "GET" && !path.EndsWith("/redeploy", StringComparison.Ordinal)) || path.EndsWith("/verify_token", StringComparison.Ordinal);
            AssertMay(reads, await AdminClient.SendAsync(server, method, path, reader.AccessToken), $"A reader may {method} {path}");
            bool isPrivate = path.Contains("/users", StringComparison.Ordinal) || path.Contains("/user_registrations", StringComparison.Ordinal) || path.Contains("/api_keys", StringComparison.Ordinal)
                || path.Contains("/push/", StringComparison.Ordinal);
            bool manages = (method, path) == ("POST", $"/groups/{reader.GroupId}/apps") || (method, path) == ("DELETE", $"/groups/{reader.GroupId}/apps/x");
            AssertMay(!isPrivate && !manages, await AdminClient.SendAsync(server, method, path, deployer.AccessToken), $"A deployer may {method} {path}");
        }
    }

    private static void AssertMay(bool may, WireReply reply, string what) => Assert.True(may == ((int)reply.Status != 403), $"{what}: {reply.Status}");

    private static void AssertRefused(WireReply reply, string? code, string error)
    {
        Assert.Equal((401, error, "application/json"), ((int)reply.Status, reply.String("error"), reply.ContentType));
        Assert.Equal(code, reply.Json.TryGetProperty("error_code", out var name) ? name.GetString() : null);
        Assert.False(reply.Json.TryGetProperty("link", out _));
    }

    private Task<WireReply> ProfileAsync(string? token) => AdminClient.SendAsync(server, "GET", "/auth/profile", token);

    private Task<WireReply> LogInAsync(string name, string secret, string provider = "mongodb-cloud") => AdminClient.SendAsync(
        server, "POST", $"/auth/providers/{provider}/login",
        json: $$"""{"username":"{{name}}","{{(provider == "mongodb-cloud" ? "apiKey" : "password")}}":"{{secret}}","provider":"userpass"}""");

    private Task<ProgramResult> RunAsync(params string[] arguments) => ServerProgram.RunAsync([.. arguments, "--data", server.Data.Path]);
}
