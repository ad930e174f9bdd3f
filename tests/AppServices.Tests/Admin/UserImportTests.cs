using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Users of the hosted service come under their ids (admin-api 5.4).</summary>
public sealed class UserImportTests : IAsyncLifetime
{
    private const string Id = "test-abcde";
    private const string Mia = "5f4a1c2d3e4f5a6b7c8d9e01", Tom = "5f4a1c2d3e4f5a6b7c8d9e02", Kim = "5f4a1c2d3e4f5a6b7c8d9e03", Key = "5f4a1c2d3e4f5a6b7c8d9e04";

    private const string Rows = $$$"""
        {"_id":"{{{Mia}}}","type":"normal","identities":[{"id":"5f4a1c2d3e4f5a6b7c8d9e11-abcdefghijklmnopqrstuvwx","provider_type":"local-userpass","provider_id":"5f4a1c2d3e4f5a6b7c8d9e99","provider_data":{"email":"mia@example.com"}}],"creation_date":1600000000,"last_authentication_date":1700000000,"disabled":false,"data":{"email":"mia@example.com","nick":"mi"},"custom_data":{"level":{"$numberInt":"7"} } }

        {"_id":{"$oid":"{{{Tom}}}"},"type":"normal","identities":[{"id":"tom-7","provider_type":"custom-token","provider_data":{"name":"Tom"}}],"creation_date":{"$date":"2024-01-02T03:04:05Z"},"disabled":true}
        {"_id":"{{{Kim}}}","identities":[{"id":"1234","provider_type":"oauth2-google"},{"id":"{{{Kim}}}","provider_type":"api-key"}],"data":{"name":"Kim"}}
        {"_id":"{{{Key}}}","type":"server","identities":[{"id":"5f4a1c2d3e4f5a6b7c8d9e21","provider_type":"api-key","provider_data":{"name":"job"}}]}
        {"_id":"5f4a1c2d3e4f5a6b7c8d9e05",
        {"_id":"short","identities":[]}
        {"_id":"5f4a1c2d3e4f5a6b7c8d9e06","identities":[{"id":"x","provider_type":"carrier-pigeon"}]}
        {"_id":"5f4a1c2d3e4f5a6b7c8d9e07","identities":[{"id":"y-y","provider_type":"local-userpass","provider_data":{"email":"mia@example.com"}}]}
        {"_id":"5f4a1c2d3e4f5a6b7c8d9e08","identities":[{"id":"tom-7","provider_type":"custom-token"}]}
        {"_id":"{{{Mia}}}","identities":[{"id":"other","provider_type":"anon-user"}]}
        [1]
        {"_id":"5f4a1c2d3e4f5a6b7c8d9e09","identities":[{"id":"z","provider_type":"anon-user"}],"creation_date":"soon"}
        """;

