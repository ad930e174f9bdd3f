using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Hosting;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Deployments under load, over restarts and kills, and into folders (admin-api 2.2, 2.3, 3.1).</summary>
public sealed class DeploymentTests : IDisposable
{
    // APPSERVICES_TEST_KILLS and APPSERVICES_TEST_DEPLOYMENTS ask for more than a suite that is often run has time for.
    private static readonly int s_kills = Count("KILLS", 3);
    private static readonly int s_deployments = Count("DEPLOYMENTS", 20);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("data-");
    private readonly AppFolder _folder = new(
        KeyValuePair.Create("root_config.json", """{"app_id":"folder-abcde","name":"folder"}"""),
        KeyValuePair.Create("README.md", "mine"),
        KeyValuePair.Create("auth/providers.json", """{"anon-user":{"name":"anon-user","type":"anon-user"}}"""));

    public void Dispose()
    {
        _folder.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Deployments_under_load_fail_no_request()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await StartAsync(clock: clock);
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", Version(0));
        string token = (await server.LogInAsync(appId: appId)).AccessToken;
        using var done = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => CallAsync(server, token, appId, done.Token))];
        for (int version = 1; version <= s_deployments; version++) await admin.ExpectAsync(204, "POST", path + "/import", Version(version));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));
        Assert.Equal($"{s_deployments} {s_deployments}", await StateAsync(server, appId));
        JsonElement[] known = [.. (await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.EnumerateArray()];
        Assert.Equal(Math.Min(s_deployments + 1, 25), known.Length);
        for (int version = s_deployments + 1; version <= s_deployments + 10; version++) await admin.ExpectAsync(204, "POST", path + "/import", Version(version));
        Assert.Equal(25, (await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.GetArrayLength());
        // Who looks at an old one comes to an end first.
        clock.Advance(TimeSpan.FromMinutes(1));
        await admin.ExpectAsync(204, "POST", path + "/import", Version(s_deployments + 11));
        Assert.Equal(26, Directory.GetDirectories(System.IO.Path.Combine(_data.FullName, path[1..])).Length);
    }

    [Fact]
    public async Task What_was_deployed_is_served_after_a_start()
    {
        string appId, path;
        await using (AppServerFixture server = await StartAsync())
        {
            AdminClient admin = await AdminClient.SignInAsync(server);
            (path, appId) = await AppsTests.CreateAsync(admin);
            await admin.ExpectAsync(201, "POST", path + "/secrets", """{"name":"kept","value":"secret"}""");
            await admin.ExpectAsync(204, "POST", path + "/import", Version(7));
            await admin.ExpectAsync(201, "POST", path + "/values", """{"name":"m","value":"kept","from_secret":true}""");
            await admin.ExpectAsync(201, "POST", path + "/drafts");
            await admin.ExpectAsync(204, "POST", path + "/import", Version(8));
        }
        await using AppServerFixture again = await StartAsync();
        AdminClient later = await AdminClient.SignInAsync(again);
        Assert.Equal("7 7", await StateAsync(again, appId));
        string draft = (await later.ExpectAsync(200, "GET", path)).String("client_app_id");
        Assert.Equal(appId, draft);
        Assert.Equal("[]", (await later.ExpectAsync(200, "GET", path + "/drafts")).Text);
        Assert.Equal(2, (await later.ExpectAsync(200, "GET", path + "/deployments")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Two_servers_on_one_folder_serve_what_either_deploys()
    {
        await using AppServerFixture one = await StartAsync(), other = await StartAsync();
        AdminClient admin = await AdminClient.SignInAsync(one), second = await AdminClient.SignInAsync(other);
        Assert.Equal(admin.GroupId, second.GroupId);
        (string path, string appId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", Version(1));
        await UntilAsync(async () => (int)(await other.PostLoginAsync("anon-user", appId: appId)).Status == 200 && await StateAsync(other, appId) == "1 1");
        await second.ExpectAsync(204, "POST", path + "/import", Version(2));
        Assert.Equal("2 2", await StateAsync(other, appId));
        await UntilAsync(async () => await StateAsync(one, appId) == "2 2");
        await second.ExpectAsync(201, "POST", path + "/secrets", """{"name":"shared","value":"41"}""");
        await second.ExpectAsync(201, "POST", path + "/values", """{"name":"v","value":"shared","from_secret":true}""");
        await second.ExpectAsync(201, "POST", path + "/functions", """{"name":"told","source":"exports = () => context.values.get('v');"}""");
        string token = (await one.LogInAsync(appId: appId)).AccessToken;
        async Task<bool> ToldAsync(string value) => (await one.CallAsync(token, "told", appId: appId)).Json is { ValueKind: JsonValueKind.String } told && told.GetString() == value;
        await UntilAsync(() => ToldAsync("41"));
        string secret = (await second.ExpectAsync(200, "GET", path + "/secrets")).Json[0].GetProperty("_id").GetString()!;
        await second.ExpectAsync(204, "PUT", $"{path}/secrets/{secret}", """{"name":"shared","value":"42"}""");
        await UntilAsync(() => ToldAsync("42"));

        var operators = new OperatorStore(one.Data.Store);
        (OperatorRecord passing, string key) = await operators.CreateKeyAsync("passing", OperatorRole.Owner, TestContext.Current.CancellationToken);
        await (await AdminClient.SignInAsync(one, passing.Login, key)).ExpectAsync(201, "POST", path + "/drafts");
        await operators.DeleteAsync(passing, TestContext.Current.CancellationToken);
        Assert.Empty(await new AppRecords(one.Data.Store).ListDraftsAsync(path.Split('/')[^1], TestContext.Current.CancellationToken));

        await second.ExpectAsync(204, "DELETE", path);
        await UntilAsync(async () => (int)(await one.SendAsync("GET", $"/app/{appId}/location")).Status == 404);
    }

    [Fact]
    public async Task A_data_folder_that_lost_something_serves_the_rest()
    {
        string lost, kept, path;
        await using (AppServerFixture server = await StartAsync())
        {
            AdminClient admin = await AdminClient.SignInAsync(server);
            (path, lost) = await AppsTests.CreateAsync(admin);
            string other;
            (other, kept) = await AppsTests.CreateAsync(admin);
            await admin.ExpectAsync(204, "POST", other + "/import", Version(3));
            await admin.ExpectAsync(201, "POST", other + "/secrets", """{"name":"s","value":"v"}""");
            await admin.ExpectAsync(201, "POST", other + "/values", """{"name":"v","value":"s","from_secret":true}""");
        }
        Directory.Delete(System.IO.Path.Combine(_data.FullName, path[1..]), recursive: true);
        File.Delete(System.IO.Path.Combine(_data.FullName, "secrets.key"));
        await using AppServerFixture again = await StartAsync();
        Assert.Equal("3 3", await StateAsync(again, kept));
        Assert.Equal(404, (int)(await again.SendAsync("GET", $"/app/{lost}/location")).Status);
        await UntilAsync(() => Task.FromResult(again.Log.Entries.Any(entry => entry.StartsWith($"apps/{lost}: ", StringComparison.Ordinal))));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo()) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_needs_no_folder_where_it_has_data()
    {
        ServerProgram.AssertFailed(
            await ServerProgram.RunAsync("serve"), "Give the folder of an app, or with --data the data folder of apps that the admin API makes.");
        using System.Diagnostics.Process server = ServerProgram.Start("serve", "--urls", "http://127.0.0.1:0", "--data", _data.FullName, "--stop-with-stdin");
        Assert.Matches("^Ready: http://127.0.0.1:[0-9]+ serving no app yet$", await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        server.StandardInput.Close();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task A_folder_is_changed_where_the_server_may_and_nothing_else_in_it()
    {
        await using (AppServerFixture server = await StartAsync(_folder, isWritable: true))
        {
            AdminClient admin = await AdminClient.SignInAsync(server);
            string path = await FolderAppAsync(admin);
            await admin.ExpectAsync(201, "POST", path + "/values", """{"name":"n","value":1}""");
            string function = (await admin.ExpectAsync(201, "POST", path + "/functions", """{"name":"state","source":"exports = () => '1 ' + context.values.get('n')"}""")).String("_id");
            Assert.Equal("1 1", await StateAsync(server, "folder-abcde"));
            Assert.Contains("exports", await File.ReadAllTextAsync(_folder.FileAt("functions/state.js"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            await admin.ExpectAsync(400, "PUT", $"{path}/functions/{function}", """{"name":"state","source":"exports = ("}""");
            await admin.ExpectAsync(403, "DELETE", path);
            Assert.Equal(2, (await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.GetArrayLength());
            string first = (await admin.ExpectAsync(200, "GET", path + "/deployments")).Json[1].GetProperty("_id").GetString()!;
            _folder.Write("notes/mine.txt", "mine").Write("secrets.json", """{"services":{"x":{"y":"s3cret"}}}""");
            await admin.ExpectAsync(204, "POST", $"{path}/deployments/{first}/redeploy");
            Assert.True(File.Exists(_folder.FileAt("notes/mine.txt")) && File.Exists(_folder.FileAt("secrets.json")));
            Assert.DoesNotContain("s3cret", (await admin.ExpectAsync(200, "GET", path + "/export")).Text + (await admin.ExpectAsync(200, "GET", path + "/pull")).Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.GetFiles(_data.FullName, "*", SearchOption.AllDirectories), file => file.EndsWith("secrets.json", StringComparison.Ordinal) || file.EndsWith("README.md", StringComparison.Ordinal));
            Assert.False(File.Exists(_folder.FileAt("functions/state.js")));
            Assert.Equal("mine", await File.ReadAllTextAsync(_folder.FileAt("README.md"), TestContext.Current.CancellationToken));
        }
        await using AppServerFixture reader = await StartAsync(_folder);
        AdminClient later = await AdminClient.SignInAsync(reader);
        await later.ExpectAsync(403, "POST", await FolderAppAsync(later) + "/values", """{"name":"x","value":1}""");
        Assert.Single((await later.ExpectAsync(200, "GET", await FolderAppAsync(later) + "/values")).Json.EnumerateArray());
    }

    [Fact]
    public async Task An_app_of_a_folder_was_changed_when_its_files_were_or_when_it_was_deployed()
    {
        _folder.Write("values/a.json", """{"name":"a","value":1}""").Write("functions/config.json", """[{"name":"f"}]""")
            .Write("functions/f.js", "exports = () => 1;").Write("notes/mine.txt", "no part of the app");
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1000));
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "notes", "mine.txt"), DateTime.UnixEpoch.AddSeconds(3000));
        await using AppServerFixture server = await StartAsync(_folder, isWritable: true);
        AdminClient admin = await AdminClient.SignInAsync(server);
        string path = await FolderAppAsync(admin);
        Assert.Equal(1000, await ModifiedAsync());

        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "functions", "f.js"), DateTime.UnixEpoch.AddSeconds(2000));
        Assert.Equal(2000, await ModifiedAsync());

        await admin.ExpectAsync(204, "DELETE", $"{path}/values/{(await admin.ExpectAsync(200, "GET", path + "/values")).Json[0].GetProperty("_id").GetString()}");
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        long deployed = (await admin.ExpectAsync(200, "GET", path + "/deployments")).Json[0].GetProperty("deployed_at").GetInt64();
        Assert.Equal(deployed, await ModifiedAsync());

        Directory.Delete(_folder.Path, recursive: true);
        Assert.Equal(deployed, (await admin.ExpectAsync(200, "GET", path)).Json.GetProperty("last_modified").GetInt64());
        Directory.CreateDirectory(_folder.Path);

        async Task<long> ModifiedAsync()
        {
            long modified = (await admin.ExpectAsync(200, "GET", path)).Json.GetProperty("last_modified").GetInt64();
            Assert.Equal(modified, (await admin.ExpectAsync(200, "GET", path + "/functions")).Json[0].GetProperty("last_modified").GetInt64());
            return modified;
        }
    }

    [Fact]
    public async Task A_strict_server_takes_only_what_will_work()
    {
        await using AppServerFixture server = await StartAsync(isStrict: true);
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, _) = await AppsTests.CreateAsync(admin);
        const string Package = """{"name":"f","source":"const a = require('axios'); exports = () => a"}""";
        Assert.Contains("axios", (await admin.ExpectAsync(400, "POST", path + "/functions", Package)).String("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_leaves_the_old_app_or_the_new_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        (OperatorRecord key, string secret) = await CreateKeyAsync();
        var moment = new Random(20261129);
        string? path = null, appId = null;
        int stored = 0, inFolder = 0;
        for (int kill = 0; kill <= s_kills; kill++)
        {
            await using RunningServer server = await RunningServer.StartAsync(_folder.Path, _data.FullName, "--writable");
            AdminClient admin = await AdminClient.SignInAsync(server, key.Login, secret);
            string folder = await FolderAppAsync(admin);
            if (path is null || appId is null) (path, appId) = await AppsTests.CreateAsync(admin);
            if (kill > 0)
            {
                AssertWhole(await StateAsync(server, appId), stored);
                AssertWhole(await StateAsync(server, "folder-abcde"), inFolder);
            }
            if (kill == s_kills) return;
            Task first = DeployAsync(admin, path, version => stored = version, stored), second = DeployAsync(admin, folder, version => inFolder = version, inFolder);
            int ahead = stored + inFolder + moment.Next(2, 8);
            while (stored + inFolder < ahead) await Task.Delay(1, TestContext.Current.CancellationToken);
            await Task.Delay(moment.Next(0, 10), TestContext.Current.CancellationToken);
            server.Process.Kill();
            await Task.WhenAll(first, second);
            await server.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static int Count(string of, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_" + of), out int count) ? count : otherwise;

    // Function and value of one version belong together.
    internal static string Version(int version) => $$"""
        {
          "config_version": 20210101,
          "values": [{ "name": "n", "value": {{version}} }],
          "auth": { "providers": { "anon-user": { "name": "anon-user", "type": "anon-user" } } },
          "functions": { "config": [{ "name": "state" }], "sources": { "state.js": "exports = () => '{{version}} ' + context.values.get('n');" } }
        }
        """;

    private static void AssertWhole(string? state, int acknowledged)
    {
        string[] parts = state?.Split(' ') ?? [];
        Assert.True(parts.Length == 2 && parts[0] == parts[1] && int.Parse(parts[0], null) >= acknowledged, $"{state} after {acknowledged}");
    }

    // Until the server is gone.
    private static async Task DeployAsync(AdminClient admin, string path, Action<int> deployed, int version)
    {
        while (true)
        {
            try
            {
                version++;
                await admin.ExpectAsync(204, "POST", path + "/import", Version(version));
                deployed(version);
            }
            catch (Exception error) when (error is System.Net.Http.HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static async Task<int> CallAsync(AppServerFixture server, string token, string appId, CancellationToken done)
    {
        int calls = 0;
        for (; !done.IsCancellationRequested; calls++)
        {
            WireReply reply = await server.CallAsync(token, "state", appId: appId);
            Assert.True((int)reply.Status == 200, reply.Text);
            AssertWhole(reply.Json.GetString(), 0);
        }
        return calls;
    }

    private static async Task<string?> StateAsync(IWireServer server, string appId)
    {
        WireLogin login = await server.LogInAsync(appId: appId);
        return (await server.CallAsync(login.AccessToken, "state", appId: appId)).Json.GetString();
    }

    internal static async Task<string> FolderAppAsync(AdminClient admin) => "/apps/" + (await admin.ExpectAsync(200, "GET", "/apps")).Json.EnumerateArray()
        .First(app => app.GetProperty("client_app_id").GetString() == "folder-abcde").GetProperty("_id").GetString();

    private async Task<(OperatorRecord Key, string Secret)> CreateKeyAsync()
    {
        DataFolder data = DataFolder.Open(_data.FullName);
        await using (data.Store) return await new OperatorStore(data.Store).CreateKeyAsync("k", OperatorRole.Owner, TestContext.Current.CancellationToken);
    }

    private Task<AppServerFixture> StartAsync(AppFolder? folder = null, bool isWritable = false, bool isStrict = false, TimeProvider? clock = null) => AppServerFixture.StartAsync(options => options with
    {
        Folders = folder is null ? [] : [folder.Path],
        DataFolder = _data.FullName,
        IsWritable = isWritable,
        IsStrict = isStrict,
        Clock = clock ?? TimeProvider.System,
    });
}
