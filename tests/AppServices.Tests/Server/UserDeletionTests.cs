using System;
using System.Threading.Tasks;
using AppServices.Server.Users;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>DELETE /auth/delete (client-api 3.8).</summary>
public sealed class UserDeletionTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Password = "correct horse";

    [Fact]
    public async Task Nothing_of_the_user_is_left_in_the_store()
    {
        // An app that keeps nothing but its users: no trigger's place, for one.
        using var folder = new AppFolder()
            .Write("root_config.json", AppFolder.Root.Replace("test-abcde", AppServerFixture.QuickstartAppId, StringComparison.Ordinal))
            .Write("auth/providers.json", AppFolder.Providers);
        await using AppServerFixture own = await AppServerFixture.StartAsync(folder);
        WireLogin login = await own.LogInNewEmailAsync("gone@example.com");
        await own.LogInAsync("local-userpass", WireRequests.EmailBody("gone@example.com", Password));
        (_, string key) = await new ApiKeyStore(own.Data.Store)
            .CreateAsync(AppServerFixture.QuickstartAppId, login.UserId, "laptop", TestContext.Current.CancellationToken);
        Assert.Equal(login.UserId, (await own.LogInAsync("api-key", $$"""{"key":"{{key}}"}""")).UserId);
        Assert.Contains(await StoredRows.ReadWithoutLogsAsync(own.Data), row => row.Contains(login.UserId, StringComparison.Ordinal));

        Assert.Equal(204, (int)(await own.SendAsync("DELETE", "/auth/delete", login.AccessToken)).Status);

        Assert.Empty(await StoredRows.ReadWithoutLogsAsync(own.Data));
        (await own.PostLoginAsync("api-key", $$"""{"key":"{{key}}"}""")).AssertError(401, "AuthError", "unauthorized");
    }

    [Fact]
    public async Task Its_tokens_are_worth_nothing_any_more()
    {
        WireLogin login = await server.LogInNewEmailAsync("tokens@example.com");
        await server.SendAsync("DELETE", "/auth/delete", login.AccessToken);
        foreach ((string method, string path, string token) in new[]
        {
            ("POST", "/auth/session", login.RefreshToken),
            ("DELETE", "/auth/session", login.RefreshToken),        // realm-web does this, and knows the text
            ("GET", "/auth/profile", login.AccessToken),
            ("DELETE", "/auth/delete", login.AccessToken),
        })
            (await server.SendAsync(method, path, token)).AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
    }

    [Fact]
    public async Task Its_address_can_be_registered_again_by_somebody_new()
    {
        WireLogin first = await server.LogInNewEmailAsync("again@example.com");
        await server.SendAsync("DELETE", "/auth/delete", first.AccessToken);
        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("again@example.com", Password))).AssertError(401, "InvalidPassword", "unauthorized");
        Assert.NotEqual(first.UserId, (await server.LogInNewEmailAsync("again@example.com", "another horse")).UserId);
    }

    [Fact]
    public async Task Other_users_stay()
    {
        WireLogin stays = await server.LogInNewEmailAsync("stays@example.com");
        WireLogin goes = await server.LogInNewEmailAsync("goes@example.com");
        await server.SendAsync("DELETE", "/auth/delete", goes.AccessToken);
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", stays.RefreshToken)).Status);
        Assert.Equal(stays.UserId, (await server.LogInAsync("local-userpass", WireRequests.EmailBody("stays@example.com", Password))).UserId);
    }
}