    private readonly AppFolder _folder = AppFolder.WithFunction("me", "exports = () => ({ id: context.user.id, custom: context.user.custom_data, data: context.user.data });")
        .Write("functions/fixed.js", "exports = () => context.user.id;")
        .Write("functions/reset.js", "exports = () => ({ status: 'success' });")
        .Write("functions/config.json", $$"""[{"name":"me"},{"name":"reset","private":true},{"name":"fixed","run_as_user_id":"{{Mia}}"}]""")
        .Write("auth/providers.json", """
            {
              "anon-user": { "name": "anon-user", "type": "anon-user" },
              "local-userpass": { "name": "local-userpass", "type": "local-userpass", "config": { "autoConfirm": true, "runResetFunction": true, "resetFunctionName": "reset" } }
            }
            """)
        .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}""")
        .Write("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"app","collection_name":"people","user_id_field":"owner"}""");

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("data-");
    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(options => options with { DataFolder = _data.FullName }, _folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Users_keep_their_ids_and_bad_rows_are_told_one_by_one()
    {
        AdminClient admin = await AdminClient.SignInAsync(_server);
        string users = $"/apps/{(await admin.ExpectAsync(200, "GET", "/apps")).Json[0].GetProperty("_id").GetString()}/users";
        WireLogin other = await _server.LogInAsync(appId: Id);
        Assert.Contains(Mia, (await _server.CallAsync(other.AccessToken, "fixed", appId: Id)).String("error"), StringComparison.Ordinal);
        Assert.Equal(
            [
                $"1 {Mia} imported password", $"3 {Tom} imported ", $"4 {Kim} imported api-key", $"5 {Key} imported api-key",
                "6  failed ", "7  failed ", "8 5f4a1c2d3e4f5a6b7c8d9e06 failed ", "9 5f4a1c2d3e4f5a6b7c8d9e07 failed ",
                "10 5f4a1c2d3e4f5a6b7c8d9e08 failed ", $"11 {Mia} failed ", "12  failed ", "13 5f4a1c2d3e4f5a6b7c8d9e09 failed ",
            ],
            await ImportAsync(admin, users, Rows));
        JsonElement[] failed = [.. (await admin.ExpectAsync(200, "POST", users + "/import", Rows)).Json.EnumerateArray().Where(row => State(row) == "failed")];
        Assert.All(
            failed.Zip(new[]
            {
                "", "'_id' must be 24 hexadecimal digits", "'carrier-pigeon' is no provider type", "another account of the address 'mia@example.com'",
                $"'tom-7' is one of user {Tom}", "with other identities", "a user is a JSON object", "'creation_date' must be seconds since 1970",
            }),
            pair => Assert.Contains(pair.Second, pair.First.GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Equal(
            [$"1 {Mia} present password", $"3 {Tom} present ", $"4 {Kim} present api-key", $"5 {Key} present api-key"],
            (await ImportAsync(admin, users, Rows))[..4]);

        JsonElement mia = (await admin.ExpectAsync(200, "GET", $"{users}/{Mia}")).Json;
        Assert.Equal(1_600_000_000, mia.GetProperty("creation_date").GetInt64());
        Assert.Equal(1_700_000_000, mia.GetProperty("last_authentication_date").GetInt64());
        Assert.Equal("mi", mia.GetProperty("data").GetProperty("nick").GetString());
        Assert.True((await admin.ExpectAsync(200, "GET", $"{users}/{Tom}")).Json.GetProperty("disabled").GetBoolean());

        foreach (string password in new[] { "", "correct horse" })
            Assert.Equal(401, (int)(await _server.PostLoginAsync("local-userpass", WireRequests.EmailBody("mia@example.com", password), Id)).Status);
        Assert.Equal(200, (int)(await _server.SendAsync(
            "POST", $"/app/{Id}/auth/providers/local-userpass/reset/call", json: """{"email":"mia@example.com","password":"correct horse","arguments":[]}""")).Status);
        WireLogin login = await _server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"), Id);
        Assert.Equal(Mia, login.UserId);
        JsonElement me = (await _server.CallAsync(login.AccessToken, "me", appId: Id)).Json;
        Assert.Equal([Mia, "7", "mia@example.com"], [
            me.GetProperty("id").GetString()!, me.GetProperty("custom").GetProperty("level").GetProperty("$numberInt").GetString()!,
            me.GetProperty("data").GetProperty("email").GetString()!]);
        Assert.Equal(200, (int)(await _server.CallAsync(other.AccessToken, "fixed", appId: Id)).Status);
        Assert.Equal([$"1 {Mia} present "], (await ImportAsync(admin, users, Rows))[..1]);

        foreach (OperatorRole role in new[] { OperatorRole.ReadOnly, OperatorRole.Deployer })
            await (await AdminClient.SignInAsync(_server, role)).ExpectAsync(403, "POST", users + "/import", "[]");
        Assert.Contains(_server.Log.Entries, line => line.Contains($"imported 4 of 12 users into app '{Id}'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""[{"_id":"5f4a1c2d3e4f5a6b7c8d9e31","identities":[{"id":"a","provider_type":"anon-user"}]},{"x":1},{"y" """, "1 imported,2 failed,3 failed")]
    [InlineData("""[{"_id":"5f4a1c2d3e4f5a6b7c8d9e32","identities":[{"id":"b","provider_type":"anon-user"}]},""", "1 imported,2 failed")]
    public async Task An_array_is_read_as_far_as_it_can_be(string rows, string expected)
    {
        AdminClient admin = await AdminClient.SignInAsync(_server);
        string users = $"/apps/{(await admin.ExpectAsync(200, "GET", "/apps")).Json[0].GetProperty("_id").GetString()}/users";
        JsonElement reply = (await admin.ExpectAsync(200, "POST", users + "/import", rows)).Json;
        Assert.Equal(expected, string.Join(',', reply.EnumerateArray().Select(row => $"{row.GetProperty("row")} {State(row)}")));
    }

    [Fact]
    public async Task The_command_does_the_same_while_a_server_runs()
    {
        string file = Path.Combine(_data.FullName, "users.json");
        await File.WriteAllTextAsync(file, Rows, TestContext.Current.CancellationToken);
        ProgramResult result = await ServerProgram.RunAsync("import-users", file, "--app", _folder.Path, "--data", _data.FullName);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"1     {Mia}  imported  password\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("4 imported, 8 failed\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(8, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"{file}: row 7: '_id' must be 24 hexadecimal digits", result.Error, StringComparison.Ordinal);
        AdminClient admin = await AdminClient.SignInAsync(_server);
        string users = $"/apps/{(await admin.ExpectAsync(200, "GET", "/apps")).Json[0].GetProperty("_id").GetString()}/users";
        Assert.Equal([$"1 {Mia} present password"], (await ImportAsync(admin, users, Rows))[..1]);
        await File.WriteAllTextAsync(file, Rows.Split('\n')[0], TestContext.Current.CancellationToken);
        ProgramResult unknown = await ServerProgram.RunAsync("import-users", file, "--app", "other-abcde", "--data", _data.FullName);
        Assert.Contains($"row 1: user {Mia} is one of app '{Id}' in this data folder", unknown.Error, StringComparison.Ordinal);
    }

    private static async Task<string[]> ImportAsync(AdminClient admin, string users, string rows) =>
    [
        .. (await admin.ExpectAsync(200, "POST", users + "/import", rows)).Json.EnumerateArray().Select(row =>
            $"{row.GetProperty("row")} {row.GetProperty("_id").GetString()} {State(row)} {string.Join(',', row.GetProperty("to_do").EnumerateArray())}"),
    ];

    private static string State(JsonElement row) => row.GetProperty("status").GetString()!;
}
