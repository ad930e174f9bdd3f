using System.Collections.Generic;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// Writes of the server's own state in a transaction. That something was read is no conflict with who changes it meanwhile, so that a
/// document of which only the state is asked is touched: a field of it changes that nobody sees.
/// </summary>
internal sealed class MongoStateRun(IReadOnlyList<StateWrite> writes) : StateWriteRun<MongoWriting>(writes)
{
    protected override async ValueTask HoldAsync(MongoWriting session, CollectionName collection, BsonValue id)
    {
        var update = new BsonDocument
        {
            ["q"] = new BsonDocument("_id", new BsonDocument("$eq", id)),
            ["u"] = new BsonDocument("$set", new BsonDocument(MongoReading.Touched, ObjectId.GenerateNewId())),
        };
        await session.Transaction.DoAsync(new MongoStep.Command(
            collection, new BsonDocument { ["update"] = collection.Collection, ["updates"] = new BsonArray { update } }));
    }

    protected override ValueTask HoldFreeAsync(MongoWriting session, CollectionName collection, BsonValue id) =>
        TellAsync(session, collection, new BsonDocument("_id", id));

    // A document that comes and goes at once: change streams tell of it, and it conflicts with another one of its id.
    protected override async ValueTask TellAsync(MongoWriting session, CollectionName collection, BsonDocument document)
    {
        await session.InsertAsync(collection, document);
        if (await FindAsync(session, collection, document["_id"]) is { } passing) await session.DeleteAsync(collection, passing);
    }
}
