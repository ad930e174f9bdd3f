using System;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Tests.Wire;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>
/// A MongoDB: that of <c>APPSERVICES_TEST_MONGODB</c>, or where there is none, a server of ours that speaks its protocol. What uses it
/// comes one after another, since the databases of apps have fixed names.
/// </summary>
[CollectionDefinition(Name)]
public sealed class MongoDeployment : IAsyncLifetime, ICollectionFixture<MongoDeployment>
{
    public const string Name = "MongoDB";

    private readonly MongodbServer? _own = Given is null ? new MongodbServer() : null;

    /// <summary>The connection string of the environment; null for none.</summary>
    internal static string? Given => Environment.GetEnvironmentVariable("APPSERVICES_TEST_MONGODB") is { Length: > 0 } uri ? uri : null;

    /// <summary>The connection string.</summary>
    internal string Uri => Given ?? _own!.Address();

    /// <summary>Where the server of ours listens.</summary>
    internal System.Net.IPEndPoint EndPoint => _own!.Server.Mongodb!;

    public async ValueTask InitializeAsync()
    {
        if (_own is not null) await _own.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }

    /// <summary>Databases for a test.</summary>
    /// <param name="prefix">What names of apps' databases begin with.</param>
    internal MongoDatabases NewDatabases(string prefix = "") => new(Uri, prefix);
}

/// <summary>The databases of a test, which are dropped in the end.</summary>
internal sealed class MongoDatabases(string uri, string prefix = "") : IAsyncDisposable
{
    /// <summary>That of the server's own state.</summary>
    public string State { get; } = "t" + Guid.NewGuid().ToString("N");

    /// <summary>The settings of a server that keeps everything there.</summary>
    public ServerSettings ToSettings(string? by = null) => new()
    {
        Database = new DatabaseSettings { Main = Parse(by), StateDatabase = State, Prefix = prefix },
    };

    public MongoStore OpenStore() => new(Parse(), State);

    private MongoAddress Parse(string? by = null) => MongoAddress.Parse(by ?? uri).WithPrefix(prefix);

    public async ValueTask DisposeAsync()
    {
        using var client = new MongoClient(uri);
        await client.DropDatabaseAsync(State);
        foreach (string database in (string[])[StoreContract.Items.Database, "other", "log"]) await client.DropDatabaseAsync(prefix + database);
    }
}

/// <summary>A store that can be opened again.</summary>
internal sealed class MongoUnderTest(MongoDatabases databases) : StoreUnderTest
{
    private MongoStore? _store;

    public override IDataStore Store => _store ??= databases.OpenStore();

    public override string StateDatabase => databases.State;

    public override async Task ReopenAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _store = databases.OpenStore();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await databases.DisposeAsync();
    }
}
