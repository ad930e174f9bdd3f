using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// A transaction of several pieces of work. MongoDB ends it after a minute. Where one piece fails, those before it are done again
/// (<see cref="MongoUnit"/>).
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and late operations still take their turn.")]
internal sealed class MongoTransaction(MongoConnection connection) : IStoreTransaction, IPipelineRunner
{
    private static readonly CollectionName s_locks = new("", "", "locks");

    // Scripts may begin several operations at once; the session does one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MongoUnit? _unit;
    private bool _excludes;
    private volatile string? _ended;

    /// <summary>
    /// Whether others that want to be alone wait. Those who do not may write all the same, as MongoDB has no lock for all.
    /// </summary>
    public bool ExcludesOthers => _excludes && _ended is null;

    public IPipelineRunner Pipelines => this;

    public IDirectWriter? Writes => null;

    public IAsyncEnumerable<T> ReadAsync<T>(Func<IReadSession, IAsyncEnumerable<T>> read, CancellationToken cancellationToken) =>
        ReadAllAsync(read, cancellationToken);

    public IAsyncEnumerable<BsonDocument> RunAsync(
        CollectionName collection, BsonArray stages, BsonValue? hint, CancellationToken cancellationToken) =>
        ReadAllAsync(session => session.AggregateAsync(collection, stages, hint, cancellationToken), cancellationToken);

    // All is read before the first is returned, so that the caller can write between two of them.
    private async IAsyncEnumerable<T> ReadAllAsync<T>(
        Func<MongoReading, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        T[] results = await InTurnAsync(
            unit =>
            {
                // A search that is refused undoes the transaction, too.
                var session = new MongoWriting(connection, unit);
                return session.InSavepointAsync(
                    async () => await read(new MongoReading(connection, unit)).ToArrayAsync(cancellationToken)).AsTask();
            },
            cancellationToken);
        foreach (T result in results) yield return result;
    }

    public Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) => InTurnAsync(
        async unit =>
        {
            var session = new MongoWriting(connection, unit);
            return await session.InSavepointAsync(() => write(session));
        },
        cancellationToken);

    public Task ExcludeOthersAsync(CancellationToken cancellationToken) => InTurnAsync(
        async unit =>
        {
            var repeating = new MongoRepeating(connection);
            while (!_excludes)
            {
                try
                {
                    await unit.DoAsync(new MongoStep.Command(s_locks, TakeLock()));
                    _excludes = true;
                }
                catch (OvertakenException error)
                {
                    await unit.RestartAsync();
                    await repeating.WaitAsync(error, cancellationToken);
                }
            }
            return true;
        },
        cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => InTurnAsync(
        async unit =>
        {
            await unit.CommitAsync();
            await EndAsync("it was committed");
            return true;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        if (_ended is null) await EndAsync("it was aborted");
        _turn.Release();
    }

    // Whoever writes it first has it until the end of the transaction; the others conflict.
    private static BsonDocument TakeLock() => new()
    {
        ["update"] = s_locks.Collection,
        ["updates"] = new BsonArray
        {
            new BsonDocument
            {
                ["q"] = new BsonDocument("_id", "exclusive"),
                ["u"] = new BsonDocument("$inc", new BsonDocument("taken", 1L)),
                ["upsert"] = true,
            },
        },
    };

    private async Task<T> InTurnAsync<T>(Func<MongoUnit, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_ended is not null) throw new DocumentException(251, "NoSuchTransaction", $"The transaction has ended: {_ended}.");
            return await work(_unit ??= await MongoUnit.BeginAsync(connection, cancellationToken));
        }
        catch (OvertakenException error)
        {
            await EndAsync("it conflicted with another");
            throw MongoErrors.Translate(error.InnerException!, connection, null) is StoreUnavailableException gone
                ? gone
                : MongoRepeating.Conflict();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task EndAsync(string reason)
    {
        _ended = reason;
        if (_unit is not null) await _unit.DisposeAsync();
    }
}
