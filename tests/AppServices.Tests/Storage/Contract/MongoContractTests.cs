using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Tests.Wire;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

[Collection(MongoDeployment.Name)]
public sealed class MongoDocumentTests(MongoDeployment deployment) : DocumentContract
{
    internal override StoreUnderTest Open() => deployment.NewStore();

    [Theory]
    [InlineData("", true)]
    [InlineData("admin", false)]
    public async Task Databases_of_the_server_and_of_MongoDB_are_empty_to_apps_and_cannot_be_written(string database, bool isState)
    {
        await Store.WriteAsync(new StateWrite.Insert(new StateSchema("users", [], []), new BsonDocument("_id", 1)), Token);
        CollectionName users = new("test/atlas", isState ? Test.StateDatabase!.ToUpperInvariant() : database, "users");
        Assert.Empty(await Store.ReadAsync(session => session.FindAsync(users, Query(), Token), Token).ToListAsync(Token));
        Assert.Equal(0, await Store.ReadOneAsync(session => session.CountAsync(users, Query(), Token), Token));
        Assert.Empty(await Store.ListCollectionsAsync(users.Source, Token));
        Task[] refused =
        [
            WriteAsync(async session => await session.InsertAsync(users, new BsonDocument("_id", 2))), Store.DropAsync(users, Token),
            Store.EnsureIndexAsync(users, new IndexDefinition(new BsonDocument("a", 1)), Token),
            Store.RenameAsync(users, Items, replaces: true, Token),
            Store.WatchAsync(users, null, _ => { }, Token).FirstAsync(Token).AsTask(),
        ];
        foreach (Task task in refused) Assert.Equal(73, (await Assert.ThrowsAsync<DocumentException>(() => task)).Code);
    }
}

[Collection(MongoDeployment.Name)]
public sealed class MongoIndexTests(MongoDeployment deployment) : IndexContract
{
    internal override StoreUnderTest Open() => deployment.NewStore();
}

[Collection(MongoDeployment.Name)]
public sealed class MongoTransactionTests(MongoDeployment deployment) : TransactionContract
{
    internal override StoreUnderTest Open() => deployment.NewStore();
}

[Collection(MongoDeployment.Name)]
public sealed class MongoChangeTests(MongoDeployment deployment) : ChangeContract
{
    internal override StoreUnderTest Open() => deployment.NewStore();
}

[Collection(MongoDeployment.Name)]
public sealed class MongoStateTests(MongoDeployment deployment) : StateContract
{
    internal override StoreUnderTest Open() => deployment.NewStore();
}

/// <summary>
/// A MongoDB: that of <c>APPSERVICES_TEST_MONGODB</c>, or where there is none, a server of ours that speaks its protocol.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MongoDeployment : IAsyncLifetime, ICollectionFixture<MongoDeployment>
{
    public const string Name = "MongoDB";

    private readonly MongodbServer? _own = Given is null ? new MongodbServer() : null;

    /// <summary>The connection string of the environment.</summary>
    internal static string? Given => Environment.GetEnvironmentVariable("APPSERVICES_TEST_MONGODB") is { Length: > 0 } uri ? uri : null;

    /// <summary>The connection string.</summary>
    internal string Uri => _own?.Address() ?? Given!;

    public async ValueTask InitializeAsync()
    {
        if (_own is not null) await _own.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }

    /// <summary>An empty store.</summary>
    internal MongoUnderTest NewStore() => new(Uri);
}

/// <summary>A store, whose databases are dropped in the end.</summary>
internal sealed class MongoUnderTest(string uri) : StoreUnderTest
{
    private readonly string _state = "t" + Guid.NewGuid().ToString("N");
    private IDataStore? _store;

    public override IDataStore Store => _store ??= OpenStore();

    public override string StateDatabase => _state;

    public override async Task ReopenAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _store = OpenStore();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        using var client = new MongoClient(uri);
        foreach (string database in (string[])[_state, StoreContract.Items.Database, "other"]) await client.DropDatabaseAsync(database);
    }

    private MongoStore OpenStore() => new(MongoAddress.Parse(uri), _state);
}
