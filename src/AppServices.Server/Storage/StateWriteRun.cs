using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// Writes of the server's own state in a transaction of a store: all of them, or none. It can be run again when it was undone.
/// </summary>
/// <typeparam name="T">What can be done in such a transaction.</typeparam>
internal abstract class StateWriteRun<T>(IReadOnlyList<StateWrite> writes)
    where T : IWriteSession
{
    private readonly List<(StateSchema Collection, BsonValue Id)> _touched = [];

    /// <summary>The documents that were there before and are now changed or gone.</summary>
    public IReadOnlyList<(StateSchema Collection, BsonValue Id)> Touched => _touched;

    /// <exception cref="DuplicateKeyException">An <c>_id</c> or a unique field is taken.</exception>
    /// <exception cref="StaleWriteException">A document that must be there, or unchanged, is not.</exception>
    public async ValueTask<bool> RunAsync(T session)
    {
        _touched.Clear();
        foreach (StateWrite write in writes)
        {
            Prepare(session, write);
            await ApplyAsync(session, write);
        }
        return true;
    }

    /// <summary>Makes what a write needs, where that is a part of the transaction.</summary>
    protected virtual void Prepare(T session, StateWrite write)
    {
    }

    /// <summary>Sees to it that nobody changes a document that was found until the transaction ends.</summary>
    protected abstract ValueTask HoldAsync(T session, CollectionName collection, BsonValue id);

    /// <summary>Sees to it that nobody makes a document that was not found until the transaction ends.</summary>
    protected abstract ValueTask HoldFreeAsync(T session, CollectionName collection, BsonValue id);

    /// <summary>Tells those who read a collection's changes of a document that is not kept.</summary>
    protected abstract ValueTask TellAsync(T session, CollectionName collection, BsonDocument document);

    /// <summary>The document of an id; null when there is none.</summary>
    protected static async ValueTask<StoredDocument?> FindAsync(T session, CollectionName collection, BsonValue id)
    {
        StoreQuery query = StoreQuery.Equal("_id", id) with { Limit = 1 };
        await foreach (StoredDocument found in session.FindAsync(collection, query, CancellationToken.None)) return found;
        return null;
    }

    private async ValueTask ApplyAsync(T session, StateWrite write)
    {
        StateSchema collection = write.Collection;
        CollectionName name = collection.FullName;
        switch (write)
        {
            case StateWrite.Insert insert:
                await session.InsertAsync(name, insert.Document);
                break;
            case StateWrite.Replace replace:
                if (await FindAsync(session, name, replace.Document["_id"]) is { } old)
                    await ReplaceAsync(session, collection, old, replace.Document);
                break;
            case StateWrite.Change change:
                await ReplaceAsync(session, collection, await FindUnchangedAsync(session, collection, change.Before), change.After);
                break;
            case StateWrite.Expect expect:
                await FindUnchangedAsync(session, collection, expect.Document);
                await HoldAsync(session, name, expect.Document["_id"]);
                break;
            case StateWrite.Require require:
                if (await FindAsync(session, name, require.Id) is null) throw new StaleWriteException(collection.Name);
                await HoldAsync(session, name, require.Id);
                break;
            case StateWrite.RequireNone none:
                if (await FindAsync(session, name, none.Id) is not null) throw new StaleWriteException(collection.Name);
                await HoldFreeAsync(session, name, none.Id);
                break;
            case StateWrite.Tell tell:
                await TellAsync(session, name, tell.Document);
                break;
            case StateWrite.Delete delete:
                if (await FindAsync(session, name, delete.Id) is { } found) await DeleteAsync(session, collection, found);
                break;
            case StateWrite.DeleteAll all:
                List<StoredDocument> many =
                    await session.FindAsync(name, StoreQuery.Equal(all.Field, all.Value), CancellationToken.None).ToListAsync();
                foreach (StoredDocument each in many.Where(each => each.Document["_id"] != all.Except))
                    await DeleteAsync(session, collection, each);
                break;
        }
    }

    private ValueTask ReplaceAsync(T session, StateSchema collection, StoredDocument old, BsonDocument document)
    {
        _touched.Add((collection, document["_id"]));
        return session.ReplaceAsync(collection.FullName, old, document, ChangeKind.Replace);
    }

    private ValueTask DeleteAsync(T session, StateSchema collection, StoredDocument old)
    {
        _touched.Add((collection, old.Document["_id"]));
        return session.DeleteAsync(collection.FullName, old);
    }

    private static async ValueTask<StoredDocument> FindUnchangedAsync(T session, StateSchema collection, BsonDocument read) =>
        await FindAsync(session, collection.FullName, read["_id"]) is { } now && ExactEquality.AreSame(now.Document, read)
            ? now
            : throw new StaleWriteException(collection.Name);
}
