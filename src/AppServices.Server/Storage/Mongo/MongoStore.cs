using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// A store in a MongoDB of the operator's: a replica set, a sharded cluster, or what can do the same. Its databases are those of the data
/// sources, which share them; the server's own state has one of its own, which no data source can reach. Any number of processes can use
/// it at once.
/// </summary>
internal sealed class MongoStore : IDataStore, IPipelineRunner
{
    /// <summary>The database of the server's own state, unless the operator gives it another name.</summary>
    public const string DefaultStateDatabase = "appservices";

    private readonly MongoConnection _connection;
    private readonly MongoChanges _changes;
    private readonly MongoReaders _readers;
    private readonly MongoDirectWriter _writer;
    private readonly StateHub _listeners = new();
    private readonly ConcurrentDictionary<string, bool> _prepared = new(StringComparer.Ordinal);

    /// <param name="address">Where the MongoDB is.</param>
    /// <param name="stateDatabase">The database of the server's own state.</param>
    public MongoStore(MongoAddress address, string stateDatabase = DefaultStateDatabase)
    {
        _connection = new MongoConnection(address, stateDatabase);
        _changes = new MongoChanges(_connection);
        _readers = new MongoReaders(this, _connection, _changes);
        _writer = new MongoDirectWriter(_connection);
    }

    /// <summary>Finds out whether it is there and can do what the server needs.</summary>
    /// <exception cref="StoreUnavailableException">It is not there.</exception>
    /// <exception cref="DocumentException">It cannot.</exception>
    public async Task RequireUsableAsync(CancellationToken cancellationToken)
    {
        BsonDocument hello = await _connection.RunAsync("admin", new BsonDocument("hello", 1), cancellationToken);
        if (!hello.Contains("setName") && hello.GetValue("msg", "") != "isdbgrid")
        {
            throw DocumentException.Unsupported(
                $"MongoDB at {_connection.Address.Hosts} is a single server, which has no transactions and no change streams. Start "
                    + "it as a replica set, which may have one member.");
        }
        await using MongoUnit unit = await MongoUnit.BeginAsync(_connection, cancellationToken);
        var any = new StoreQuery(StoreFilter.Everything) { Limit = 1 };
        await new MongoReading(_connection, unit).FindAsync(new CollectionName("", "", "health"), any, cancellationToken)
            .CountAsync(cancellationToken);
    }

    // MongoDB has a log of its own.
    public Action<string>? Warned { get; set; }

    // Writes of the same document conflict, and no others.
    public bool WritesInTurn => false;

    public IStoreTransaction Begin(TimeSpan? patience = null) => new MongoTransaction(_connection);

    public IPipelineRunner Pipelines => this;

    public IDirectWriter Writes => _writer;

    public IAsyncEnumerable<BsonDocument> RunAsync(
        CollectionName collection, BsonArray stages, BsonValue? hint, CancellationToken cancellationToken) =>
        ReadingAsync(
            new MongoReading(_connection, null).AggregateAsync(collection, stages, hint, cancellationToken), cancellationToken);

    public IAsyncEnumerable<T> ReadAsync<T>(Func<IReadSession, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) =>
        ReadingAsync(read(new MongoReading(_connection, null)), cancellationToken);

