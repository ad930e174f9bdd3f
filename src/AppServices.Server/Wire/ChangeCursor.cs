using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Bson;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A change stream: events that come, and pass the stages of its pipeline. It ends by itself with what it watches only.</summary>
internal sealed class ChangeCursor : Cursor
{
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WireDatabases _databases;
    private readonly ChangeStreamOptions _options;
    private readonly IAsyncEnumerator<BsonDocument> _events;
    private Task<bool>? _next;
    private volatile string? _reached;
    private string? _token;
    private RawBsonDocument? _held;
    private string _heldToken = "";

    /// <param name="options">What is watched.</param>
    /// <param name="call">The command.</param>
    /// <param name="ns">What replies say it is of.</param>
    /// <param name="databases">The names of databases.</param>
    /// <param name="store">Whose changes they are.</param>
    public ChangeCursor(ChangeStreamOptions options, WireCall call, string ns, WireDatabases databases, IDataStore store)
        : base(ns, call.Client.User!.Name, call.Session, call.Transaction)
    {
        (_options, _databases) = (options, databases);
        _events = call.EndlessOperations.AggregateGivenAsync(
            options.Watch.Scope, ReadAsync(store, _ended.Token), options.Pipeline, _ended.Token).GetAsyncEnumerator(_ended.Token);
    }

    public override string? ResumeToken => _token;

    /// <summary>Opens the stream: from now on no change is missed.</summary>
    /// <exception cref="DocumentException">It cannot begin there, or its pipeline is not valid.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _next = _events.MoveNextAsync().AsTask();
        await Task.WhenAny(_opened.Task, _next).WaitAsync(cancellationToken);
        if (_next.IsFaulted) await _next;
        _token = _reached;
    }

    public override async Task<BsonArray> NextAsync(long? size, TimeSpan patience, CancellationToken cancellationToken)
    {
        var batch = new BsonArray();
        long bytes = 0;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task silence = Task.Delay(patience, waited.Token);
        while (size is null || batch.Count < size)
        {
            (RawBsonDocument? next, string token) = _held is { } held ? (held, _heldToken)
                : await TakeAsync(batch.Count == 0 ? silence : Task.CompletedTask);
            _held = null;
            if (next is null) break;
            if (batch.Count > 0 && bytes + next.Slice.Length > MaxBatchBytes)
            {
                (_held, _heldToken) = (next, token);
                break;
            }
            bytes += next.Slice.Length;
            batch.Add(next);
            _token = token;
        }
        // Without events the stream has come on all the same.
        if (_held is null && _next is { IsCompleted: false }) _token = _reached ?? _token;
        await waited.CancelAsync();
        return batch;
    }

    public override async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        if (_next is not null) await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _ended.Dispose();
    }

    private async ValueTask<(RawBsonDocument? Event, string Token)> TakeAsync(Task silence)
    {
        if (IsAtEnd) return default;
        _next ??= _events.MoveNextAsync().AsTask();
        if (!_next.IsCompleted) await Task.WhenAny(_next, silence);
        if (!_next.IsCompleted) return default;
        bool isOne = await _next;
        _next = null;
        if (!isOne)
        {
            IsAtEnd = true;
            return default;
        }
        BsonDocument told = _events.Current;
        string token = TokenOf(told);
        return (new RawBsonDocument(BsonBytes.Write(told)), token);
    }

    private static string TokenOf(BsonDocument told) =>
        told.GetValue("_id", BsonNull.Value) is BsonDocument id && id.GetValue("_data", BsonNull.Value) is BsonString { Value: var data }
            ? data
            : throw new DocumentException(
                280, "ChangeStreamFatalError",
                "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. "
                    + "Modifying the _id field of an event makes it impossible to resume the stream from that point.");

    private async IAsyncEnumerable<BsonDocument> ReadAsync(IDataStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChangeEvent change in store.WatchAsync(_options.Watch, Reach, cancellationToken))
        {
            BsonDocument told = Tell(change);
            yield return told;
            // Whoever asks for more has had this one, or let it pass.
            _reached = told["_id"]["_data"].AsString;
            if (told["operationType"].AsString is not ("drop" or "rename") || _options.Watch.Scope.Collection.Length == 0) continue;
            yield return Invalidate(told);
            yield break;
        }
    }

    private void Reach(string position)
    {
        _reached = position;
        _opened.TrySetResult();
    }

    private BsonDocument Tell(ChangeEvent change)
    {
        BsonDocument source = change.Document;
        string kind = source["operationType"].AsString;
        var told = new BsonDocument();
        foreach (BsonElement field in source)
        {
            switch (field.Name)
            {
                case "fullDocument" when kind == "update" && !_options.HasFullDocument:
                    break;
                case "ns" or "to":
                    CollectionName scope = _options.Watch.Scope with { Database = field.Value["db"].AsString };
                    told[field.Name] = new BsonDocument { ["db"] = _databases.NameOf(scope), ["coll"] = field.Value["coll"] };
                    break;
                case "updateDescription":
                    told["updateDescription"] = new BsonDocument(field.Value.AsBsonDocument) { ["truncatedArrays"] = new BsonArray() };
                    break;
                default:
                    told.Add(field);
                    break;
            }
        }
        if (!_options.HasBefore || kind is "insert" or "drop" or "rename") return told;
        if (_options.RequiresBefore && change.Before is null)
        {
            throw new DocumentException(
                51770, "NoMatchingDocument", "Change stream was configured to require a pre-image for all changes, and one was not kept.");
        }
        told["fullDocumentBeforeChange"] = change.Before ?? (BsonValue)BsonNull.Value;
        return told;
    }

    private static BsonDocument Invalidate(BsonDocument drop) => new()
    {
        ["_id"] = drop["_id"],
        ["operationType"] = "invalidate",
        ["clusterTime"] = drop["clusterTime"],
        ["wallTime"] = drop["wallTime"],
    };
}
