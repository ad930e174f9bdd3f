using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// The store that needs nothing installed: one SQLite file in write-ahead mode, which several processes can use at once.
/// Commits are durable when they return, and nothing has to be repaired after a crash.
/// </summary>
internal sealed class SqliteStore : SqliteOperations, IDataStore, IStateStore
{
    private readonly SessionPool _pool;
    private readonly WriteQueue _queue;
    private readonly ChangeHub _hub;
    private readonly StateHub _listeners = new();
    private readonly StandaloneExecution _execution;
    private readonly TimeSpan _transactionLifetime;

    private SqliteStore(SessionPool pool, WriteQueue queue, ChangeHub hub, StandaloneExecution execution, TimeSpan transactionLifetime)
        : base(execution)
    {
        _pool = pool;
        _queue = queue;
        _hub = hub;
        _execution = execution;
        _transactionLifetime = transactionLifetime;
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    /// <exception cref="DatabaseFormatException">A newer server wrote the file.</exception>
    /// <param name="path">The file.</param>
    /// <param name="transactionLifetime">After how long a transaction that nobody ends is undone; null for MongoDB's own limit, 60 seconds.</param>
    public static SqliteStore Open(string path, TimeSpan? transactionLifetime = null)
    {
        SqliteSession session = OpenFile(path);
        var pool = new SessionPool(path);
        var hub = new ChangeHub();
        var queue = new WriteQueue(session, hub.Announce);
        return new SqliteStore(pool, queue, hub, new StandaloneExecution(pool, queue), transactionLifetime ?? TimeSpan.FromSeconds(60));
    }

    public IStoreTransaction Begin() => new SqliteStoreTransaction(new TransactionExecution(_pool.Take(), _pool, _queue), _transactionLifetime, _hub.Announce);

    public IAsyncEnumerable<ChangeEvent> WatchAsync(CollectionName collection, string? resumeAfter, Action opened, CancellationToken cancellationToken) =>
        new ChangeStream(collection, _execution, _hub).ReadAsync(resumeAfter, opened, cancellationToken);

    public Task<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition, CancellationToken cancellationToken) =>
        _execution.WriteAsync(transaction => transaction.EnsureIndex(transaction.Ensure(collection), definition), cancellationToken);

    public Task<bool> DropIndexAsync(CollectionName collection, string name, CancellationToken cancellationToken) =>
        _execution.WriteAsync(
            transaction =>
            {
                if (transaction.Catalog.Find(collection)?.Indexes.FirstOrDefault(index => index.Name == name) is not { } found) return false;
                transaction.Writer.Drop(found);
                return true;
            },
            cancellationToken);

    public async Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection, CancellationToken cancellationToken) =>
        await _execution.ReadAsync((_, catalog) => catalog.Find(collection)?.Indexes ?? [], cancellationToken)
            .Select(ToDefinition).ToListAsync(cancellationToken);

    public Task DropAsync(CollectionName collection, CancellationToken cancellationToken) =>
        _execution.WriteAsync(
            transaction =>
            {
                if (transaction.Catalog.Find(collection) is { } found) transaction.Writer.Drop(found);
                return true;
            },
            cancellationToken);

    public async Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source, CancellationToken cancellationToken) =>
        await _execution.ReadAsync((_, catalog) => catalog.Collections, cancellationToken)
            .Select(collection => collection.Name).Where(name => name.Source == source).ToListAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<BsonDocument>> FindAsync(
        StateSchema collection, string field, BsonValue value, CancellationToken cancellationToken) =>
        await _execution.ReadAsync(
            (session, catalog) => catalog.Find(collection.FullName) is { } found ? StateWriteRun.Equal(field, value).Run(session, found, cancellationToken) : [],
            cancellationToken).Select(stored => stored.Document).ToListAsync(cancellationToken);

    public async Task WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken)
    {
        var run = new StateWriteRun(writes);
        await _execution.WriteAsync(run.Run, cancellationToken);
        _listeners.Announce(run.Touched);
    }

    public IDisposable Listen(StateSchema collection, BsonValue id, Action changed) => _listeners.Listen(collection, id, changed);

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _pool.Dispose();
    }

    private static SqliteSession OpenFile(string path)
    {
        var session = new SqliteSession(path);
        bool isOpen = false;
        try
        {
            FileFormat.Current.Apply(session);
            isOpen = true;
            return session;
        }
        finally
        {
            if (!isOpen) session.Dispose();
        }
    }

    private static IndexDefinition ToDefinition(IndexInfo index) =>
        new(new BsonDocument(index.Fields.Select(field => new BsonElement(field.Path.Text, field.IsDescending ? -1 : 1))))
        {
            Name = index.Name,
            IsUnique = index.IsUnique,
            IsSparse = index.IsSparse,
        };
}
