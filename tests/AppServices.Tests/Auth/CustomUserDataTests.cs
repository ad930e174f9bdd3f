using System;
using System.Threading.Tasks;
using AppServices.Server.CustomUserData;
using AppServices.Server.AppConfig;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Custom user data in tokens and functions (client-api 3.9, app-folder 3).</summary>
public sealed class CustomUserDataTests : IAsyncLifetime
{
    private static readonly CollectionName s_members = new($"{AppServerFixture.QuickstartAppId}/mongodb-atlas", "shop", "members");

    private readonly AppFolder _folder = AuthApp.Create(
        AuthApp.Simple,
        AuthApp.Function("mine", "exports = () => context.user.custom_data;"),
        AuthApp.Function("members", "exports = () => true;"),
        ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""),
        ("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"members","user_id_field":"_id"}"""),
        ("functions/config.json", """[{"name":"members","can_evaluate":{"%%user.custom_data.level":{"$gte":3}}}]"""));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("cluster", null, "cluster")]
    [InlineData("mongodb-atlas", "other", "mongodb-atlas")]
    [InlineData("cluster", "other", null)]
    public void The_only_data_source_needs_no_name(string first, string? second, string? expected)
    {
        using AppFolder folder = FolderReading.App(
            ("auth/custom_user_data.json", """{"enabled":true,"database_name":"shop","collection_name":"members","user_id_field":"_id"}"""),
            ("data_sources/1/config.json", $$"""{"name":"{{first}}","type":"mongodb-atlas"}"""));
        if (second is not null) folder.Write("data_sources/2/config.json", $$"""{"name":"{{second}}","type":"mongodb-atlas"}""");
        AppDefinition app = folder.Read();
        Assert.Equal((expected, expected is null ? 1 : 0), (app.Get<CustomUserDataReading>().Settings?.DataSource, app.Errors.Count));
    }

    [Fact]
    public async Task The_token_carries_them_in_canonical_form_with_plain_ids()
    {
        WireLogin login = await _server.LogInNewEmailAsync("mia@example.com");
        Assert.False(login.AccessClaims.TryGetProperty("user_data", out _));
        Assert.Equal("{}", (await _server.CallAsync(login.AccessToken, "mine")).Text);

        await KeepAsync(login.UserId, new BsonDocument
        {
            ["shop"] = new ObjectId("6650a1f2c3d4e5f6a7b8c9d0"),
            ["level"] = 5,
            ["big"] = 7L,
            ["ratio"] = 0.5,
            ["since"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            ["roles"] = new BsonArray { "admin", new BsonDocument("team", new ObjectId("6650a1f2c3d4e5f6a7b8c9d1")) },
        });
        string plain = $$$"""
            {"_id":"{{{login.UserId}}}","shop":"6650a1f2c3d4e5f6a7b8c9d0","level":{"$numberInt":"5"},"big":{"$numberLong":"7"},"ratio":{"$numberDouble":"0.5"},"since":{"$date":{"$numberLong":"1767323045000"}},"roles":["admin",{"team":"6650a1f2c3d4e5f6a7b8c9d1"}]}
            """;
        // The old token goes on with what it says.
        Assert.Equal("{}", (await _server.CallAsync(login.AccessToken, "mine")).Text);
        string refreshed = (await _server.SendAsync("POST", "/auth/session", login.RefreshToken)).String("access_token");
        Assert.Equal(plain, DataOf(refreshed));
        Assert.Equal(plain, DataOf((await _server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"))).AccessToken));
        Assert.Equal(plain, (await _server.CallAsync(refreshed, "mine")).Text);
        Assert.Equal("true", (await _server.CallAsync(refreshed, "members")).Text);
        (await _server.CallAsync(login.AccessToken, "members")).AssertError(400, "FunctionExecutionError", "rule not matched for function \"members\"");
    }

    [Fact]
    public async Task A_link_gives_a_token_with_them_too()
    {
        WireLogin login = await _server.LogInAsync();
        await _server.RegisterAsync("tom@example.com", AuthRequests.Password);
        await KeepAsync(login.UserId, new BsonDocument("level", 1));
        WireReply reply = await _server.LinkAsync(login.AccessToken, "local-userpass", AuthRequests.Login("tom@example.com"));
        Assert.Equal($$$"""{"_id":"{{{login.UserId}}}","level":{"$numberInt":"1"}}""", DataOf(reply.String("access_token")));
    }

    [Fact]
    public async Task A_large_document_travels_and_one_that_is_too_large_is_told()
    {
        WireLogin login = await _server.LogInAsync();
        await KeepAsync(login.UserId, new BsonDocument("text", new string('x', 80_000)));
        string large = (await _server.SendAsync("POST", "/auth/session", login.RefreshToken)).String("access_token");
        Assert.Equal(80_044, (await _server.CallAsync(large, "mine")).Text.Length);
        await KeepAsync(login.UserId, new BsonDocument("text", new string('x', 90_000)));
        (await _server.SendAsync("POST", "/auth/session", login.RefreshToken)).AssertError(
            400, "InvalidParameter",
            $"the custom data of user {login.UserId} take 90044 bytes, more than the 81920 that an access token can carry; shorten the document");
    }

    private static string DataOf(string token) => WireLogin.Part(token, 1).GetProperty("user_data").GetRawText();

    private async Task KeepAsync(string userId, BsonDocument data) => await _server.Data.Store.Operations().WriteAsync(
        s_members,
        [new WriteCommand.Update(new BsonDocument("_id", userId), data) { IsReplacement = true, IsUpsert = true }],
        isOrdered: true, TestContext.Current.CancellationToken);
}
