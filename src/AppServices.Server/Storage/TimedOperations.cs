using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Operations that may work for some time each, and then end with MongoDB's <c>MaxTimeMSExpired</c>.</summary>
/// <param name="operations">The operations.</param>
/// <param name="maxTime">How long each may work.</param>
internal sealed class TimedOperations(IDocumentOperations operations, TimeSpan maxTime) : IDocumentOperations
{
    public IAsyncEnumerable<BsonDocument> FindAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken) =>
        ReadAsync(token => operations.FindAsync(collection, command, token), cancellationToken);

    public IAsyncEnumerable<BsonDocument> AggregateAsync(CollectionName collection, AggregateCommand command, CancellationToken cancellationToken) =>
        ReadAsync(token => operations.AggregateAsync(collection, command, token), cancellationToken);

    public Task<long> CountAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken) =>
        RunAsync(token => operations.CountAsync(collection, command, token), cancellationToken);

    public Task<IReadOnlyList<BsonValue>> DistinctAsync(
        CollectionName collection, string field, FindCommand command, CancellationToken cancellationToken) =>
        RunAsync(token => operations.DistinctAsync(collection, field, command, token), cancellationToken);

    public Task<WriteResult> WriteAsync(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard, CancellationToken cancellationToken) =>
        RunAsync(token => operations.WriteAsync(collection, commands, isOrdered, guard, token), cancellationToken);

    public Task<BsonDocument?> FindAndModifyAsync(
        CollectionName collection, FindAndModifyCommand command, IWriteGuard? guard, CancellationToken cancellationToken) =>
        RunAsync(token => operations.FindAndModifyAsync(collection, command, guard, token), cancellationToken);

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var clock = new OperationClock(maxTime, cancellationToken);
        return await clock.RunAsync(() => new ValueTask<T>(operation(clock.Token)));
    }

    private async IAsyncEnumerable<BsonDocument> ReadAsync(
        Func<CancellationToken, IAsyncEnumerable<BsonDocument>> operation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new OperationClock(maxTime, cancellationToken);
        // Queries are parsed here, which is work as well.
        await using IAsyncEnumerator<BsonDocument> documents = clock.Run(() => operation(clock.Token).GetAsyncEnumerator(clock.Token));
        Func<ValueTask<bool>> next = documents.MoveNextAsync;
        while (await clock.RunAsync(next)) yield return documents.Current;
    }
}
