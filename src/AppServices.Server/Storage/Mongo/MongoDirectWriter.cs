using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// Single writes without a transaction, which would take MongoDB a second request for each. The driver repeats what a broken connection has
/// left open, and MongoDB does it once.
/// </summary>
internal sealed class MongoDirectWriter(MongoConnection connection) : IDirectWriter
{
    public async Task InsertAsync(CollectionName collection, BsonDocument document, CancellationToken cancellationToken)
    {
        DocumentLimits.Check(document);
        IMongoCollection<RawBsonDocument> place = Open(collection);
        await MongoErrors.CallAsync(connection, collection, async () =>
        {
            await place.InsertOneAsync(MongoConnection.Raw(document), null, cancellationToken);
            return true;
        });
    }

    public Task<PassedResult> WriteAsync(CollectionName collection, PassedWrite write, CancellationToken cancellationToken)
    {
        IMongoCollection<RawBsonDocument> place = Open(collection);
        RawBsonDocument filter = MongoConnection.Raw(write.Filter);
        return MongoErrors.CallAsync(connection, collection, () => write.Change switch
        {
            null => DeleteAsync(place, filter, write, cancellationToken),
            BsonDocument change when write.IsReplacement =>
                ReplaceAsync(place, filter, MongoConnection.Raw(change), write, cancellationToken),
            var change => UpdateAsync(place, filter, change, write, cancellationToken),
        });
    }

    private static async Task<PassedResult> DeleteAsync(
        IMongoCollection<RawBsonDocument> place, RawBsonDocument filter, PassedWrite write, CancellationToken cancellationToken)
    {
        var options = new DeleteOptions { Hint = write.Hint };
        DeleteResult result = write.IsMany
            ? await place.DeleteManyAsync(filter, options, cancellationToken)
            : await place.DeleteOneAsync(filter, options, cancellationToken);
        return new PassedResult(result.DeletedCount, result.DeletedCount, null);
    }

    private static async Task<PassedResult> ReplaceAsync(
        IMongoCollection<RawBsonDocument> place, RawBsonDocument filter, RawBsonDocument replacement, PassedWrite write,
        CancellationToken cancellationToken)
    {
        var options = new ReplaceOptions { IsUpsert = write.IsUpsert, Hint = write.Hint };
        ReplaceOneResult result = await place.ReplaceOneAsync(filter, replacement, options, cancellationToken);
        return new PassedResult(result.MatchedCount, result.ModifiedCount, result.UpsertedId);
    }

    private static async Task<PassedResult> UpdateAsync(
        IMongoCollection<RawBsonDocument> place, RawBsonDocument filter, BsonValue change, PassedWrite write,
        CancellationToken cancellationToken)
    {
        UpdateDefinition<RawBsonDocument> update = change is BsonArray stages
            ? Builders<RawBsonDocument>.Update.Pipeline(
                stages.Select(stage => (BsonDocument)MongoConnection.Raw(stage.AsBsonDocument)).ToArray())
            : MongoConnection.Raw(change.AsBsonDocument);
        var options = new UpdateOptions
        {
            IsUpsert = write.IsUpsert,
            Hint = write.Hint,
            ArrayFilters = write.ArrayFilters?.Select(
                filter => new BsonDocumentArrayFilterDefinition<BsonDocument>(filter.AsBsonDocument)).ToArray(),
        };
        UpdateResult result = write.IsMany
            ? await place.UpdateManyAsync(filter, update, options, cancellationToken)
            : await place.UpdateOneAsync(filter, update, options, cancellationToken);
        return new PassedResult(result.MatchedCount, result.ModifiedCount, result.UpsertedId);
    }

    private IMongoCollection<RawBsonDocument> Open(CollectionName collection)
    {
        connection.RequireOpen(collection);
        return connection.Collection(collection).WithWriteConcern(WriteConcern.WMajority);
    }
}
