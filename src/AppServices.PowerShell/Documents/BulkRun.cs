using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Values;

namespace AppServices.Documents;

/// <summary>Many writes to one collection, as many at once as a request holds.</summary>
/// <param name="documents">The collection.</param>
/// <param name="discovery">Tells whether the service has bulk writes; each operation is sent by itself where it has not.</param>
/// <param name="maxOperations">How many operations a request has at most.</param>
internal sealed class BulkRun(MongoCollection documents, Users.RecentDiscovery discovery, int maxOperations = 1000) : IDisposable
{
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    private readonly List<BulkOperation> _operations = [];
    private readonly WriteBatch _batch = new(PSValues.Format.Writer, maxOperations, MaxBatchBytes);

    /// <summary>How many operations wait to be sent.</summary>
    public int Count => _operations.Count;

    public bool IsFull => Count == maxOperations;

    /// <summary>Adds an operation.</summary>
    /// <returns>False when there is no room for it: what waits has to be sent first.</returns>
    /// <exception cref="EjsonException">It cannot be written.</exception>
    public bool TryAdd(BulkOperation operation)
    {
        if (!_batch.TryAdd(operation.Document)) return false;
        _operations.Add(operation);
        return true;
    }

    /// <summary>Sends what waits, after which nothing does.</summary>
    /// <param name="isOrdered">Whether the first that fails ends the rest.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <exception cref="AppServicesException">All of it was refused, or the service could not be reached.</exception>
    public async Task<BulkWriteResult> SendAsync(bool isOrdered, RequestOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await discovery.AskAsync(options, repeats: true, cancellationToken) is { HasBulkWrite: true }
                ? await documents.BulkWriteAsync(_batch, isOrdered, options, cancellationToken)
                : await SendEachAsync(isOrdered, options, cancellationToken);
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        _batch.Clear();
        _operations.Clear();
    }

    public void Dispose() => _batch.Dispose();

    private async Task<BulkWriteResult> SendEachAsync(bool isOrdered, RequestOptions options, CancellationToken cancellationToken)
    {
        long inserted = 0, matched = 0, modified = 0, deleted = 0;
        var insertedIds = new List<(int, object?)>();
        var upsertedIds = new List<(int, object?)>();
        var errors = new List<(int, AppServicesException)>();
        for (int i = 0; i < _operations.Count && (errors.Count == 0 || !isOrdered); i++)
        {
            try
            {
                BulkWriteResult one = await _operations[i].RunAsync(documents, options, cancellationToken);
                (inserted, matched, modified, deleted) =
                    (inserted + one.InsertedCount, matched + one.MatchedCount, modified + one.ModifiedCount, deleted + one.DeletedCount);
                foreach ((_, object? id) in one.InsertedIds) insertedIds.Add((i, id));
                foreach ((_, object? id) in one.UpsertedIds) upsertedIds.Add((i, id));
            }
            catch (AppServicesException error) when (error.StatusCode is 400)
            {
                errors.Add((i, error));
            }
        }
        return new BulkWriteResult
        {
            InsertedCount = inserted, MatchedCount = matched, ModifiedCount = modified, DeletedCount = deleted,
            InsertedIds = insertedIds, UpsertedIds = upsertedIds, Errors = errors,
        };
    }
}
