using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.Commands;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Triggers.TriggerApp;

namespace AppServices.Tests.Triggers;

/// <summary>What functions of authentication triggers are called with, and when (app-folder 7.3).</summary>
public sealed class AuthenticationTriggerTests(AuthenticationTriggerTests.Served app) : IClassFixture<AuthenticationTriggerTests.Served>
{
    private IDataStore Store => app.Server.Data.Store;

    [Fact]
    public async Task The_first_login_creates_the_user_and_every_login_is_one()
    {
        string email = $"{Guid.NewGuid():N}@example.com";
        Assert.Equal(201, (int)(await app.Server.RegisterAsync(email, "correct horse", Id)).Status);
        WireLogin first = await LogInAsync(email), second = await LogInAsync(email);
        Assert.Equal(first.UserId, second.UserId);
        Assert.Equal(201, (int)(await app.Server.SendAsync("POST", "/auth/session", first.RefreshToken)).Status);
        Assert.Equal(204, (int)(await app.Server.SendAsync("DELETE", "/auth/delete", first.AccessToken)).Status);

        BsonDocument[] told = await ToldAsync("all", first.UserId, 4);
        Assert.Equal(["CREATE", "LOGIN", "LOGIN", "DELETE"], told.Select(each => each["operationType"].AsString));
        Assert.All(told, each => Assert.Equal(["operationType", "providers", "user", "time"], each.Names));
        Assert.All(told, each => Assert.Equal(["local-userpass"], each["providers"].AsBsonArray.Select(provider => provider.AsString)));
        Assert.All(told, each => Assert.Equal(BsonType.DateTime, each["time"].BsonType));
        BsonDocument user = told[0]["user"].AsBsonDocument;
        Assert.Equal(["id", "type", "data", "identities", "custom_data"], user.Names);
        Assert.Equal(("normal", email), (user["type"].AsString, user["data"]["email"].AsString));
        Assert.Equal("local-userpass", user["identities"][0]["provider_type"]);
        Assert.Equal(["CREATE"], (await ToldAsync("created", first.UserId, 1)).Select(each => each["operationType"].AsString));
        Assert.Empty(await ToldAsync("anonymous", first.UserId, 0));
    }

    [Fact]
    public async Task A_trigger_of_a_provider_is_told_of_that_one_only_and_the_login_does_not_wait_for_a_failing_function()
    {
        WireLogin login = await app.Server.LogInAsync("anon-user", "{}", Id);
        Assert.Equal(["LOGIN"], (await ToldAsync("anonymous", login.UserId, 1)).Select(each => each["operationType"].AsString));
        await RecordAsync(Store, "failing", record => record.Failures > 0);
    }

    [Fact]
    public async Task The_end_of_a_user_tells_of_all_its_providers_whoever_ends_it()
    {
        WireLogin anonymous = await app.Server.LogInAsync("anon-user", "{}", Id);
        string email = $"{Guid.NewGuid():N}@example.com";
        await app.Server.RegisterAsync(email, "correct horse", Id);
        Assert.Equal(200, (int)(await app.Server.SendAsync(
            "POST", $"/app/{Id}/auth/providers/local-userpass/login?link=true", anonymous.AccessToken, WireRequests.EmailBody(email, "correct horse"))).Status);
        Assert.Equal(0, (await RunAsync(UserCommand.Create(), app.Data, "delete", anonymous.UserId)).ExitCode);
        BsonDocument[] told = await ToldAsync("all", anonymous.UserId, 3);
        Assert.Equal(["CREATE", "LOGIN", "DELETE"], told.Select(each => each["operationType"].AsString));
        Assert.Equal(["anon-user", "local-userpass"], told[2]["providers"].AsBsonArray.Select(provider => provider.AsString));
    }

    [Fact]
    public async Task A_request_to_an_endpoint_with_a_credential_is_a_login_too()
    {
        string email = $"{Guid.NewGuid():N}@example.com";
        await app.Server.RegisterAsync(email, "correct horse", Id);
        for (int i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/app/{Id}/endpoint/who") { Headers = { { "email", email }, { "password", "correct horse" } } };
            Assert.Equal(200, (int)(await app.Server.SendAsync(request)).Status);
        }
        string user = (await LogInAsync(email)).UserId;
        Assert.Equal(["CREATE", "LOGIN", "LOGIN", "LOGIN"], (await ToldAsync("all", user, 4)).Select(each => each["operationType"].AsString));
    }

    private Task<WireLogin> LogInAsync(string email) => app.Server.LogInAsync("local-userpass", WireRequests.EmailBody(email, "correct horse"), Id);

    // Others log in meanwhile.
    private async Task<BsonDocument[]> ToldAsync(string trigger, string userId, int count)
    {
        BsonDocument[] told = [];
        await UntilAsync(
            async () => (told = [.. (await NotesNowAsync(Store, trigger)).Select(ArgumentOf).Where(each => each["user"]["id"] == userId)]).Length >= count,
            () => $"{trigger}: {told.Length} of {count}");
        return told;
    }

    public sealed class Served : IAsyncLifetime
    {
        private readonly TriggerApp _app = new();

        public AppServerFixture Server { get; private set; } = null!;

        public string Data => _app.Data;

        public async ValueTask InitializeAsync()
        {
            _app.With("all", "AUTHENTICATION", """ "operation_type":["LOGIN","CREATE","DELETE"],"providers":[] """)
                .With("created", "AUTHENTICATION", """ "operation_type":"CREATE","providers":["local-userpass"] """)
                .With("anonymous", "AUTHENTICATION", """ "operation_type":"LOGIN","providers":["anon-user"] """)
                .With("failing", "AUTHENTICATION", """ "operation_type":"LOGIN","providers":["anon-user"] """, "throw new Error('not today');");
            _app.Folder.Write("functions/who.js", "exports = () => context.user.id;").Write("https_endpoints/config.json", """
                [{"route":"/who","http_method":"GET","function_name":"who","validation_method":"NO_VALIDATION","respond_result":true}]
                """);
            Server = await _app.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _app.Dispose();
        }
    }
}
