using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Server.Tokens;
using AppServices.Tests.Services;
using AppServices.Tests.Storage.Contract;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary><c>migrate</c>: from a data folder into a MongoDB and back.</summary>
[Collection(MongoDeployment.Name)]
public sealed class MigrateCommandTests(MongoDeployment deployment) : IAsyncDisposable
{
    private const string Source = $"{DocumentApp.Id}/mongodb-atlas";
    private static readonly CollectionName s_items = new(Source, "shop", "items");

    private readonly MongoDatabases _databases = deployment.NewDatabases();
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("migrated-");
    private readonly AppFolder _app = DocumentApp.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_temporary.FullName, "from");

    private string Back => Path.Combine(_temporary.FullName, "back");

    public async ValueTask DisposeAsync()
    {
        await _databases.DisposeAsync();
        _app.Dispose();
        _temporary.Delete(recursive: true);
    }

    [Fact]
    public async Task Sessions_documents_and_indexes_go_there_and_back()
    {
        WireLogin login;
        await using (AppServerFixture server = await AppServerFixture.StartAsync(options => options with { DataFolder = Folder }, _app))
        {
            Assert.Equal(201, (int)(await server.RegisterAsync("ann@example.com", "correct horse 0", DocumentApp.Id)).Status);
            login = await server.LogInAsync("local-userpass", WireRequests.EmailBody("ann@example.com", "correct horse 0"), DocumentApp.Id);
            string documents = string.Join(',', Enumerable.Range(0, 700).Select(id => $$"""{"n":{{id}},"_id":{{id}}}"""));
            await server.ResultAsync(login.AccessToken, "insertMany", "items", $$""" "documents":[{{documents}}] """);
            await server.Data.Store.EnsureIndexAsync(s_items, new IndexDefinition(new BsonDocument("n", 1)) { IsUnique = true }, Cancel);
        }
        string told = await MigrateAsync("--from", Folder, "--to", deployment.Uri);
        Assert.Contains("shop.items: 700 documents, 1 indexes\n", told, StringComparison.Ordinal);
        Assert.Contains("all documents are the same", told, StringComparison.Ordinal);
        // What was broken off goes on.
        await using (MongoStore store = _databases.OpenStore())
            await store.WriteAsync(
                async session =>
                {
                    await foreach (StoredDocument one in session.FindAsync(s_items, new StoreQuery(StoreFilter.OfId(7)), Cancel)) await session.DeleteAsync(s_items, one);
                    return true;
                },
                Cancel);
        Assert.Equal(told, await MigrateAsync("--from", Folder, "--to", deployment.Uri));

        await using (AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Settings = _databases.ToSettings() }, _app))
            await AssertThereAsync(server, login);
        ConfigurationException open = await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync("--from", deployment.Uri, "--to", Back));
        Assert.Contains("--source", open.Message, StringComparison.Ordinal);
        await MigrateAsync("--from", deployment.Uri, "--to", Back, "--source", Source, "--database", "shop");
        await using (AppServerFixture server = await AppServerFixture.StartAsync(options => options with { DataFolder = Back }, _app))
            await AssertThereAsync(server, login);
    }

    [Fact]
    public async Task Views_and_what_collections_ask_for_go_there_and_back()
    {
        CollectionName view = s_items with { Collection = "dear" };
        var options = new CollectionOptions(BsonDocument.Parse("{validator: {a: 1}, validationLevel: 'strict', validationAction: 'error'}"));
        var shown = new CollectionOptions(BsonDocument.Parse("{viewOn: 'items', pipeline: [{$match: {a: 1}}]}"));
        var index = new IndexDefinition(new BsonDocument("at", 1)) { ExpireAfterSeconds = 60, PartialFilter = new BsonDocument("a", 1) };
        await using (IDataStore store = (await DataFolder.OpenAsync(Folder, new DatabaseSettings(), checks: false, Cancel)).Store)
        {
            await store.WriteAsync(
                async session =>
                {
                    await session.InsertAsync(s_items, BsonDocument.Parse("{_id: 1, a: 1}"));
                    await session.InsertAsync(s_items, BsonDocument.Parse("{_id: 2}"));
                    await session.SetOptionsAsync(s_items, options);
                    await session.SetOptionsAsync(view, shown);
                    return await session.EnsureIndexAsync(s_items, index);
                },
                Cancel);
        }
        Assert.Contains("shop.dear: a view\n", await MigrateAsync("--from", Folder, "--to", deployment.Uri), StringComparison.Ordinal);
        await using (MongoStore store = _databases.OpenStore()) await AssertSameAsync(store);
        Assert.Contains("shop.items: 2 documents, 1 indexes\n", await MigrateAsync("--from", Folder, "--to", deployment.Uri), StringComparison.Ordinal);
        await MigrateAsync("--from", deployment.Uri, "--to", Back, "--source", Source, "--database", "shop");
        await using (IDataStore store = (await DataFolder.OpenAsync(Back, new DatabaseSettings(), checks: false, Cancel)).Store) await AssertSameAsync(store);

        async Task AssertSameAsync(IDataStore store)
        {
            Assert.Equal(options, await store.ReadOneAsync(session => session.OptionsAsync(s_items), Cancel));
            Assert.Equal(shown, await store.ReadOneAsync(session => session.OptionsAsync(view), Cancel));
            Assert.Equal(1, await store.ReadOneAsync(session => session.CountAsync(view, new StoreQuery(StoreFilter.Everything), Cancel), Cancel));
            Assert.Equal(index with { Name = "at_1" }, Assert.Single(await store.ListIndexesAsync(s_items, Cancel)));
        }
    }

    [Fact]
    public async Task Apps_of_the_admin_API_and_replaced_keys_go_there_and_back()
    {
        (string AppId, string Snapshot) app = ("6650a1f2c3d4e5f6a7b8c9d0", SnapshotFolders.NewId());
        DataFolder data = DataFolder.Open(Folder);
        await SigningKeys.RotateAsync(data.KeyStore, DateTimeOffset.UtcNow, endsSessions: false, Cancel);
        string[] keys = [.. (await data.KeyStore.ReadAsync(Cancel)).Select(key => $"{key.Name} {key.ReplacedAt:O}")];
        var files = new AppFileSet("any");
        files.Write("functions/a.js", "exports = () => 1;");
        await new SnapshotFolders(Folder, null).WriteAsync(app.AppId, app.Snapshot, files, earlier: null, Cancel);
        await data.Store.DisposeAsync();
        for (int attempt = 0; attempt < 2; attempt++) await MigrateAsync("--from", Folder, "--to", deployment.Uri);
        await using (MongoStore store = _databases.OpenStore())
        {
            Assert.Equal([app], await SharedSnapshots.ListAsync(store, Cancel).ToListAsync(Cancel));
            Assert.Equal(keys, (await new SharedSigningKeys(store).ReadAsync(Cancel)).Select(key => $"{key.Name} {key.ReplacedAt:O}"));
        }
        for (int attempt = 0; attempt < 2; attempt++) await MigrateAsync("--from", deployment.Uri, "--to", Back, "--source", Source, "--database", "shop");
        Assert.Equal("exports = () => 1;", File.ReadAllText(Path.Combine(Back, "apps", app.AppId, app.Snapshot, "functions", "a.js")));
        DataFolder back = DataFolder.Open(Back);
        await using IDataStore there = back.Store;
        Assert.Equal(keys, back.SigningKeys.Select(key => $"{key.Name} {key.ReplacedAt:O}"));
        Assert.DoesNotContain(await there.ListCollectionsAsync("", Cancel), name => name.Collection.StartsWith("admin_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_has_something_else_is_refused()
    {
        await using (MongoStore store = _databases.OpenStore())
            await store.WriteAsync(new StateWrite.Insert(new StateSchema("users", [], []), new BsonDocument("_id", "other")), Cancel);
        DataFolder data = DataFolder.Open(Folder);
        await data.Store.WriteAsync(new StateWrite.Insert(new StateSchema("users", [], []), new BsonDocument("_id", "one")), Cancel);
        await data.Store.DisposeAsync();
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync("--from", Folder, "--to", deployment.Uri));
        Assert.Equal("The target has documents in state users already. Nothing was changed.", refused.Message);
        using (new ServerPresence(Folder))
            Assert.Contains("A server runs", (await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync("--from", Folder, "--to", deployment.Uri))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync("--from", Folder, "--to", Back));
    }

    [Theory]
    [InlineData("--from", "--to")]
    [InlineData("--to", "--from")]
    public async Task A_place_that_is_none_is_named_without_its_password(string wrong, string other)
    {
        await DataFolder.Open(Folder).Store.DisposeAsync();
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(
            () => MigrateAsync(wrong, "mongodb://ann:secret@127.0.0.1:1/?x", other, Folder));
        Assert.StartsWith($"{wrong}: a connection string", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static async Task AssertThereAsync(AppServerFixture server, WireLogin login)
    {
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        Assert.Equal(700, (await server.ResultAsync(login.AccessToken, "find", "items")).AsBsonArray.Count);
        Assert.Equal("n_1", Assert.Single(await server.Data.Store.ListIndexesAsync(s_items, Cancel)).Name);
    }

    private async Task<string> MigrateAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        int code = await new RootCommand { MigrateCommand.Create() }.Parse(["migrate", .. arguments, "--state-database", _databases.State]).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output }, Cancel);
        Assert.Equal(0, code);
        return output.ToString();
    }
}
