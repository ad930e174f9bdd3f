using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using AppServices.Tests.Storage.Contract;
using AppServices.Tests.Triggers;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Apps of the admin API at servers that share a MongoDB, each with a data folder of its own.</summary>
[Collection(MongoDeployment.Name)]
public sealed class SharedDefinitionTests(MongoDeployment deployment) : IAsyncDisposable
{
    private readonly MongoDatabases _databases = deployment.NewDatabases();
    private readonly AppFolder _folder = NewFolder();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _databases.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_one_server_deploys_all_serve()
    {
        await using AppServerFixture one = await StartAsync(), other = await StartAsync();
        AdminClient admin = await AdminClient.SignInAsync(one), elsewhere = await AdminClient.SignInAsync(other);
        (string path, string appId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(1));
        await ServedAsync(other, appId, "1 1");
        await elsewhere.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(2));
        await ServedAsync(one, appId, "2 2");

        // A draft that was begun at one server is changed and deployed at the other, which has never had its files.
        string draft = (await admin.ExpectAsync(201, "POST", path + "/drafts")).String("_id");
        AdminClient same = admin with { Server = other };
        await same.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(3));
        await same.ExpectAsync(201, "POST", $"{path}/drafts/{draft}/deployment");
        await ServedAsync(one, appId, "3 3");

        // A server that starts later, with nothing of its own, has them from the beginning.
        await using (AppServerFixture late = await StartAsync())
            Assert.Equal("3 3", await StateAsync(late, appId));
        string first = (await elsewhere.ExpectAsync(200, "GET", path + "/deployments")).Json.EnumerateArray().Last().GetProperty("_id").GetString()!;
        await elsewhere.ExpectAsync(204, "POST", $"{path}/deployments/{first}/redeploy");
        await ServedAsync(one, appId, "1 1");
        await elsewhere.ExpectAsync(204, "DELETE", path);
        await TriggerApp.UntilAsync(async () => (int)(await one.PostLoginAsync("anon-user", "{}", appId)).Status == 404, () => "it is still served");
        Assert.Equal(0, await CountAsync(one, "admin_files"));
        Assert.Equal(0, await CountAsync(one, "admin_snapshots"));
    }

    [Fact]
    public async Task Folders_that_may_be_written_have_what_any_server_has_deployed()
    {
        using AppFolder other = NewFolder(), third = NewFolder();
        await using AppServerFixture one = await StartAsync(_folder);
        AdminClient admin = await AdminClient.SignInAsync(one);
        string path = await DeploymentTests.FolderAppAsync(admin);
        await using (AppServerFixture two = await StartAsync(other))
        {
            await admin.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(1));
            await ServedAsync(two, "folder-abcde", "1 1");
            AdminClient elsewhere = await AdminClient.SignInAsync(two);
            await elsewhere.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(2));
            await ServedAsync(one, "folder-abcde", "2 2");
            Assert.Equal("2 2", await StateAsync(two, "folder-abcde"));
        }
        foreach (AppFolder folder in new[] { _folder, other })
            Assert.Contains("'2 '", File.ReadAllText(Path.Combine(folder.Path, "functions", "state.js")), StringComparison.Ordinal);
        // A folder that a server has not seen before is as its operator wants it, until the next deployment.
        await using AppServerFixture late = await StartAsync(third);
        Assert.False(File.Exists(Path.Combine(third.Path, "functions", "state.js")));
        await admin.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(3));
        await ServedAsync(late, "folder-abcde", "3 3");
    }

    [Fact]
    public async Task A_folder_of_another_app_with_the_same_internal_id_stays_as_it_is()
    {
        const string Meta = """{"app_id":"6650a1f2c3d4e5f6a7b8c9d2","group_id":"6650a1f2c3d4e5f6a7b8c9d3","config_version":20210101}""";
        using var stage = new AppFolder(KeyValuePair.Create("root_config.json", """{"app_id":"stage-abcde","name":"stage"}"""), KeyValuePair.Create(".mdb/app_meta.json", Meta));
        _folder.Write(".mdb/app_meta.json", Meta);
        await using AppServerFixture one = await StartAsync(_folder), two = await StartAsync(stage);
        AdminClient admin = await AdminClient.SignInAsync(one);
        await admin.ExpectAsync(204, "POST", await DeploymentTests.FolderAppAsync(admin) + "/import", DeploymentTests.Version(1));
        // Who has served what came later twice has looked at its folder in between.
        (string path, string appId) = await AppsTests.CreateAsync(admin);
        for (int version = 1; version <= 2; version++)
        {
            await admin.ExpectAsync(204, "POST", path + "/import", DeploymentTests.Version(version));
            await ServedAsync(two, appId, $"{version} {version}");
        }
        Assert.Equal([".mdb/app_meta.json", "root_config.json"], AppFileSet.OfFolder(stage.Path).Paths);
        Assert.Equal(404, (int)(await two.PostLoginAsync("anon-user", "{}", "folder-abcde")).Status);
    }

    [Fact]
    public async Task The_state_has_its_indexes_before_the_first_document()
    {
        await using AppServerFixture server = await StartAsync();
        FieldInfo[] fields = [.. typeof(StateSchema).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(StateSchema))];
        string[] expected = [.. fields.Select(field => (StateSchema)field.GetValue(null)!).SelectMany(schema => schema.Indexes.Select(index => $"{schema.Name} {index.NameOrMade}")).Order(StringComparer.Ordinal)];
        Assert.True(expected.Length > 20);
        List<string> found = [];
        foreach (CollectionName name in await server.Data.Store.ListCollectionsAsync("", Cancel))
            found.AddRange((await server.Data.Store.ListIndexesAsync(name, Cancel)).Select(index => $"{name.Collection} {index.Name}"));
        Assert.Empty(expected.Except(found));
    }

    [Fact]
    public async Task A_file_is_kept_once_and_as_long_as_a_definition_has_it()
    {
        await using AppServerFixture server = await StartAsync();
        var snapshots = new SharedSnapshots(server.Data.Store);
        byte[] large = new byte[(20 * 1024 * 1024) + 1];
        new Random(7).NextBytes(large);
        string[] ids = [.. Enumerable.Range(0, 3).Select(_ => SnapshotFolders.NewId())];
        await Task.WhenAll(ids.Select(id => snapshots.WriteAsync("app", id, Files(id), Cancel)));
        await snapshots.WriteAsync("app", ids[0], Files("another"), Cancel);
        // Three pieces of the large one, the empty one has none, and each one's own.
        Assert.Equal(6, await CountAsync(server, "admin_files"));
        foreach (string id in ids[..2])
        {
            AppFileSet found = (await snapshots.FindAsync("app", id, "root", Cancel))!;
            Assert.Equal(["a/empty", "a/large", "own"], found.Paths);
            Assert.Equal((id, 0, true), (found.Text("own"), found.Find("a/empty")!.Read().Length, found.Find("a/large")!.Read().AsSpan().SequenceEqual(large)));
            await snapshots.DeleteAsync("app", known => known == id, Cancel);
            Assert.Null(await snapshots.FindAsync("app", id, "root", Cancel));
        }
        Assert.Equal(4, await CountAsync(server, "admin_files"));
        Assert.NotNull(await snapshots.FindAsync("app", ids[2], "root", Cancel));
        await snapshots.DeleteAsync("app", _ => true, Cancel);
        Assert.Equal(0, await CountAsync(server, "admin_files"));

        AppFileSet Files(string own)
        {
            var files = new AppFileSet("elsewhere");
            files.Write("a/large", large);
            files.Write("a/empty", []);
            files.Write("own", own);
            return files;
        }
    }

    private static AppFolder NewFolder() => new(KeyValuePair.Create("root_config.json", """{"app_id":"folder-abcde","name":"folder"}"""));

    private Task<AppServerFixture> StartAsync() => StartAsync(_folder);

    private Task<AppServerFixture> StartAsync(AppFolder folder) =>
        AppServerFixture.StartAsync(options => options with { Settings = _databases.ToSettings(), IsWritable = true }, folder);

    private static async Task<string?> StateAsync(AppServerFixture server, string appId)
    {
        WireReply login = await server.PostLoginAsync("anon-user", "{}", appId);
        return (int)login.Status == 200
            ? (await server.CallAsync(WireLogin.From(login).AccessToken, "state", appId: appId)).Json.ToString()
            : login.Text;
    }

    private static async Task ServedAsync(AppServerFixture server, string appId, string expected)
    {
        string? found = null;
        await TriggerApp.UntilAsync(async () => (found = await StateAsync(server, appId)) == expected, () => $"{found} instead of {expected}");
    }

    private static async Task<long> CountAsync(AppServerFixture server, string collection) => await server.Data.Store.ReadOneAsync(
        session => session.CountAsync(new StateSchema(collection, [], []).FullName, new StoreQuery(StoreFilter.Everything), Cancel), Cancel);
}
