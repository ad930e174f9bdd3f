using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>What can be written in a transaction.</summary>
internal sealed class MongoWriting(MongoConnection connection, MongoUnit unit) : MongoReading(connection, unit), IWriteSession
{
    private MongoUnit Transaction => Unit!;

    public ValueTask InsertAsync(CollectionName collection, BsonDocument document)
    {
        Connection.RequireOpen(collection);
        DocumentLimits.Check(document);
        return new ValueTask(Transaction.DoAsync(new MongoStep.Insert(collection, MongoConnection.Raw(document))));
    }

    public ValueTask ReplaceAsync(CollectionName collection, StoredDocument before, BsonDocument after, ChangeKind kind)
    {
        Connection.RequireOpen(collection);
        DocumentLimits.Check(after);
        BsonValue update = MongoUpdate.Of(before.Document, after, kind);
        return new ValueTask(Transaction.DoAsync(
            new MongoStep.Change(collection, after["_id"], before.Body, update, before.Body.Length), IsKnown(collection, before)));
    }

    public ValueTask DeleteAsync(CollectionName collection, StoredDocument before)
    {
        Connection.RequireOpen(collection);
        return new ValueTask(Transaction.DoAsync(
            new MongoStep.Delete(collection, before.Document["_id"], before.Body), IsKnown(collection, before)));
    }

    public async ValueTask CreateCollectionAsync(CollectionName collection)
    {
        Connection.RequireOpen(collection);
        if (Transaction.HasCreated(collection) || await MongoCatalog.HasAsync(Connection, collection, CancellationToken.None)) return;
        await Transaction.DoAsync(new MongoStep.Create(collection));
    }

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
