using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Mql.Updates;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A change of the first document that matches. It can be run again when it was undone.</summary>
internal sealed class FindAndModifyRun
{
    private readonly FindAndModifyCommand _command;
    private readonly StoreFilter _filter;
    private readonly Projection _projection;
    private readonly Targets _target;
    private readonly Update? _update;
    private readonly DocumentChange _change;
    private readonly RuleGuard? _guard;
    private readonly CancellationToken _cancellation;

    /// <exception cref="DocumentException">The command is not valid.</exception>
    public FindAndModifyRun(CollectionName collection, FindAndModifyCommand command, StoreFilter filter, Projection projection, RuleGuard? guard, CancellationToken cancellation)
    {
        (_command, _filter, _projection, _guard, _cancellation) = (command, filter, projection, guard, cancellation);
        _target = new Targets(collection, filter, command.Sort, command.Hint, isMany: false, guard);
        _update = command.Change is { } change ? Parse(change) : null;
        _change = new DocumentChange(collection, guard);
    }

    /// <summary>The document before or after, as the command asks; null when there is none. What the rules show of it has yet to be found out.</summary>
    /// <exception cref="UndecidedWriteException">The rules have to find out more; nothing is done.</exception>
    public async ValueTask<BsonDocument?> RunAsync(IWriteSession session)
    {
        BsonDocument? document = await ChangeFirstAsync(session);
        _guard?.RequireDecided();
        return document is null || _guard is not null ? document : _projection.Apply(document);
    }

    private async ValueTask<BsonDocument?> ChangeFirstAsync(IWriteSession session)
    {
        await foreach (StoredDocument stored in _target.FindAsync(session, _cancellation)) return await ChangeAsync(session, stored);
        if (_update is null || !_command.IsUpsert) return null;
        BsonDocument inserted = await _change.UpsertAsync(session, _update, _filter);
        return _command.ReturnsNew ? inserted : null;
    }

    private async ValueTask<BsonDocument> ChangeAsync(IWriteSession session, StoredDocument stored)
    {
        if (_update is null)
        {
            await _change.DeleteAsync(session, stored);
            return stored.Document;
        }
        BsonDocument changed = await _change.UpdateAsync(session, stored, _command.Change!, _update, _filter);
        return _command.ReturnsNew ? changed : stored.Document;
    }

    private Update Parse(BsonValue change) => _command.IsReplacement
        ? UpdateParser.ParseReplacement(change as BsonDocument ?? throw DocumentException.FailedToParse("A replacement must be a document"))
        : UpdateParser.Parse(change, _command.ArrayFilters, _cancellation);
}
