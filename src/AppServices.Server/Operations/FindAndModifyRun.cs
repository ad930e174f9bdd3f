using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A write of the first document that matches. It can be run again when it was undone.</summary>
internal sealed class FindAndModifyRun
{
    private readonly CollectionName _collection;
    private readonly ParsedWrite _write;
    private readonly DocumentChange _change;
    private readonly bool _returnsNew;
    private readonly RuleGuard? _guard;
    private readonly CancellationToken _cancellation;

    /// <exception cref="DocumentException">The command is not valid.</exception>
    public FindAndModifyRun(
        CollectionName collection, FindAndModifyCommand command, RuleGuard? guard, bool passes, CancellationToken cancellation)
    {
        (_collection, _returnsNew, _guard, _cancellation) = (collection, command.ReturnsNew, guard, cancellation);
        _write = ParsedWrite.Parse(collection, command.Write, guard, passes, cancellation);
        _change = new DocumentChange(collection, guard);
        Projection = Projection.Parse(command.Projection ?? [], _write.Filter.Predicate, cancellation);
    }

    /// <summary>What of the document to return.</summary>
    public Projection Projection { get; }

    /// <summary>
    /// What was done, with the document before or after, as the command asks. What rules show of it has yet to be found out.
    /// </summary>
    /// <exception cref="UndecidedWriteException">The rules have to find out more; nothing is done.</exception>
    public async ValueTask<FindAndModifyResult> RunAsync(IWriteSession session)
    {
        await session.RequireNoViewAsync(_collection);
        FindAndModifyResult result = await ChangeFirstAsync(session);
        _guard?.RequireDecided();
        return result.Document is not { } document || _guard is not null ? result : result with { Document = Projection.Apply(document) };
    }

    private async ValueTask<FindAndModifyResult> ChangeFirstAsync(IWriteSession session)
    {
        await foreach (StoredDocument stored in _write.Targets!.FindAsync(session, _cancellation))
        {
            BsonDocument? changed = await _change.ApplyAsync(session, stored, _write);
            return new FindAndModifyResult(_returnsNew && changed is not null ? changed : stored.Document, IsFound: true, null);
        }
        BsonDocument? inserted = await _change.UpsertAsync(session, _write);
        return new FindAndModifyResult(_returnsNew ? inserted : null, IsFound: false, inserted?[DocumentId.Field]);
    }
}
