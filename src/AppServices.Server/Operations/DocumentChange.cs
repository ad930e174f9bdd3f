using System;
using System.Threading.Tasks;
using AppServices.Mql.Updates;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>The changes of single documents that writes consist of, with the rules' say in each.</summary>
/// <param name="collection">Where to write.</param>
/// <param name="guard">Who decides about each change; null allows all.</param>
internal sealed class DocumentChange(CollectionName collection, RuleGuard? guard)
{
    private readonly DateTime _now = DateTime.UtcNow;

    /// <summary>Stores a new document.</summary>
    public async ValueTask InsertAsync(IWriteSession session, BsonDocument document)
    {
        guard?.Check(null, document);
        await session.InsertAsync(collection, document);
    }

    /// <summary>Stores the document that an upsert makes when it has found none.</summary>
    public async ValueTask<BsonDocument> UpsertAsync(IWriteSession session, Update update, StoreFilter filter)
    {
        BsonDocument document = DocumentId.Complete(update.CreateUpsert(filter.Predicate, () => guard?.NewId() ?? ObjectId.GenerateNewId(), _now));
        await InsertAsync(session, document);
        return document;
    }

    /// <summary>Updates or replaces a document.</summary>
    /// <param name="session">What to write with.</param>
    /// <param name="stored">The document.</param>
    /// <param name="change">What becomes of it, as it was written.</param>
    /// <param name="update">The same parsed.</param>
    /// <param name="filter">What found it.</param>
    /// <returns>The document afterwards: the very same when nothing changes.</returns>
    public async ValueTask<BsonDocument> UpdateAsync(IWriteSession session, StoredDocument stored, BsonValue change, Update update, StoreFilter filter)
    {
        guard?.Admit(stored.Document, change);
        BsonDocument changed = update.Apply(stored.Document, filter.Predicate, _now);
        if (ReferenceEquals(changed, stored.Document)) return changed;
        guard?.Check(stored.Document, changed);
        await session.ReplaceAsync(collection, stored, changed, update is ReplacementUpdate ? ChangeKind.Replace : ChangeKind.Update);
        return changed;
    }

    /// <summary>Deletes a document.</summary>
    public async ValueTask DeleteAsync(IWriteSession session, StoredDocument stored)
    {
        guard?.Check(stored.Document, null);
        await session.DeleteAsync(collection, stored);
    }
}
