using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A session of a client, with the transaction that is open in it. Whoever works with it has its turn.</summary>
internal sealed class WireSession(SessionKey key, TimeProvider clock) : IDisposable
{
    private IStoreTransaction? _transaction;
    private TransactionState _state;

    public SessionKey Key => key;

    /// <summary>One command of a session at a time works with its transaction.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>When it was used last.</summary>
    public DateTimeOffset UsedAt { get; private set; } = clock.GetUtcNow();

    /// <summary>The number of the latest transaction or write.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => _state == TransactionState.Open;

    /// <summary>Whether an open transaction keeps others from writing.</summary>
    public bool ExcludesOthers => _transaction is { ExcludesOthers: true };

    /// <summary>The session as <c>$listLocalSessions</c> tells of it.</summary>
    public BsonDocument Describe() => new()
    {
        ["_id"] = new BsonDocument("id", new BsonBinaryData(Convert.FromHexString(Key.Id), BsonBinarySubType.UuidStandard)),
        ["lastUse"] = UsedAt.UtcDateTime,
    };

    /// <summary>Lets it last.</summary>
    public void Use() => UsedAt = clock.GetUtcNow();

    /// <summary>The transaction that is open.</summary>
    /// <exception cref="DocumentException">There is none of that number.</exception>
    public IStoreTransaction Continue(long number)
    {
        UsedAt = clock.GetUtcNow();
        if (number < Number) throw TooOld(number);
        if (number != Number || _state == TransactionState.None || _transaction is null && _state == TransactionState.Open)
            throw NoSuch($"Given transaction number {number} does not match any in-progress transactions.");
        return _state switch
        {
            TransactionState.Committed => throw new DocumentException(
                256, "TransactionCommitted", $"Transaction with {{ txnNumber: {number} }} has been committed."),
            TransactionState.Aborted => throw NoSuch($"Transaction with {{ txnNumber: {number} }} has been aborted."),
            _ => _transaction!,
        };
    }

    /// <summary>Begins a transaction; one that is open is aborted.</summary>
    /// <exception cref="DocumentException">The number was used before.</exception>
    public async Task<IStoreTransaction> BeginAsync(long number, IDataStore store, TimeSpan patience)
    {
        if (number == Number)
        {
            throw new DocumentException(
                117, "ConflictingOperationInProgress",
                $"Cannot start transaction {number} on session {Key.Id} because a transaction with the same number has already started.");
        }
        await AdvanceAsync(number);
        (_transaction, _state) = (store.Begin(patience), TransactionState.Open);
        return _transaction;
    }

    /// <summary>Goes on to a number; a transaction of another one is aborted at once, or the next write would wait for it.</summary>
    /// <exception cref="DocumentException">The session has come further already.</exception>
    public async Task AdvanceAsync(long number)
    {
        UsedAt = clock.GetUtcNow();
        if (number < Number) throw TooOld(number);
        if (number == Number) return;
        await LeaveAsync(TransactionState.None);
        Number = number;
    }

    /// <summary>Whether the transaction of a number has been committed.</summary>
    public bool HasCommitted(long number) => number == Number && _state == TransactionState.Committed;

    /// <summary>Ends the transaction after its commit.</summary>
    public Task CommittedAsync() => LeaveAsync(TransactionState.Committed);

    /// <summary>Undoes the transaction that is open, if any is.</summary>
    public Task AbortAsync() => _state == TransactionState.Open ? LeaveAsync(TransactionState.Aborted) : Task.CompletedTask;

    public void Dispose() => Turn.Dispose();

    private async Task LeaveAsync(TransactionState state)
    {
        (IStoreTransaction? transaction, _transaction) = (_transaction, null);
        _state = state;
        if (transaction is not null) await transaction.DisposeAsync();
    }

    private DocumentException TooOld(long number) => new(
        225, "TransactionTooOld",
        $"Cannot start transaction {number} on session {Key.Id} because a newer transaction {Number} has already started.");

    private static DocumentException NoSuch(string message) => new(251, "NoSuchTransaction", message);

    private enum TransactionState
    {
        None,
        Open,
        Committed,
        Aborted,
    }
}
