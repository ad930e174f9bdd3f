using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// A transaction of MongoDB with what it has done. MongoDB has no savepoints, and undoes all of a transaction in which a write fails. So
/// when a part of it is to be undone, all is undone, and what was before that part is done again in a new transaction, where each
/// document must still be as it was found. What is read from then on may be later than what was read before.
/// </summary>
internal sealed class MongoUnit : IAsyncDisposable
{
    private const long MaxBytes = 256L * 1024 * 1024;
    private const int InsertedTogether = 1000;
    private const int BytesTogether = 16 * 1024 * 1024;
    private const int NamespaceExists = 48;

    private static readonly TimeSpan s_commit = TimeSpan.FromSeconds(10);
    private static readonly TransactionOptions s_options = new(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority);

    private readonly MongoConnection _connection;
    private readonly IClientSessionHandle _session;
    private readonly List<MongoStep> _steps = [];
    private readonly HashSet<(CollectionName, BsonValue)> _written = [];
    private long _bytes;
    private bool _isBroken;

    private MongoUnit(MongoConnection connection, IClientSessionHandle session)
    {
        (_connection, _session) = (connection, session);
        Start();
    }

    /// <summary>The number of the transaction, which another one that does the same again does not have.</summary>
    public long Generation { get; private set; }

    /// <summary>Whether MongoDB has undone it because of others, so that nothing can be done in it any more.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>How much was done.</summary>
    public int Mark => _steps.Count;

    /// <summary>The driver's session.</summary>
    public IClientSessionHandle Session => _session;

    public static Task<MongoUnit> BeginAsync(MongoConnection connection, CancellationToken cancellationToken) =>
        MongoErrors.CallAsync(
            connection, null, async () => new MongoUnit(connection, await connection.Client.StartSessionAsync(null, cancellationToken)));

    /// <summary>Whether a document may not be as it was found, although that was in this transaction.</summary>
    public bool HasWritten(CollectionName collection, BsonValue id) => _written.Contains((collection, id));

    /// <summary>Whether the transaction has made a collection.</summary>
    public bool HasCreated(CollectionName collection) => _steps.Exists(step => step is MongoStep.Create && step.Collection == collection);

    /// <summary>Does something and remembers it.</summary>
    /// <param name="step">What.</param>
    /// <param name="isKnown">Whether the document that it is of is surely as it was found.</param>
    /// <exception cref="StaleWriteException">It is not.</exception>
    public async Task DoAsync(MongoStep step, bool isKnown = false)
    {
        if (_bytes + step.Bytes > MaxBytes)
        {
            throw new DocumentException(
                257, "TransactionTooLarge", $"The work would change documents of more than {MaxBytes} bytes at once. Do it in parts.");
        }
        await RunAsync(step, isKnown);
        _steps.Add(step);
        _bytes += step.Bytes;
    }

    /// <summary>Has MongoDB do a write by itself, and remembers it.</summary>
    /// <returns>MongoDB's reply.</returns>
    public async Task<BsonDocument> PassAsync(CollectionName collection, BsonDocument command)
    {
        BsonDocument reply = await CommandAsync(collection, command);
        _steps.Add(new MongoStep.Passed(collection, command, DoneOf(reply)));
        // Nobody knows of which documents it was.
        Generation = _connection.NextGeneration();
        return reply;
    }

    /// <summary>Runs a call of the driver in the transaction.</summary>
    public async Task<T> ReadAsync<T>(CollectionName? collection, Func<Task<T>> call)
    {
        if (IsOvertaken || _isBroken) throw new InvalidOperationException("The transaction has failed; its work has to end.");
        try
        {
            return await call();
        }
        catch (Exception error) when (MongoErrors.IsPassing(error))
        {
            throw Overtake(error);
        }
        catch (Exception error) when (MongoErrors.Translate(error, _connection, collection) is not null)
        {
            _isBroken = true;
            throw MongoErrors.Translate(error, _connection, collection)!;
        }
    }

    /// <summary>Undoes what was done after a mark.</summary>
    /// <exception cref="OvertakenException">What was done before cannot be done again, because others have written.</exception>
    public async Task RewindAsync(int mark)
    {
        if (!_isBroken && _steps.Count == mark) return;
        MongoStep[] kept = [.. _steps.Take(mark)];
        await RestartAsync();
        try
        {
            foreach (MongoStep step in Together(kept)) await RunAsync(step, isKnown: false);
        }
        catch (Exception error) when (error is StaleWriteException or DuplicateKeyException or DocumentException)
        {
            throw Overtake(error);
        }
        _steps.AddRange(kept);
        _bytes = kept.Sum(step => step.Bytes);
    }

    /// <summary>Undoes all, and begins again.</summary>
    public async Task RestartAsync()
    {
        await AbortAsync();
        _steps.Clear();
        _written.Clear();
        _bytes = 0;
        (_isBroken, IsOvertaken) = (false, false);
        Start();
    }

