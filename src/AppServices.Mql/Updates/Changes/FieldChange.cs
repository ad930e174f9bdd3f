using AppServices.Mql.Updates.Tree;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>What an operator does to one field: an end of the tree.</summary>
internal abstract class FieldChange : UpdateNode
{
    /// <summary>What a path to the field that cannot be means for this operator.</summary>
    protected virtual OnBlockedPath OnBlockedPath => OnBlockedPath.CannotCreate;

    public sealed override BsonValue? Apply(BsonValue? current, UpdateRun run)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        if (!IsWanted(run)) return current;
        BsonValue? changed = Change(current, run);
        if (!ReferenceEquals(changed, current)) run.CheckChange(changed);
        return changed;
    }

    public override void Refuse(BsonValue holder, string rest, UpdateRun run)
    {
        if (OnBlockedPath == OnBlockedPath.Nothing || !IsWanted(run)) return;
        string field = rest.Split('.')[0];
        throw OnBlockedPath == OnBlockedPath.CannotCreate
            ? UpdateErrors.CannotCreate(field, run.Name, holder)
            : UpdateErrors.CannotTraverse(field, run.PathOf(rest), run.Name, holder);
    }

    /// <summary>Whether the operator has anything to do in this run.</summary>
    protected virtual bool IsWanted(UpdateRun run) => true;

    /// <summary>The new value of the field: the same instance for no change, null for none.</summary>
    /// <param name="current">The value; null when the field is missing.</param>
    /// <param name="run">The update of the document, which is at the field.</param>
    protected abstract BsonValue? Change(BsonValue? current, UpdateRun run);
}

/// <summary>What follows when a path leads through something that is no document.</summary>
internal enum OnBlockedPath
{
    CannotCreate,
    CannotTraverse,
    Nothing,
}
