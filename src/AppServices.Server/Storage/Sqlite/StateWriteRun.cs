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
    public ValueTask<bool> RunAsync(WriteTransaction transaction)
    {
        foreach (StateWrite write in writes) Apply(transaction, Ensure(transaction, write.Collection), write);
        return new(true);
    }

    /// <summary>A query for the documents whose field equals a value.</summary>
    public static StoreQuery Equal(string field, BsonValue value) =>
        new(StoreFilter.Parse(new BsonDocument(field, new BsonDocument("$eq", value)), CancellationToken.None));

    private void Apply(WriteTransaction transaction, CollectionInfo collection, StateWrite write)
    {
        switch (write)
        {
            case StateWrite.Insert insert:
                transaction.Insert(collection, insert.Document);
                break;
            case StateWrite.Replace replace:
                if (Find(transaction, collection, replace.Document["_id"]) is { } old) Replace(transaction, collection, write, old, replace.Document);
                break;
            case StateWrite.Change change:
                Replace(transaction, collection, write, FindUnchanged(transaction, collection, change.Before), change.After);
                break;
            case StateWrite.Expect expect:
                FindUnchanged(transaction, collection, expect.Document);
                break;
            case StateWrite.Require require:
                if (Find(transaction, collection, require.Id) is null) throw new StaleWriteException(require.Collection.Name);
                break;
            case StateWrite.RequireNone none:
                if (Find(transaction, collection, none.Id) is not null) throw new StaleWriteException(none.Collection.Name);
                break;
            case StateWrite.Delete delete:
                if (Find(transaction, collection, delete.Id) is { } found) Delete(transaction, collection, write, found);
                break;
            case StateWrite.DeleteAll all:
                foreach (StoredDocument each in Find(transaction, collection, Equal(all.Field, all.Value)))
                    if (each.Document["_id"] != all.Except) Delete(transaction, collection, write, each);
                break;
        }
    }

    private void Replace(WriteTransaction transaction, CollectionInfo collection, StateWrite write, StoredDocument old, BsonDocument document)
    {
        transaction.Replace(collection, old, document, ChangeKind.Replace);
        _touched.Add((write.Collection, document["_id"]));
    }

    private void Delete(WriteTransaction transaction, CollectionInfo collection, StateWrite write, StoredDocument old)
    {
        transaction.Delete(collection, old);
        _touched.Add((write.Collection, old.Document["_id"]));
    }

    private static StoredDocument FindUnchanged(WriteTransaction transaction, CollectionInfo collection, BsonDocument read) =>
        Find(transaction, collection, read["_id"]) is { } now && ExactEquality.AreSame(now.Document, read)
            ? now
            : throw new StaleWriteException(collection.Name.Collection);

    private static StoredDocument? Find(WriteTransaction transaction, CollectionInfo collection, BsonValue id)
    {
        foreach (StoredDocument found in Find(transaction, collection, Equal("_id", id))) return found;
        return null;
    }

    private static StoredDocument[] Find(WriteTransaction transaction, CollectionInfo collection, StoreQuery query) =>
        QueryRun.Find(transaction.Session, collection, query, CancellationToken.None).ToArray();

    // A field that a document does not have is no value here, so the indexes leave such documents out.
    private static CollectionInfo Ensure(WriteTransaction transaction, StateSchema schema)
    {
        CollectionInfo collection = transaction.Ensure(schema.FullName);
        if (collection.Indexes.Count == schema.Unique.Count + schema.Indexed.Count) return collection;
        foreach (string field in schema.Unique) transaction.EnsureIndex(collection, Sparse(field) with { IsUnique = true });
        foreach (string field in schema.Indexed) transaction.EnsureIndex(collection, Sparse(field));
        return transaction.Ensure(schema.FullName);
    }

    private static IndexDefinition Sparse(string field) => new(new BsonDocument(field, 1)) { IsSparse = true };
}
