using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Writes of the server's own state in a write transaction: all of them, or none.</summary>
internal sealed class StateWriteRun(IReadOnlyList<StateWrite> writes)
{
    private readonly List<(StateSchema Collection, BsonValue Id)> _touched = [];

    /// <summary>The documents that were there before and are now changed or gone.</summary>
    public IReadOnlyList<(StateSchema Collection, BsonValue Id)> Touched => _touched;

    /// <exception cref="DuplicateKeyException">An <c>_id</c> or a unique field is taken.</exception>
    /// <exception cref="StaleWriteException">A document that must be there, or unchanged, is not.</exception>
    public async ValueTask<bool> RunAsync(WriteTransaction transaction)
    {
        foreach (StateWrite write in writes)
        {
            if (write is not StateWrite.Tell) Prepare(transaction, write.Collection);
            await ApplyAsync(transaction, write);
        }
        return true;
    }

    /// <summary>A query for the documents whose field equals a value.</summary>
    public static StoreQuery Equal(string field, BsonValue value) =>
        new(StoreFilter.Parse(new BsonDocument(field, new BsonDocument("$eq", value)), CancellationToken.None));

    private async ValueTask ApplyAsync(WriteTransaction transaction, StateWrite write)
    {
        StateSchema collection = write.Collection;
        switch (write)
        {
            case StateWrite.Insert insert:
                await transaction.InsertAsync(collection.FullName, insert.Document);
                break;
            case StateWrite.Replace replace:
                if (await FindAsync(transaction, collection, replace.Document["_id"]) is { } old)
                    await ReplaceAsync(transaction, collection, old, replace.Document);
                break;
            case StateWrite.Change change:
                await ReplaceAsync(transaction, collection, await FindUnchangedAsync(transaction, collection, change.Before), change.After);
                break;
            case StateWrite.Expect expect:
                await FindUnchangedAsync(transaction, collection, expect.Document);
                break;
            case StateWrite.Require require:
                if (await FindAsync(transaction, collection, require.Id) is null) throw new StaleWriteException(collection.Name);
                break;
            case StateWrite.RequireNone none:
                if (await FindAsync(transaction, collection, none.Id) is not null) throw new StaleWriteException(collection.Name);
                break;
            case StateWrite.Tell tell:
                transaction.Tell(collection.FullName, tell.Document);
                break;
            case StateWrite.Delete delete:
                if (await FindAsync(transaction, collection, delete.Id) is { } found) await DeleteAsync(transaction, collection, found);
                break;
            case StateWrite.DeleteAll all:
                foreach (StoredDocument each in await transaction.FindAsync(collection.FullName, Equal(all.Field, all.Value), CancellationToken.None).ToListAsync())
                    if (each.Document["_id"] != all.Except) await DeleteAsync(transaction, collection, each);
                break;
        }
    }

    private ValueTask ReplaceAsync(WriteTransaction transaction, StateSchema collection, StoredDocument old, BsonDocument document)
    {
        _touched.Add((collection, document["_id"]));
        return transaction.ReplaceAsync(collection.FullName, old, document, ChangeKind.Replace);
    }

    private ValueTask DeleteAsync(WriteTransaction transaction, StateSchema collection, StoredDocument old)
    {
        _touched.Add((collection, old.Document["_id"]));
        return transaction.DeleteAsync(collection.FullName, old);
    }

    private static async ValueTask<StoredDocument> FindUnchangedAsync(
        WriteTransaction transaction, StateSchema collection, BsonDocument read) =>
        await FindAsync(transaction, collection, read["_id"]) is { } now && ExactEquality.AreSame(now.Document, read)
            ? now
            : throw new StaleWriteException(collection.Name);

    private static async ValueTask<StoredDocument?> FindAsync(WriteTransaction transaction, StateSchema collection, BsonValue id)
    {
        await foreach (StoredDocument found in transaction.FindAsync(collection.FullName, Equal("_id", id), CancellationToken.None))
            return found;
        return null;
    }

    // A field that a document does not have is no value here, so the indexes leave such documents out.
    private static void Prepare(WriteTransaction transaction, StateSchema schema)
    {
        CollectionInfo collection = transaction.Ensure(schema.FullName);
        if (collection.Indexes.Count == schema.Unique.Count + schema.Indexed.Count) return;
        foreach (string field in schema.Unique) transaction.EnsureIndex(collection, Sparse(field) with { IsUnique = true });
        foreach (string field in schema.Indexed) transaction.EnsureIndex(collection, Sparse(field));
    }

    private static IndexDefinition Sparse(string field) => new(new BsonDocument(field, 1)) { IsSparse = true };
}