    public async Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) =>
        await RunAsync(async unit => await write(new MongoWriting(_connection, unit)), cancellationToken);

    public async Task PrepareAsync(IEnumerable<StateSchema> collections, CancellationToken cancellationToken)
    {
        foreach (StateSchema schema in collections) await PrepareAsync(schema, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<BsonDocument>> FindAsync(
        StateSchema collection, string field, BsonValue value, CancellationToken cancellationToken) =>
        await new MongoReading(_connection, null).FindAsync(collection.FullName, StoreQuery.Equal(field, value), cancellationToken)
            .Select(stored => stored.Document).ToListAsync(cancellationToken);

    public async Task WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken)
    {
        foreach (StateWrite write in writes) await PrepareAsync(write.Collection, cancellationToken);
        var run = new MongoStateRun(writes);
        await RunAsync(async unit => await run.RunAsync(new MongoWriting(_connection, unit)), cancellationToken);
        _listeners.Announce(run.Touched);
    }

    public IDisposable Listen(StateSchema collection, BsonValue id, Action changed) => _listeners.Listen(collection, id, changed);

    public IAsyncEnumerable<ChangeEvent> WatchAsync(ChangeWatch watch, Action<string> reached, CancellationToken cancellationToken) =>
        _changes.WatchAsync(watch, reached, cancellationToken);

    public Task<string> KeepChangesAsync(ChangeReader reader, string? handled, CancellationToken cancellationToken) =>
        _readers.KeepAsync(reader, handled, cancellationToken);

    public Task ForgetReaderAsync(string name, CancellationToken cancellationToken) => _readers.ForgetAsync(name, cancellationToken);

    public IAsyncEnumerable<ChangeBatch> ReadChangesAsync(ChangeReader reader, string after, CancellationToken cancellationToken) =>
        _changes.ReadAsync(reader.Scope, after, cancellationToken);

    public async ValueTask<string> LatestChangeAsync(CollectionName scope, CancellationToken cancellationToken) =>
        await _changes.LatestAsync(scope, cancellationToken);

    public async ValueTask<long> CountChangesAsync(CollectionName scope, string after, CancellationToken cancellationToken) =>
        await _changes.CountAsync(scope, after, cancellationToken);

    /// <summary>Has the events of a collection, which is made when there is none, tell of documents as they were.</summary>
    public async Task KeepImagesAsync(CollectionName collection, CancellationToken cancellationToken)
    {
        CollectionOptions before = await MongoCatalog.OptionsAsync(_connection, collection, cancellationToken) ?? CollectionOptions.None;
        if (before.KeepsImages || before.ViewOn is not null) return;
        await MongoCatalog.SetOptionsAsync(
            _connection, collection, before.With(CollectionOptions.ImagesField, new BsonDocument("enabled", true)), cancellationToken);
    }

    // MongoDB deletes documents whose time is over, and tidies up, by itself.
    public Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task TidyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition, CancellationToken cancellationToken) =>
        MongoCatalog.EnsureIndexAsync(_connection, collection, definition, cancellationToken);

    public Task<bool> DropIndexAsync(CollectionName collection, string name, CancellationToken cancellationToken) =>
        MongoCatalog.DropIndexAsync(_connection, collection, name, cancellationToken);

    public Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection, CancellationToken cancellationToken) =>
        MongoCatalog.ListIndexesAsync(_connection, collection, cancellationToken);

    public Task DropAsync(CollectionName collection, CancellationToken cancellationToken) =>
        MongoCatalog.DropAsync(_connection, collection, cancellationToken);

    public Task<bool> RenameAsync(CollectionName collection, CollectionName renamed, bool replaces, CancellationToken cancellationToken) =>
        MongoCatalog.RenameAsync(_connection, collection, renamed, replaces, cancellationToken);

    public Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source, CancellationToken cancellationToken) =>
        MongoCatalog.ListCollectionsAsync(_connection, source, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async IAsyncEnumerable<T> ReadingAsync<T>(
        IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            yield return item;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<T> RunAsync<T>(Func<MongoUnit, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var repeating = new MongoRepeating(_connection);
        while (true)
        {
            await using MongoUnit unit = await MongoUnit.BeginAsync(_connection, cancellationToken);
            try
            {
                T result = await work(unit);
                await unit.CommitAsync();
                return result;
            }
            catch (OvertakenException error)
            {
                await repeating.WaitAsync(error, cancellationToken);
            }
        }
    }

    private async Task PrepareAsync(StateSchema schema, CancellationToken cancellationToken)
    {
        if (_prepared.ContainsKey(schema.Name)) return;
        foreach (IndexDefinition index in schema.Indexes) await EnsureIndexAsync(schema.FullName, index, cancellationToken);
        _prepared[schema.Name] = true;
    }
}
