using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Users, pending users, API keys and test runs (admin-api 5).</summary>
public sealed class UsersTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Users = "/users";

    [Fact]
    public async Task Users_are_made_found_page_by_page_and_managed()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await CreateAsync(admin);
        WireReply made = await admin.ExpectAsync(201, "POST", app + Users, Email("u0@example.com"));
        Assert.Equal("AccountNameInUse", (await admin.ExpectAsync(409, "POST", app + Users, Email("u0@example.com"))).String("error_code"));
        await admin.ExpectAsync(400, "POST", app + Users, """{"email":"x@example.com","password":"short"}""");
        string user = $"{app}{Users}/{made.String("_id")}";
        WireLogin login = await server.LogInAsync("local-userpass", WireRequests.EmailBody("u0@example.com", "correct horse"), appId);
        Assert.Equal(made.String("_id"), login.UserId);
        Assert.Equal("u0@example.com", (await admin.ExpectAsync(200, "GET", user)).Json.GetProperty("data").GetProperty("email").GetString());
        Assert.Single((await admin.ExpectAsync(200, "GET", user + "/devices")).Json.EnumerateArray());

        WireReply second = await admin.ExpectAsync(201, "POST", app + Users, Email("u2@example.com"));
        await admin.ExpectAsync(409, "PATCH", user + "/reset_email", """{"email":"u2@example.com"}""");
        await admin.ExpectAsync(204, "PATCH", $"{app}{Users}/{second.String("_id")}/reset_email", """{"email":"u3@example.com"}""");
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("u3@example.com", "correct horse"), appId);
        Assert.Equal(401, (int)(await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("u2@example.com", "correct horse"), appId)).Status);
        Assert.Equal("u3@example.com", (await admin.ExpectAsync(200, "GET", $"{app}{Users}/{second.String("_id")}")).Json.GetProperty("data").GetProperty("email").GetString());
        await admin.ExpectAsync(204, "DELETE", $"{app}{Users}/{second.String("_id")}");
        await admin.ExpectAsync(204, "PUT", user + "/logout");
        Assert.Equal(401, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        await admin.ExpectAsync(204, "PUT", user + "/disable");
        Assert.Equal(401, (int)(await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("u0@example.com", "correct horse"), appId)).Status);
        Assert.Single((await admin.ExpectAsync(200, "GET", app + Users + "?status=disabled")).Json.EnumerateArray());
        await admin.ExpectAsync(204, "PUT", user + "/enable");

        for (int i = 0; i < 50; i++) await server.LogInAsync(appId: appId);
        string[] first = await IdsAsync(admin, app + Users);
        Assert.Equal(50, first.Length);
        Assert.Equal(first.Order(StringComparer.Ordinal), first);
        string[] last = await IdsAsync(admin, $"{app}{Users}?after={first[^1]}");
        Assert.Single(last);
        Assert.Empty(await IdsAsync(admin, $"{app}{Users}?after={last[0]}"));
        Assert.Equal(last[0], (await IdsAsync(admin, app + Users + "?desc=true"))[0]);
        Assert.Equal([made.String("_id")], await IdsAsync(admin, app + Users + "?provider_types=local-userpass,api-key"));

        await admin.ExpectAsync(204, "DELETE", user);
        Assert.Equal("UserNotFound", (await admin.ExpectAsync(404, "GET", user)).String("error_code"));
        await admin.ExpectAsync(404, "PUT", $"{app}{Users}/{await OtherUserAsync()}/disable");
    }

    [Fact]
    public async Task A_token_of_a_user_is_verified()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await CreateAsync(admin);
        WireLogin login = await server.LogInAsync(appId: appId);
        string path = app + Users + "/verify_token";
        WireReply claims = await admin.ExpectAsync(200, "POST", path, Token(login.AccessToken));
        Assert.Equal((login.UserId, appId), (claims.String("sub"), claims.String("aud")));
        Assert.True(claims.Json.GetProperty("exp").GetInt64() > claims.Json.GetProperty("iat").GetInt64());
        WireLogin other = await server.LogInAsync();
        foreach (string token in (string[])[login.RefreshToken, other.AccessToken, admin.AccessToken, "x", login.AccessToken[..^2]])
            Assert.Equal("InvalidSession", (await admin.ExpectAsync(401, "POST", path, Token(token))).String("error_code"));
    }

    [Fact]
    public async Task Who_is_not_confirmed_is_pending_until_an_operator_decides()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await CreateAsync(admin, """{"autoConfirm":false,"runConfirmationFunction":true,"confirmationFunctionName":"hook"}""");
        foreach (string email in (string[])["a/b@example.com", "c@example.com"]) Assert.Equal(201, (int)(await server.RegisterAsync(email, "correct horse", appId)).Status);
        JsonElement[] pending = [.. (await admin.ExpectAsync(200, "GET", app + "/user_registrations/pending_users")).Json.EnumerateArray()];
        Assert.Equal(["a/b@example.com", "c@example.com"], pending.Select(account => account.GetProperty("login_ids")[0].GetProperty("id").GetString()).Order());
        Assert.Single((await admin.ExpectAsync(200, "GET", $"{app}/user_registrations/pending_users?after={pending[0].GetProperty("_id").GetString()}")).Json.EnumerateArray());
        string first = app + "/user_registrations/by_email/a%2Fb%40example.com", second = app + "/user_registrations/by_email/c%40example.com";
        await admin.ExpectAsync(202, "POST", first + "/run_confirm");
        await admin.ExpectAsync(400, "POST", first + "/send_confirm");
        await admin.ExpectAsync(204, "POST", first + "/confirm");
        await admin.ExpectAsync(400, "POST", first + "/run_confirm");
        await admin.ExpectAsync(400, "DELETE", first);
        Assert.Single(await IdsAsync(admin, app + Users));
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("a/b@example.com", "correct horse"), appId);
        await admin.ExpectAsync(204, "DELETE", second);
        await admin.ExpectAsync(404, "DELETE", second);
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/user_registrations/pending_users")).Text);
    }

    [Fact]
    public async Task A_server_key_has_a_user_and_is_shown_once()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await CreateAsync(admin);
        WireReply made = await admin.ExpectAsync(201, "POST", app + "/api_keys", """{"name":"backend"}""");
        string key = made.String("key"), path = $"{app}/api_keys/{made.String("_id")}";
        await admin.ExpectAsync(409, "POST", app + "/api_keys", """{"name":"backend"}""");
        await admin.ExpectAsync(400, "POST", app + "/api_keys", """{"name":"a b"}""");
        JsonElement user = Assert.Single((await admin.ExpectAsync(200, "GET", app + Users + "?provider_types=api-key")).Json.EnumerateArray());
        Assert.Equal(("server", made.String("_id")), (user.GetProperty("type").GetString(), user.GetProperty("identities")[0].GetProperty("id").GetString()));
        WireLogin login = await server.LogInAsync("api-key", $$"""{"key":"{{key}}"}""", appId);
        Assert.Equal(user.GetProperty("_id").GetString(), login.UserId);
        Assert.DoesNotContain(key, (await admin.ExpectAsync(200, "GET", app + "/api_keys")).Text + (await admin.ExpectAsync(200, "GET", path)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains(key, StringComparison.Ordinal));
        await admin.ExpectAsync(204, "PUT", path + "/disable");
        Assert.True((await admin.ExpectAsync(200, "GET", path)).Json.GetProperty("disabled").GetBoolean());
        Assert.Equal(401, (int)(await server.PostLoginAsync("api-key", $$"""{"key":"{{key}}"}""", appId)).Status);
        await admin.ExpectAsync(204, "PUT", path + "/enable");
        await admin.ExpectAsync(204, "DELETE", $"{app}{Users}/{login.UserId}");
        await admin.ExpectAsync(404, "GET", path);
        await admin.ExpectAsync(404, "DELETE", path);
    }

    [Fact]
    public async Task A_function_is_run_as_the_system_or_as_a_user()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string appId) = await CreateAsync(admin);
        await admin.ExpectAsync(201, "POST", app + "/functions", """
            {"name":"echo","private":true,"source":"exports = (...all) => { console.log('called', all.length); console.error('oh'); return all; }"}
            """);
        await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"who","source":"exports = () => context.user.id ?? context.user.type"}""");
        await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"fail","source":"exports = () => { console.log('so far'); throw new Error('no'); }"}""");
        string path = app + "/debug/execute_function";
        JsonElement echoed = (await admin.ExpectAsync(200, "POST", path + "?run_as_system=true", """{"name":"echo","arguments":[{"value1":1},[1,2]]}""")).Json;
        Assert.Equal("""[{"value1":{"$numberInt":"1"}},[{"$numberInt":"1"},{"$numberInt":"2"}]]""", echoed.GetProperty("result").GetRawText());
        Assert.Equal(("called 2", "oh"), (echoed.GetProperty("logs")[0].GetString(), echoed.GetProperty("error_logs")[0].GetString()));
        Assert.Matches(@"^\d+(\.\d+)?ms$", echoed.GetProperty("stats").GetProperty("execution_time").GetString());
        Assert.Equal(JsonValueKind.Null, echoed.GetProperty("error").ValueKind);
        JsonElement failed = (await admin.ExpectAsync(200, "POST", path + "?run_as_system=true", """{"name":"fail"}""")).Json;
        Assert.Equal(("Error: no", "so far"), (failed.GetProperty("error").GetProperty("message").GetString(), failed.GetProperty("logs")[0].GetString()));

        WireLogin login = await server.LogInAsync(appId: appId);
        Assert.Equal(login.UserId, (await admin.ExpectAsync(200, "POST", $"{path}?user_id={login.UserId}", """{"name":"who"}""")).String("result"));
        Assert.Equal("system", (await admin.ExpectAsync(200, "POST", path + "?run_as_system=true", """{"name":"who"}""")).String("result"));
        foreach (string query in (string[])["", $"?run_as_system=true&user_id={login.UserId}", "?run_as_system=no"])
            await admin.ExpectAsync(400, "POST", path + query, """{"name":"who"}""");
        await admin.ExpectAsync(404, "POST", $"{path}?user_id={await OtherUserAsync()}", """{"name":"who"}""");
        Assert.Equal("FunctionNotFound", (await admin.ExpectAsync(404, "POST", path + "?run_as_system=true", """{"name":"none"}""")).String("error_code"));
    }

    [Fact]
    public async Task A_source_is_run_once()
    {
        AdminClient admin = await AdminClient.SignInAsync(server), deployer = await AdminClient.SignInAsync(server, OperatorRole.Deployer);
        (string app, _) = await CreateAsync(admin);
        const string Query = "/debug/execute_function_source?run_as_system=true";
        Assert.Equal("3", (await admin.ExpectAsync(200, "POST", app + Query, """{"source":"exports = (a, b) => String(a + b)","arguments":[1,2],"eval_source":""}""")).String("result"));
        Assert.Equal("s", (await admin.ExpectAsync(200, "POST", app + Query, """{"source":"exports = () => 's'","eval_source":"{\"%%user.type\": \"system\"}"}""")).String("result"));
        Assert.NotEqual(
            JsonValueKind.Null,
            (await admin.ExpectAsync(200, "POST", app + Query, """{"source":"exports = () => 's'","eval_source":"{\"%%user.type\": \"normal\"}"}""")).Json.GetProperty("error").ValueKind);
        Assert.Equal("FunctionSyntaxError", (await admin.ExpectAsync(400, "POST", app + Query, """{"source":"exports = ("}""")).String("error_code"));
        await deployer.ExpectAsync(200, "POST", app + Query, """{"source":"exports = () => 1"}""");
        string folder = "/apps/" + (await admin.ExpectAsync(200, "GET", "/apps")).Json.EnumerateArray()
            .First(other => other.GetProperty("client_app_id").GetString() == AppServerFixture.QuickstartAppId).GetProperty("_id").GetString();
        await deployer.ExpectAsync(403, "POST", folder + Query, """{"source":"exports = () => 1"}""");
        await admin.ExpectAsync(200, "POST", folder + Query, """{"source":"exports = () => 1"}""");
        foreach (string path in (string[])[Users, "/api_keys", "/user_registrations/pending_users"]) await deployer.ExpectAsync(403, "GET", app + path);
    }

    private static string Email(string email) => $$"""{"email":"{{email}}","password":"correct horse"}""";

    private static string Token(string token) => $$"""{"token":"{{token}}"}""";

    private async Task<string> OtherUserAsync() => (await server.LogInAsync()).UserId;

    private static async Task<string[]> IdsAsync(AdminClient admin, string path) =>
        [.. (await admin.ExpectAsync(200, "GET", path)).Json.EnumerateArray().Select(user => user.GetProperty("_id").GetString()!)];

    private static async Task<(string Path, string AppId)> CreateAsync(AdminClient admin, string config = """{"autoConfirm":true}""")
    {
        (string app, string appId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"hook","source":"exports = () => ({ status: 'pending' })"}""");
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", """{"type":"anon-user"}""");
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", $$"""{"type":"local-userpass","config":{{config}}}""");
        string key = (await admin.ExpectAsync(200, "GET", app + "/auth_providers")).Json.EnumerateArray()
            .First(provider => provider.GetProperty("type").GetString() == "api-key").GetProperty("_id").GetString()!;
        await admin.ExpectAsync(204, "PUT", $"{app}/auth_providers/{key}/enable");
        return (app, appId);
    }
}
