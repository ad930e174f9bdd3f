using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Documents that a client reads in batches.</summary>
/// <param name="ns">What they are of, as replies say it.</param>
/// <param name="user">Whose it is.</param>
/// <param name="session">The session that it was opened in; null for none.</param>
/// <param name="transaction">The transaction that it ends with; null for none.</param>
internal abstract class Cursor(string ns, string user, SessionKey? session, long? transaction) : IAsyncDisposable
{
    /// <summary>How much a batch holds: a reply is as long as a document may be, and a little for what is around.</summary>
    private protected const int MaxBatchBytes = DocumentLimits.MaxBytes;

    private int _isInUse;

    /// <summary>The number by which it is asked for; 0 until it is kept.</summary>
    public long Id { get; set; }

    public string Namespace => ns;

    public string User => user;

    public SessionKey? Session => session;

    public long? Transaction => transaction;

    /// <summary>When it was used last.</summary>
    public DateTimeOffset UsedAt { get; set; }

    /// <summary>Whether there is nothing more.</summary>
    public bool IsAtEnd { get; private protected set; }

    /// <summary>Where a change stream goes on after the latest batch; null for other cursors.</summary>
    public virtual string? ResumeToken => null;

    /// <summary>The next documents.</summary>
    /// <param name="size">How many at most; null for as many as a reply holds.</param>
    /// <param name="patience">How long to wait for the first one, where documents still come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public abstract Task<BsonArray> NextAsync(long? size, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Takes it for one command; false when another works with it.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _isInUse, 1) == 0;

    /// <summary>Gives it back.</summary>
    public void Leave() => Volatile.Write(ref _isInUse, 0);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The results of a search or a pipeline, which are read while they are asked for.</summary>
internal sealed class ResultCursor : Cursor
{
    private readonly CancellationTokenSource _ended = new();
    private readonly IAsyncEnumerator<BsonDocument> _results;
    private RawBsonDocument? _held;

    /// <param name="results">The results.</param>
    /// <param name="call">The command that they are of.</param>
    /// <param name="ns">What replies say they are of.</param>
    public ResultCursor(IAsyncEnumerable<BsonDocument> results, WireCall call, string ns)
        : base(ns, call.Client.User!.Name, call.Session, call.Transaction) => _results = results.GetAsyncEnumerator(_ended.Token);

    public override async Task<BsonArray> NextAsync(long? size, TimeSpan patience, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration gone = cancellationToken.UnsafeRegister(
            static ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
        var batch = new BsonArray();
        long bytes = 0;
        while (size is null || batch.Count < size)
        {
            RawBsonDocument? next = _held ?? await TakeAsync();
            _held = null;
            if (next is null)
            {
                IsAtEnd = true;
                break;
            }
            if (batch.Count > 0 && bytes + next.Slice.Length > MaxBatchBytes)
            {
                _held = next;
                break;
            }
            bytes += next.Slice.Length;
            batch.Add(next);
        }
        return batch;
    }

    public override async ValueTask DisposeAsync()
    {
        await _results.DisposeAsync();
        _ended.Dispose();
    }

    // As at MongoDB, a result may have a little more than a document that is stored.
    private const int MaxResult = DocumentLimits.MaxBytes + (16 * 1024);

    private async ValueTask<RawBsonDocument?> TakeAsync() =>
        await _results.MoveNextAsync() ? new RawBsonDocument(Bytes(_results.Current)) : null;

    private static byte[] Bytes(BsonDocument result)
    {
        byte[] bytes = BsonBytes.Write(result);
        return bytes.Length <= MaxResult
            ? bytes
            : throw new DocumentException(10334, "BSONObjectTooLarge", $"A result has {bytes.Length} bytes, more than {MaxResult}.");
    }
}
