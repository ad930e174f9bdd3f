using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>Reads a cursor's documents, one request after the other however many wait.</summary>
internal sealed class CursorReader(CursorSource source) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private IAsyncEnumerator<BsonDocument>? _documents;

    /// <summary>The next document; null after the last.</summary>
    public async Task<BsonDocument?> NextAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        // When the call is over, so is what the cursor is doing.
        await using CancellationTokenRegistration ended = cancellationToken.UnsafeRegister(
            static closed => ((CancellationTokenSource)closed!).Cancel(), _closed);
        try
        {
            _documents ??= source.ReadAsync(_closed.Token).GetAsyncEnumerator(_closed.Token);
            return await _documents.MoveNextAsync() ? _documents.Current : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>All documents that have not been read.</summary>
    public async Task<IReadOnlyList<BsonDocument>> RestAsync(CancellationToken cancellationToken)
    {
        var rest = new List<BsonDocument>();
        while (await NextAsync(cancellationToken) is { } document) rest.Add(document);
        return rest;
    }

    /// <summary>Gives back what the cursor holds open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _turn.WaitAsync();
        if (_documents is not null) await _documents.DisposeAsync();
        _closed.Dispose();
        _turn.Dispose();
    }
}
