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

    /// <summary>Stores what a write makes when it has found no document; null when that is nothing.</summary>
    public async ValueTask<BsonDocument?> UpsertAsync(IWriteSession session, ParsedWrite write)
    {
        if (write is not { Command.IsUpsert: true, Update: { } update }) return null;
        BsonDocument document = DocumentId.Complete(
            update.CreateUpsert(write.Filter.Predicate, () => guard?.NewId() ?? ObjectId.GenerateNewId(), _now));
        await InsertAsync(session, document);
        return document;
    }

    /// <summary>Updates, replaces or deletes a document.</summary>
    /// <returns>The document afterwards: the very same when nothing changes, null when it is gone.</returns>
    public async ValueTask<BsonDocument?> ApplyAsync(IWriteSession session, StoredDocument stored, ParsedWrite write)
    {
        if (write.Command is { } command) guard?.Admit(stored.Document, command.Change);
        BsonDocument? changed = write.Update?.Apply(stored.Document, write.Filter.Predicate, _now);
        if (ReferenceEquals(changed, stored.Document)) return changed;
        guard?.Check(stored.Document, changed);
        if (changed is null) await session.DeleteAsync(collection, stored);
        else await session.ReplaceAsync(
            collection, stored, changed, write.Update is ReplacementUpdate ? ChangeKind.Replace : ChangeKind.Update);
        return changed;
    }
}