    /// <summary>Makes it durable.</summary>
    /// <exception cref="OvertakenException">It is undone.</exception>
    /// <exception cref="StoreUnavailableException">Nobody knows.</exception>
    public async Task CommitAsync()
    {
        if (IsOvertaken || _isBroken) throw new InvalidOperationException("The transaction has failed; it cannot be committed.");
        using var patience = new CancellationTokenSource(s_commit);
        while (true)
        {
            try
            {
                await _session.CommitTransactionAsync(CancellationToken.None);
                return;
            }
            catch (Exception error) when (MongoErrors.IsUnknown(error) && !patience.IsCancellationRequested)
            {
                // A commit that is asked for again succeeds again. The driver has waited for a server already.
            }
            catch (Exception error) when (MongoErrors.IsPassing(error))
            {
                throw Overtake(error);
            }
            catch (Exception error) when (MongoErrors.Translate(error, _connection, null) is not null)
            {
                _isBroken = true;
                throw MongoErrors.Translate(error, _connection, null)!;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await AbortAsync();
        _session.Dispose();
    }

    private void Start()
    {
        Generation = _connection.NextGeneration();
        _session.StartTransaction(s_options);
    }

    private async Task AbortAsync()
    {
        if (!_session.IsInTransaction) return;
        // A task keeps whatever exception it ends with: a server that cannot be asked undoes by itself what nobody commits.
        await _session.AbortTransactionAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private OvertakenException Overtake(Exception error)
    {
        IsOvertaken = true;
        return new OvertakenException(error);
    }

    private async Task RunAsync(MongoStep step, bool isKnown)
    {
        switch (step)
        {
            case MongoStep.Insert insert:
                await WriteAsync(step, "insert", "documents", insert.Document, mustFind: false);
                break;
            case MongoStep.Change change:
                if (!isKnown) await RequireAsync(change.Collection, change.Id, change.Before);
                var update = new BsonDocument { ["q"] = Equal(change.Id), ["u"] = change.Update };
                await WriteAsync(step, "update", "updates", update, mustFind: true);
                _written.Add((step.Collection, change.Id));
                break;
            case MongoStep.Delete delete:
                if (!isKnown) await RequireAsync(delete.Collection, delete.Id, delete.Before);
                var deletion = new BsonDocument { ["q"] = Equal(delete.Id), ["limit"] = 1 };
                await WriteAsync(step, "delete", "deletes", deletion, mustFind: true);
                _written.Add((step.Collection, delete.Id));
                break;
            case MongoStep.Create:
                await CreateAsync(step.Collection);
                break;
            case MongoStep.Command command:
                await CommandAsync(step.Collection, command.Document);
                break;
            case MongoStep.Passed passed:
                if (DoneOf(await CommandAsync(step.Collection, passed.Document)) != passed.Done)
                    throw new StaleWriteException(step.Collection.Collection);
                break;
            case Inserts inserts:
                await CommandAsync(step.Collection, Command(step, "insert", "documents", new BsonArray(inserts.Documents)));
                break;
        }
    }

    private async Task WriteAsync(MongoStep step, string name, string field, BsonDocument item, bool mustFind)
    {
        BsonDocument reply = await CommandAsync(step.Collection, Command(step, name, field, [item]));
        if (!mustFind || reply["n"].ToInt64() > 0) return;
        throw new StaleWriteException(step.Collection.Collection);
    }

    private static BsonDocument Command(MongoStep step, string name, string field, BsonArray items)
    {
        var command = new BsonDocument { [name] = step.Collection.Collection, [field] = items };
        if (step.BypassesValidation) command["bypassDocumentValidation"] = true;
        return command;
    }

    // That it is there is found out by the server only, which undoes the transaction then.
    private async Task CreateAsync(CollectionName collection)
    {
        try
        {
            await CommandAsync(collection, new BsonDocument("create", collection.Collection));
        }
        catch (DocumentException error) when (error.Code == NamespaceExists)
        {
            throw Overtake(error);
        }
    }

    private async Task<BsonDocument> CommandAsync(CollectionName collection, BsonDocument command)
    {
        IMongoDatabase database = _connection.Client.GetDatabase(_connection.DatabaseOf(collection));
        BsonDocument reply = await ReadAsync(
            collection, () => database.RunCommandAsync<BsonDocument>(_session, command, cancellationToken: CancellationToken.None));
        if (!reply.TryGetValue("writeErrors", out BsonValue errors)) return reply;
        _isBroken = true;
        throw MongoErrors.Refusal(errors[0].AsBsonDocument, collection);
    }

    private static string DoneOf(BsonDocument reply) => $"{reply["n"]} {reply.GetValue("nModified", 0)}";

    private async Task RequireAsync(CollectionName collection, BsonValue id, byte[] before)
    {
        RawBsonDocument? now = await ReadAsync(
            collection, () => _connection.Collection(collection).Find(_session, Equal(id)).FirstOrDefaultAsync());
        if (now is null || !MongoConnection.Bytes(now).AsSpan().SequenceEqual(before)) throw new StaleWriteException(collection.Collection);
    }

    private static BsonDocument Equal(BsonValue id) => new("_id", new BsonDocument("$eq", id));

    // Many inserts are one command when they are done again.
    private static IEnumerable<MongoStep> Together(MongoStep[] steps)
    {
        var inserts = new List<RawBsonDocument>();
        long bytes = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i] is not MongoStep.Insert insert)
            {
                yield return steps[i];
                continue;
            }
            inserts.Add(insert.Document);
            bytes += insert.Bytes;
            bool goesOn = i + 1 < steps.Length && steps[i + 1] is MongoStep.Insert next && next.Collection == insert.Collection
                && next.BypassesValidation == insert.BypassesValidation
                && inserts.Count < InsertedTogether && bytes + next.Bytes <= BytesTogether;
            if (goesOn) continue;
            yield return new Inserts(insert.Collection, [.. inserts]) { BypassesValidation = insert.BypassesValidation };
            inserts.Clear();
            bytes = 0;
        }
    }

    private sealed record Inserts(CollectionName Collection, IReadOnlyList<RawBsonDocument> Documents) : MongoStep(Collection);
}
