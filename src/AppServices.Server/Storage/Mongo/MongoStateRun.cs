using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// Writes of the server's own state in a transaction. That something was read is no conflict with who changes it meanwhile, so that a
/// document of which only the state is asked is touched: a field of it changes that nobody sees.
/// </summary>
internal sealed class MongoStateRun(MongoConnection connection, IReadOnlyList<StateWrite> writes)
{
    private readonly List<(StateSchema Collection, BsonValue Id)> _touched = [];

    /// <summary>The documents that were there before and are now changed or gone.</summary>
    public IReadOnlyList<(StateSchema Collection, BsonValue Id)> Touched => _touched;

    /// <exception cref="DuplicateKeyException">An <c>_id</c> or a unique field is taken.</exception>
    /// <exception cref="StaleWriteException">A document that must be there, or unchanged, is not.</exception>
    public async Task RunAsync(MongoUnit unit)
    {
        _touched.Clear();
        var session = new MongoWriting(connection, unit);
        foreach (StateWrite write in writes) await ApplyAsync(unit, session, write);
    }

    /// <summary>The documents whose field equals a value.</summary>
    public static StoreQuery Equal(string field, BsonValue value) =>
        new(StoreFilter.Parse(new BsonDocument(field, new BsonDocument("$eq", value)), CancellationToken.None));

    private async ValueTask ApplyAsync(MongoUnit unit, MongoWriting session, StateWrite write)
    {
        CollectionName name = write.Collection.FullName;
        switch (write)
        {
            case StateWrite.Insert insert:
                await session.InsertAsync(name, insert.Document);
                break;
            case StateWrite.Replace replace:
                if (await FindAsync(session, name, replace.Document["_id"]) is { } old)
                    await ReplaceAsync(session, write.Collection, old, replace.Document);
                break;
            case StateWrite.Change change:
                await ReplaceAsync(
                    session, write.Collection, await FindUnchangedAsync(session, write.Collection, change.Before), change.After);
                break;
            case StateWrite.Expect expect:
                await FindUnchangedAsync(session, write.Collection, expect.Document);
                await TouchAsync(unit, name, expect.Document["_id"]);
                break;
            case StateWrite.Require require:
                if (await FindAsync(session, name, require.Id) is null) throw new StaleWriteException(write.Collection.Name);
                await TouchAsync(unit, name, require.Id);
                break;
            case StateWrite.RequireNone none:
                if (await FindAsync(session, name, none.Id) is not null) throw new StaleWriteException(write.Collection.Name);
                await PassAsync(session, name, new BsonDocument("_id", none.Id));
                break;
            case StateWrite.Tell tell:
                await PassAsync(session, name, tell.Document);
                break;
            case StateWrite.Delete delete:
                if (await FindAsync(session, name, delete.Id) is { } found) await DeleteAsync(session, write.Collection, found);
                break;
            case StateWrite.DeleteAll all:
                List<StoredDocument> many =
                    await session.FindAsync(name, Equal(all.Field, all.Value), CancellationToken.None).ToListAsync();
                foreach (StoredDocument each in many.Where(each => each.Document["_id"] != all.Except))
                    await DeleteAsync(session, write.Collection, each);
                break;
        }
    }

    private ValueTask ReplaceAsync(MongoWriting session, StateSchema collection, StoredDocument old, BsonDocument document)
    {
        _touched.Add((collection, document["_id"]));
        return session.ReplaceAsync(collection.FullName, old, document, ChangeKind.Replace);
    }

    private ValueTask DeleteAsync(MongoWriting session, StateSchema collection, StoredDocument old)
    {
        _touched.Add((collection, old.Document["_id"]));
        return session.DeleteAsync(collection.FullName, old);
    }

    private static Task TouchAsync(MongoUnit unit, CollectionName name, BsonValue id)
    {
        var update = new BsonDocument
        {
            ["q"] = new BsonDocument("_id", new BsonDocument("$eq", id)),
            ["u"] = new BsonDocument("$set", new BsonDocument(MongoReading.Touched, ObjectId.GenerateNewId())),
        };
        return unit.DoAsync(new MongoStep.Command(
            name, new BsonDocument { ["update"] = name.Collection, ["updates"] = new BsonArray { update } }));
    }

    // A document that comes and goes at once: change streams tell of it, and it conflicts with another one of its id.
    private static async ValueTask PassAsync(MongoWriting session, CollectionName name, BsonDocument document)
    {
        await session.InsertAsync(name, document);
        if (await FindAsync(session, name, document["_id"]) is { } passing) await session.DeleteAsync(name, passing);
    }

    private static async ValueTask<StoredDocument> FindUnchangedAsync(MongoWriting session, StateSchema collection, BsonDocument read) =>
        await FindAsync(session, collection.FullName, read["_id"]) is { } now && ExactEquality.AreSame(now.Document, read)
            ? now
            : throw new StaleWriteException(collection.Name);

    private static async ValueTask<StoredDocument?> FindAsync(MongoWriting session, CollectionName name, BsonValue id)
    {
        StoreQuery query = Equal("_id", id) with { Limit = 1 };
        await foreach (StoredDocument found in session.FindAsync(name, query, CancellationToken.None)) return found;
        return null;
    }
}
