using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// The store that needs nothing installed: one SQLite file in write-ahead mode, which several processes can use at once.
/// Commits are durable when they return, and nothing has to be repaired after a crash.
/// </summary>
internal sealed class SqliteStore : IDataStore
{
    private const int ExpiredTogether = 100;

    private static readonly TimeSpan s_trimmed = TimeSpan.FromMinutes(10);

    private readonly SessionPool _pool;
    private readonly WriteQueue _queue;
    private readonly ScanHelpers? _helpers;
    private readonly ChangeHub _hub;
    private readonly StateHub _listeners = new();
    private readonly TimeSpan _transactionLifetime;
    private volatile Catalog? _catalog;
    private long _trimmed;
    private int _isDisposed;

    private SqliteStore(SessionPool pool, SqliteSession writer, ChangeHub hub, TimeSpan transactionLifetime)
    {
        (_pool, _hub, _transactionLifetime) = (pool, hub, transactionLifetime);
        _helpers = ScanHelpers.Exist ? new ScanHelpers(pool) : null;
        _queue = new WriteQueue(writer, transaction =>
        {
            Know(transaction.Catalog);
            Announce(transaction.Changed, transaction.Warnings);
        });
    }

    public Action<string>? Warned { get; set; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    /// <exception cref="DatabaseFormatException">A newer server wrote the file.</exception>
    /// <exception cref="DatabaseDamagedException">The file cannot be read as a database.</exception>
    /// <param name="path">The file.</param>
    /// <param name="transactionLifetime">
    /// After how long a transaction that nobody ends is undone; null for MongoDB's own limit, 60 seconds.
    /// </param>
    public static SqliteStore Open(string path, TimeSpan? transactionLifetime = null)
    {
        var uses = new IndexUses();
        SqliteSession session;
        try
        {
            session = OpenFile(path, uses);
        }
        catch (SqliteException error)
        {
            throw ToStoreException(error);
        }
        var pool = new SessionPool(path, uses);
        var hub = new ChangeHub();
        return new SqliteStore(pool, session, hub, transactionLifetime ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Finds out whether all pages of the file can be read and fit together, which takes seconds for a gigabyte.</summary>
    /// <exception cref="DatabaseDamagedException">They do not.</exception>
    public static void Check(string path)
    {
        try
        {
            using var session = new SqliteSession(path, isReadOnly: true);
            if (session.Scalar("PRAGMA quick_check(1)") is string found && found != "ok")
                throw new DatabaseDamagedException(string.Join(' ', found.Split('\n', StringSplitOptions.RemoveEmptyEntries)) + ".");
        }
        catch (SqliteException error)
        {
            throw ToStoreException(error);
        }
    }

    public bool WritesInTurn => true;

    public IStoreTransaction Begin(TimeSpan? patience = null) =>
        new SqliteTransaction(_pool, _queue, _catalog, _transactionLifetime, patience ?? Timeout.InfiniteTimeSpan, Announce);

    public IPipelineRunner? Pipelines => null;

    public IDirectWriter? Writes => null;

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<IReadSession, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SqliteSession session = _pool.Take();
        try
        {
            session.Execute("BEGIN");
            Catalog catalog = Catalog.Refresh(_catalog, session);
            Know(catalog);
            await foreach (T item in read(new ReadTransaction(session, catalog, _helpers)).WithCancellation(cancellationToken))
            {
                yield return item;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            session.RollBack();         // ends the snapshot; nothing was written
            _pool.Return(session);
        }
    }

    public Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) =>
        _queue.RunAsync(write, cancellationToken);

    /// <summary>Reads what the contract does not know.</summary>
    public ValueTask<T> InspectAsync<T>(Func<ReadTransaction, T> read, CancellationToken cancellationToken) =>
        this.ReadOneAsync(session => new ValueTask<T>(read((ReadTransaction)session)), cancellationToken);

    /// <summary>Writes what the contract does not know.</summary>
    public Task<T> ChangeAsync<T>(Func<WriteTransaction, T> write, CancellationToken cancellationToken) =>
        _queue.RunAsync(transaction => new ValueTask<T>(write(transaction)), cancellationToken);

    public IAsyncEnumerable<ChangeEvent> WatchAsync(ChangeWatch watch, Action<string> reached, CancellationToken cancellationToken) =>
        new ChangeStream(this, _hub).WatchAsync(watch, reached, cancellationToken);

    public async Task<string> KeepChangesAsync(ChangeReader reader, string? handled, CancellationToken cancellationToken)
    {
        long? position = handled is null ? null : ChangeLog.Position(handled);
        long next = await ChangeAsync(transaction => transaction.Keep(reader, position), cancellationToken);
        await TrimChangesAsync(cancellationToken);
        return ChangeLog.Token(next);
    }

    public Task ForgetReaderAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        transaction =>
        {
            transaction.Writer.ForgetReader(name);
            return true;
        },
        cancellationToken);

    public IAsyncEnumerable<ChangeBatch> ReadChangesAsync(ChangeReader reader, string after, CancellationToken cancellationToken) =>
        new ChangeStream(this, _hub).ReadAsync(reader.Scope, after, cancellationToken);

    public async ValueTask<string> LatestChangeAsync(CollectionName scope, CancellationToken cancellationToken) =>
        ChangeLog.Token(await InspectAsync(transaction => ChangeLog.Latest(transaction.Session), cancellationToken));

    public ValueTask<long> CountChangesAsync(CollectionName scope, string after, CancellationToken cancellationToken) =>
        InspectAsync(transaction => ChangeLog.Count(transaction, scope, ChangeLog.Position(after)), cancellationToken);

    /// <summary>
    /// Deletes changes that nobody will ask for, or that are kept for too long already, unless that was done a while ago only.
    /// </summary>
    public async Task TrimChangesAsync(CancellationToken cancellationToken)
    {
        long trimmed = Volatile.Read(ref _trimmed), now = Stopwatch.GetTimestamp();
        if (trimmed != 0 && Stopwatch.GetElapsedTime(trimmed, now) < s_trimmed) return;
        if (Interlocked.CompareExchange(ref _trimmed, now, trimmed) != trimmed) return;
        long last = await InspectAsync(transaction => ChangeLog.LastToTrim(transaction.Session, DateTimeOffset.UtcNow), cancellationToken);
        while (await ChangeAsync(transaction => ChangeLog.Trim(transaction.Session, last), cancellationToken))
        {
        }
    }

    public async Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach ((CollectionName collection, IndexDefinition index) in await this.ReadOneAsync(Expiring, cancellationToken))
        {
            StoreQuery due = Due(index, now);
            int deleted;
            do
            {
                deleted = await WriteAsync(session => DeleteAsync(session, collection, due, cancellationToken), cancellationToken);
                count += deleted;
            }
            while (deleted == ExpiredTogether);
        }
        return count;
    }

    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await TrimChangesAsync(cancellationToken);
        await _queue.ShrinkLogAsync(cancellationToken);
    }

    private static ValueTask<(CollectionName Collection, IndexDefinition Index)[]> Expiring(IReadSession session) => new(
    [
        .. from collection in ((ReadTransaction)session).Catalog.Collections
           from index in collection.Indexes
           where index.Definition.ExpireAfterSeconds is not null
           select (collection.Name, index.Definition),
    ]);

    // Of an array the first date counts, and what is no date never comes to an end.
    private static StoreQuery Due(IndexDefinition index, DateTimeOffset now)
    {
        long before = now.ToUnixTimeMilliseconds() - (index.ExpireAfterSeconds!.Value * 1000L);
        var query = new BsonDocument(index.Fields.GetElement(0).Name, new BsonDocument("$lt", new BsonDateTime(before)));
        if (index.PartialFilter is { } filter) query = new BsonDocument("$and", new BsonArray { query, filter });
        return new StoreQuery(StoreFilter.Parse(query, CancellationToken.None)) { Limit = ExpiredTogether };
    }

    private static async ValueTask<int> DeleteAsync(
        IWriteSession session, CollectionName collection, StoreQuery due, CancellationToken cancellationToken)
    {
        List<StoredDocument> found = await session.FindAsync(collection, due, cancellationToken).ToListAsync(cancellationToken);
        foreach (StoredDocument document in found) await session.DeleteAsync(collection, document);
        return found.Count;
    }

    // A reader may have begun before the last change; what it has read is for itself.
    private void Know(Catalog catalog)
    {
        if (_catalog is not { } known || known.Version < catalog.Version) _catalog = catalog;
    }

    private void Announce(HashSet<int> changed, List<string> warnings)
    {
        if (changed.Count > 0) _hub.Announce(changed);
        foreach (string warning in warnings) Warned?.Invoke(warning);
    }

    public Task<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition, CancellationToken cancellationToken) =>
        ChangeAsync(transaction => transaction.EnsureIndex(transaction.Ensure(collection), definition), cancellationToken);

    public Task<bool> DropIndexAsync(CollectionName collection, string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            transaction =>
            {
                if (transaction.Catalog.Find(collection) is not { } owner) return false;
                if (owner.Indexes.FirstOrDefault(index => index.Name == name) is not { } found) return false;
                transaction.Writer.Drop(owner, found);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection, CancellationToken cancellationToken) =>
        this.ReadOneAsync(session => session.ListIndexesAsync(collection), cancellationToken).AsTask();

    public Task DropAsync(CollectionName collection, CancellationToken cancellationToken) =>
        ChangeAsync(
            transaction =>
            {
                if (transaction.Catalog.Find(collection) is { } found) transaction.Drop(found);
                return true;
            },
            cancellationToken);

    public Task<bool> RenameAsync(
        CollectionName collection, CollectionName renamed, bool replaces, CancellationToken cancellationToken) =>
        ChangeAsync(transaction => transaction.Rename(collection, renamed, replaces), cancellationToken);

    public async Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source, CancellationToken cancellationToken) =>
        await InspectAsync(transaction => transaction.ListCollections(source), cancellationToken);

    /// <summary>The collections of all data sources.</summary>
    public async Task<IReadOnlyList<CollectionName>> ListAllAsync(CancellationToken cancellationToken) => await InspectAsync(
        transaction => transaction.Catalog.Collections.Select(collection => collection.Name).Where(name => name.Source.Length > 0)
            .ToArray(),
        cancellationToken);

    public Task PrepareAsync(IEnumerable<StateSchema> collections, CancellationToken cancellationToken) => Task.CompletedTask;

    // Every request asks for a few documents by their ids. A collection of the state, and an index of one, is never dropped: what is known
    // of them stays true, and one statement sees what was committed last.
    public async ValueTask<IReadOnlyList<BsonDocument>> FindAsync(
        StateSchema collection, string field, BsonValue value, CancellationToken cancellationToken)
    {
        if (_catalog?.Find(collection.FullName) is { } known && StateLookup.For(known, field, value) is { } lookup)
        {
            SqliteSession session = _pool.Take();
            IReadOnlyList<BsonDocument> found = lookup.Find(session, value);
            _pool.Return(session);
            return found;
        }
        return await ReadAsync(
            session => session.FindAsync(collection.FullName, StoreQuery.Equal(field, value), cancellationToken), cancellationToken)
            .Select(stored => stored.Document).ToListAsync(cancellationToken);
    }

    public async Task WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken)
    {
        var run = new SqliteStateRun(writes);
        await _queue.RunAsync(run.RunAsync, cancellationToken);
        _listeners.Announce(run.Touched);
    }

    public IDisposable Listen(StateSchema collection, BsonValue id, Action changed) => _listeners.Listen(collection, id, changed);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _pool.Dispose();
        await _queue.DisposeAsync();
    }

    /// <summary>Whether an error says that the file is damaged.</summary>
    public static bool IsDamage(Exception error) =>
        error is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };

    /// <summary>
    /// What an error of a file is to those who know no SQLite: a <see cref="DatabaseDamagedException"/>, or an <see cref="IOException"/>.
    /// </summary>
    public static Exception ToStoreException(SqliteException error) =>
        IsDamage(error) ? new DatabaseDamagedException(error.Message, error) : new IOException(error.Message, error);

    private static SqliteSession OpenFile(string path, IndexUses uses)
    {
        var session = new SqliteSession(path, uses);
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
}
