using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Users;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>A user's API keys (client-api 5).</summary>
public sealed class ApiKeyTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    [Fact]
    public async Task A_key_is_shown_once_and_listed_in_order_of_creation()
    {
        WireLogin login = await LogInAsync();
        WireReply laptop = await server.CreateKeyAsync(login.RefreshToken, "laptop"), phone = await server.CreateKeyAsync(login.RefreshToken, "Phone_2-b");
        Assert.Equal(201, (int)laptop.Status);
        Assert.Matches("^[A-Za-z0-9]{64}$", laptop.String("key"));
        Assert.Matches("^[0-9a-f]{24}$", laptop.String("_id"));
        Assert.Equal(("laptop", false), (laptop.String("name"), laptop.Json.GetProperty("disabled").GetBoolean()));
        Assert.Equal(4, laptop.Json.EnumerateObject().Count());

        string expected = $$"""{"_id":"{{laptop.String("_id")}}","name":"laptop","disabled":false}""";
        Assert.Equal(expected, (await server.SendAsync("GET", $"/auth/api_keys/{laptop.String("_id")}", login.RefreshToken)).Text);
        WireReply all = await server.SendAsync("GET", "/auth/api_keys", login.RefreshToken);
        Assert.Equal($$"""[{{expected}},{"_id":"{{phone.String("_id")}}","name":"Phone_2-b","disabled":false}]""", all.Text);
        Assert.Equal("application/json", all.ContentType);
    }

    [Fact]
    public async Task Without_keys_the_list_is_empty() =>
        Assert.Equal("[]", (await server.SendAsync("GET", "/auth/api_keys", (await LogInAsync()).RefreshToken)).Text);

    [Fact]
    public async Task A_key_is_its_owner_whose_profile_then_lists_it()
    {
        WireLogin login = await LogInAsync();
        WireReply key = await server.CreateKeyAsync(login.RefreshToken, "laptop");
        Assert.Equal("local-userpass", await server.IdentitiesAsync(login.AccessToken));
        WireLogin byKey = await LogInByAsync(key.String("key"));
        Assert.Equal(login.UserId, byKey.UserId);
        Assert.Equal("local-userpass,api-key", await server.IdentitiesAsync(byKey.AccessToken));
        JsonElement profile = await server.ProfileAsync(byKey.AccessToken);
        Assert.Equal(key.String("_id"), profile.GetProperty("identities")[1].GetProperty("id").GetString());
        Assert.Equal("laptop", profile.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal("normal", profile.GetProperty("type").GetString());

        await LogInByAsync(key.String("key"));
        Assert.Equal("local-userpass,api-key", await server.IdentitiesAsync(login.AccessToken));
    }

    [Fact]
    public async Task A_disabled_key_logs_nobody_in_and_ends_what_it_began()
    {
        WireLogin login = await LogInAsync();
        WireReply key = await server.CreateKeyAsync(login.RefreshToken, "laptop");
        WireLogin byKey = await LogInByAsync(key.String("key"));
        for (int i = 0; i < 2; i++) (await PutAsync(login, key, "disable")).AssertEmpty(204);
        (await server.PostLoginAsync("api-key", Body(key.String("key")))).AssertError(401, "AuthError", "unauthorized");
        (await server.SendAsync("POST", "/auth/session", byKey.RefreshToken)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        Assert.True((await server.SendAsync("GET", $"/auth/api_keys/{key.String("_id")}", login.RefreshToken)).Json.GetProperty("disabled").GetBoolean());

        for (int i = 0; i < 2; i++) (await PutAsync(login, key, "enable")).AssertEmpty(204);
        Assert.Equal(login.UserId, (await LogInByAsync(key.String("key"))).UserId);
    }

    [Fact]
    public async Task A_deleted_key_takes_its_identity_and_its_sessions_along()
    {
        WireLogin login = await LogInAsync();
        WireReply key = await server.CreateKeyAsync(login.RefreshToken, "laptop");
        WireLogin byKey = await LogInByAsync(key.String("key"));
        (await server.SendAsync("DELETE", $"/auth/api_keys/{key.String("_id")}", login.RefreshToken)).AssertEmpty(204);
        (await server.PostLoginAsync("api-key", Body(key.String("key")))).AssertError(401, "AuthError", "unauthorized");
        Assert.Equal(401, (int)(await server.SendAsync("POST", "/auth/session", byKey.RefreshToken)).Status);
        Assert.Equal("local-userpass", await server.IdentitiesAsync(login.AccessToken));
        Assert.Equal(201, (int)(await server.CreateKeyAsync(login.RefreshToken, "laptop")).Status);
    }

    [Fact]
    public async Task The_key_of_the_session_cannot_be_deleted_by_it()
    {
        WireLogin login = await LogInAsync();
        WireReply key = await server.CreateKeyAsync(login.RefreshToken, "laptop"), other = await server.CreateKeyAsync(login.RefreshToken, "phone");
        WireLogin byKey = await LogInByAsync(key.String("key"));
        (await server.SendAsync("DELETE", $"/auth/api_keys/{key.String("_id")}", byKey.RefreshToken))
            .AssertError(403, "AuthError", "the API key that this session was opened with cannot be deleted by it");
        (await server.SendAsync("DELETE", $"/auth/api_keys/{other.String("_id")}", byKey.RefreshToken)).AssertEmpty(204);
        Assert.Equal(login.UserId, (await LogInByAsync(key.String("key"))).UserId);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("schlüssel")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    public async Task A_name_has_letters_digits_underscores_and_hyphens(string name) =>
        (await server.CreateKeyAsync((await LogInAsync()).RefreshToken, name))
            .AssertError(400, "InvalidParameter", "can only contain ASCII letters, numbers, underscores, and hyphens");

    [Theory]
    [InlineData("{\"name\":\"\"}")]
    [InlineData("{\"name\":null}")]
    [InlineData("{\"name\":7}")]
    [InlineData("{}")]
    [InlineData(null)]
    public async Task A_name_is_needed(string? body) =>
        (await server.SendAsync("POST", "/auth/api_keys", (await LogInAsync()).RefreshToken, body)).AssertError(400, null, "'name' is a required string");

    [Fact]
    public async Task A_name_is_not_endless() =>
        (await server.CreateKeyAsync((await LogInAsync()).RefreshToken, new string('a', 101)))
            .AssertError(400, "InvalidParameter", "can have at most 100 characters");

    [Fact]
    public async Task A_name_is_unique_among_the_keys_of_a_user()
    {
        WireLogin mia = await LogInAsync(), tom = await LogInAsync();
        await server.CreateKeyAsync(mia.RefreshToken, "laptop");
        (await server.CreateKeyAsync(mia.RefreshToken, "laptop")).AssertError(409, "APIKeyAlreadyExists", "API key with name already exists");
        Assert.Equal(201, (int)(await server.CreateKeyAsync(tom.RefreshToken, "laptop")).Status);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("PUT", "/enable")]
    [InlineData("PUT", "/disable")]
    public async Task Keys_of_others_and_unknown_ones_are_not_found(string method, string end)
    {
        WireLogin mia = await LogInAsync(), tom = await LogInAsync();
        WireReply key = await server.CreateKeyAsync(mia.RefreshToken, "laptop");
        foreach (string id in new[] { key.String("_id"), "6650a1f2c3d4e5f6a7b8c9d0", "nonsense" })
            (await server.SendAsync(method, $"/auth/api_keys/{id}{end}", tom.RefreshToken)).AssertError(404, "APIKeyNotFound", "API key not found");
        Assert.Equal(mia.UserId, (await LogInByAsync(key.String("key"))).UserId);
    }

    [Fact]
    public async Task Anonymous_users_and_those_of_server_keys_have_no_keys()
    {
        WireLogin anonymous = await server.LogInAsync();
        (await server.CreateKeyAsync(anonymous.RefreshToken, "laptop"))
            .AssertError(400, "InvalidParameter", "anonymous users cannot have API keys; link another identity first");
        Assert.Equal("[]", (await server.SendAsync("GET", "/auth/api_keys", anonymous.RefreshToken)).Text);
        (_, string key) = await server.Users().ApiKeys.CreateAsync(AppServerFixture.QuickstartAppId, null, "backend", AuthRequests.Cancel);
        (await server.CreateKeyAsync((await LogInByAsync(key)).RefreshToken, "laptop"))
            .AssertError(400, "InvalidParameter", "users of server API keys cannot have API keys of their own");
    }

    [Fact]
    public async Task There_are_twenty_at_most_however_many_are_made_at_once()
    {
        WireLogin login = await LogInAsync();
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => server.CreateKeyAsync(login.RefreshToken, $"key{i}")));
        Assert.Equal(20, replies.Count(reply => (int)reply.Status == 201));
        foreach (WireReply refused in replies.Where(reply => (int)reply.Status != 201))
            refused.AssertError(400, "InvalidParameter", "there are 20 API keys already, which is the most; delete one first");
        string first = (await server.SendAsync("GET", "/auth/api_keys", login.RefreshToken)).Json[0].GetProperty("_id").GetString()!;
        await server.SendAsync("DELETE", $"/auth/api_keys/{first}", login.RefreshToken);
        Assert.Equal(201, (int)(await server.CreateKeyAsync(login.RefreshToken, "again")).Status);
    }

    [Fact]
    public async Task An_app_has_a_hundred_server_keys_at_most()
    {
        ApiKeyStore keys = server.Users().ApiKeys;
        for (int i = 0; i < 100; i++) await keys.CreateAsync("full-abcde", null, $"key{i}", AuthRequests.Cancel);
        var error = await Assert.ThrowsAsync<ApiKeyRefusedException>(() => keys.CreateAsync("full-abcde", null, "one-more", AuthRequests.Cancel));
        Assert.Equal(ApiKeyRefusal.TooMany, error.Reason);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("GET", "/6650a1f2c3d4e5f6a7b8c9d0")]
    [InlineData("DELETE", "/6650a1f2c3d4e5f6a7b8c9d0")]
    [InlineData("PUT", "/6650a1f2c3d4e5f6a7b8c9d0/enable")]
    [InlineData("PUT", "/6650a1f2c3d4e5f6a7b8c9d0/disable")]
    public async Task Every_route_wants_the_refresh_token(string method, string end)
    {
        WireLogin login = await LogInAsync();
        (await server.SendAsync(method, "/auth/api_keys" + end)).AssertError(401, null, "expected Authorization header with JWT (Bearer schema)");
        (await server.SendAsync(method, "/auth/api_keys" + end, login.AccessToken)).AssertError(401, null, "invalid refresh token: incorrect token type");
        await server.SendAsync("DELETE", "/auth/session", login.RefreshToken);
        (await server.SendAsync(method, "/auth/api_keys" + end, login.RefreshToken))
            .AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
    }

    [Fact]
    public async Task Where_the_provider_is_disabled_there_are_no_keys()
    {
        using AppFolder folder = AuthApp.Create([AuthApp.Simple[2]]);
        await using AppServerFixture other = await AppServerFixture.StartAsync(folder);
        WireLogin login = await other.LogInNewEmailAsync("mia@example.com");
        const string message = "authentication provider not found: 'api-key' is not enabled in this app";
        (await other.SendAsync("GET", "/auth/api_keys", login.RefreshToken)).AssertError(404, "AuthProviderNotFound", message);
        (await other.CreateKeyAsync(login.RefreshToken, "laptop")).AssertError(404, "AuthProviderNotFound", message);
    }

    private Task<WireLogin> LogInAsync() => server.LogInNewEmailAsync($"{Guid.NewGuid():N}@example.com");

    private Task<WireLogin> LogInByAsync(string key) => server.LogInAsync("api-key", Body(key));

    private Task<WireReply> PutAsync(WireLogin login, WireReply key, string operation) =>
        server.SendAsync("PUT", $"/auth/api_keys/{key.String("_id")}/{operation}", login.RefreshToken);

    private static string Body(string key) => AuthRequests.Json(new { key });
}
