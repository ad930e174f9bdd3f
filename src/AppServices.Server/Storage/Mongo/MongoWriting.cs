using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>What can be written in a transaction.</summary>
internal sealed class MongoWriting(MongoConnection connection, MongoUnit unit) : MongoReading(connection, unit), IWriteSession
{
    /// <summary>The transaction.</summary>
    public MongoUnit Transaction => Unit!;

    public bool BypassesValidation { get; set; }

    // MongoDB refuses each write to a view.
    public ValueTask RequireNoViewAsync(CollectionName collection) => ValueTask.CompletedTask;

    public ValueTask InsertAsync(CollectionName collection, BsonDocument document)
    {
        Connection.RequireOpen(collection);
        DocumentLimits.Check(document);
        var step = new MongoStep.Insert(collection, MongoConnection.Raw(document)) { BypassesValidation = BypassesValidation };
        return new ValueTask(Transaction.DoAsync(step));
    }

    public bool IsInsertAtomic(CollectionName collection) => false;

    public ValueTask ReplaceAsync(CollectionName collection, StoredDocument before, BsonDocument after, ChangeKind kind)
    {
        Connection.RequireOpen(collection);
        DocumentLimits.Check(after);
        BsonValue update = MongoUpdate.Of(before.Document, after, kind);
        var step = new MongoStep.Change(collection, after["_id"], before.Body, update, before.Body.Length)
        {
            BypassesValidation = BypassesValidation,
        };
        return new ValueTask(Transaction.DoAsync(step, IsKnown(collection, before)));
    }

    public ValueTask DeleteAsync(CollectionName collection, StoredDocument before)
    {
        Connection.RequireOpen(collection);
        return new ValueTask(Transaction.DoAsync(
            new MongoStep.Delete(collection, before.Document["_id"], before.Body), IsKnown(collection, before)));
    }

    public async ValueTask<PassedResult?> PassAsync(CollectionName collection, PassedWrite write)
    {
        Connection.RequireOpen(collection);
        BsonDocument command = MongoUpdate.Command(collection, write);
        if (BypassesValidation && write.Change is not null) command["bypassDocumentValidation"] = true;
        BsonDocument reply = await Transaction.PassAsync(collection, command);
        BsonValue? upserted = reply.TryGetValue("upserted", out BsonValue made) ? made[0]["_id"] : null;
        long count = reply["n"].ToInt64() - (upserted is null ? 0 : 1);
        return new PassedResult(count, write.Change is null ? count : reply["nModified"].ToInt64(), upserted);
    }

    public async ValueTask CreateCollectionAsync(CollectionName collection)
    {
        Connection.RequireOpen(collection);
        if (Transaction.HasCreated(collection) || await OptionsAsync(collection) is not null) return;
        await Transaction.DoAsync(new MongoStep.Create(collection));
    }

    // What is told of collections cannot be a part of a transaction. What is told too soon does no harm.
    public async ValueTask SetOptionsAsync(CollectionName collection, CollectionOptions options) =>
        await MongoCatalog.SetOptionsAsync(Connection, collection, options, CancellationToken.None);

    public async ValueTask SetExpiryAsync(CollectionName collection, string index, int seconds) =>
        await MongoCatalog.SetExpiryAsync(Connection, collection, index, seconds, CancellationToken.None);

    // MongoDB makes indexes of collections that have documents outside of transactions only. One that is there too soon does no harm.
    public async ValueTask<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition) =>
        await MongoCatalog.EnsureIndexAsync(Connection, collection, definition, CancellationToken.None);

    public async ValueTask<T> InSavepointAsync<T>(Func<ValueTask<T>> work)
    {
        int mark = Transaction.Mark;
        bool done = false;
        try
        {
            T result = await work();
            done = true;
            return result;
        }
        finally
        {
            if (!done && !Transaction.IsOvertaken) await Transaction.RewindAsync(mark);
        }
    }

    // Nobody else can have changed what this transaction has found without a conflict.
    private bool IsKnown(CollectionName collection, StoredDocument before) =>
        before.Number == Transaction.Generation && !Transaction.HasWritten(collection, before.Document["_id"]);
}
