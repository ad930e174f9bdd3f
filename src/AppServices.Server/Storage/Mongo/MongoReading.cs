using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// What can be read of a MongoDB. Filters, orders and parts are its own work; documents are looked at here only where a filter could not
/// be written. Outside of transactions a search is one of MongoDB's: it is not held against those who write meanwhile.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="unit">The transaction; null for none.</param>
internal class MongoReading(MongoConnection connection, MongoUnit? unit) : IReadSession
{
    /// <summary>The field by which documents of the state are touched (<see cref="MongoStateRun"/>), which nobody else sees.</summary>
    public const string Touched = "_touched";

    protected MongoConnection Connection => connection;

    protected MongoUnit? Unit => unit;

    public async IAsyncEnumerable<StoredDocument> FindAsync(
        CollectionName collection, StoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!connection.IsOpen(collection)) yield break;
        bool isWhole = query.Filter.IsWritten && query.Skip <= int.MaxValue && query.Limit <= int.MaxValue;
        var options = new FindOptions<RawBsonDocument>
        {
            Sort = Sort(query),
            Hint = query.Hint,
            Skip = isWhole && query.Skip > 0 ? (int)query.Skip : null,
            Limit = isWhole && query.Limit > 0 ? (int)query.Limit : null,
        };
        RawBsonDocument filter = MongoConnection.Raw(query.Filter.Document);
        IMongoCollection<RawBsonDocument> place = connection.Collection(collection);
        IAsyncCursor<RawBsonDocument> cursor = await CallAsync(collection, () => unit is null
            ? place.FindAsync(filter, options, cancellationToken)
            : place.FindAsync(unit.Session, filter, options, cancellationToken));
        await using var closing = new MongoClosing(cursor);
        long position = 0;
        while (await CallAsync(collection, () => cursor.MoveNextAsync(cancellationToken)))
        {
            foreach (RawBsonDocument raw in cursor.Current)
            {
                StoredDocument stored = Read(collection, raw);
                if (!query.Filter.IsWritten && !query.Filter.Predicate.Matches(stored.Document)) continue;
                if (!isWhole && position++ < query.Skip) continue;
                yield return stored;
                if (!isWhole && position >= query.End) yield break;
            }
        }
    }

    /// <summary>The results of a pipeline.</summary>
    public async IAsyncEnumerable<BsonDocument> AggregateAsync(
        CollectionName collection, BsonArray stages, BsonValue? hint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) yield break;
        PipelineDefinition<RawBsonDocument, RawBsonDocument> pipeline =
            stages.Select(stage => (BsonDocument)MongoConnection.Raw(stage.AsBsonDocument)).ToArray();
        var options = new AggregateOptions { Hint = hint };
        IMongoCollection<RawBsonDocument> place = connection.Collection(collection);
        IAsyncCursor<RawBsonDocument> cursor = await CallAsync(collection, () => unit is null
            ? place.AggregateAsync(pipeline, options, cancellationToken)
            : place.AggregateAsync(unit.Session, pipeline, options, cancellationToken));
        await using var closing = new MongoClosing(cursor);
        while (await CallAsync(collection, () => cursor.MoveNextAsync(cancellationToken)))
            foreach (RawBsonDocument raw in cursor.Current) yield return Read(collection, raw).Document;
    }

    public async ValueTask<long> CountAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return 0;
        if (!query.Filter.IsWritten) return await FindAsync(collection, query, cancellationToken).LongCountAsync(cancellationToken);
        var options = new CountOptions
        {
            Hint = query.Hint,
            Skip = query.Skip > 0 ? query.Skip : null,
            Limit = query.Limit > 0 ? query.Limit : null,
        };
        RawBsonDocument filter = MongoConnection.Raw(query.Filter.Document);
        IMongoCollection<RawBsonDocument> place = connection.Collection(collection);
        return await CallAsync(collection, () => unit is null
            ? place.CountDocumentsAsync(filter, options, cancellationToken)
            : place.CountDocumentsAsync(unit.Session, filter, options, cancellationToken));
    }

    public async ValueTask<bool> IsInOrderAsync(CollectionName collection, StoreQuery query) =>
        query.Sort.Fields.Count == 0 || (await ExplainAsync(collection, query, isExecuted: false, CancellationToken.None)).IsSorted;

    public async ValueTask<SearchPlan> ExplainAsync(
        CollectionName collection, StoreQuery query, bool isExecuted, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return MongoPlan.OfNothing(isExecuted);
        var find = new BsonDocument { ["find"] = collection.Collection, ["filter"] = MongoConnection.Raw(query.Filter.Document) };
        if (Sort(query) is { } sort) find["sort"] = sort;
        if (query.Hint is { } hint) find["hint"] = hint;
        if (query.Filter.IsWritten && query.Skip > 0) find["skip"] = query.Skip;
        if (query.Filter.IsWritten && query.Limit > 0) find["limit"] = query.Limit;
        else if (query.StopsEarly) find["limit"] = 1;
        var explain = new BsonDocument { ["explain"] = find, ["verbosity"] = isExecuted ? "executionStats" : "queryPlanner" };
        return MongoPlan.Read(
            await connection.RunAsync(connection.DatabaseOf(collection), explain, cancellationToken),
            await ListIndexesAsync(collection), isExecuted);
    }

    public async ValueTask<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source) =>
        await MongoCatalog.ListCollectionsAsync(connection, source, CancellationToken.None);

    public async ValueTask<CollectionOptions?> OptionsAsync(CollectionName collection) =>
        await MongoCatalog.OptionsAsync(connection, collection, CancellationToken.None);

    public async ValueTask<CollectionSize?> MeasureAsync(CollectionName collection) =>
        await MongoCatalog.MeasureAsync(connection, collection, CancellationToken.None);

    public async ValueTask<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection) =>
        await MongoCatalog.ListIndexesAsync(connection, collection, CancellationToken.None);

    public async ValueTask<IReadOnlyList<IndexUse>> ListIndexUsesAsync(CollectionName collection) =>
        await MongoCatalog.ListIndexUsesAsync(connection, collection, CancellationToken.None);

    private Task<T> CallAsync<T>(CollectionName collection, Func<Task<T>> call) =>
        unit is null ? MongoErrors.CallAsync(connection, collection, call) : unit.ReadAsync(collection, call);

    private StoredDocument Read(CollectionName collection, RawBsonDocument raw)
    {
        byte[] body = MongoConnection.Bytes(raw);
        raw.Dispose();
        BsonDocument document = BsonBytes.Read(body);
        if (collection.Source.Length == 0) document.Remove(Touched);
        return new StoredDocument(document, body, unit?.Generation ?? 0);
    }

    private static BsonDocument? Sort(StoreQuery query) => query.Sort.Fields.Count == 0
        ? null
        : new BsonDocument(query.Sort.Fields.Select(field => new BsonElement(field.Path.Text, field.IsDescending ? -1 : 1)));
}
