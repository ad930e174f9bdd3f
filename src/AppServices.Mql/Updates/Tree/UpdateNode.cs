using MongoDB.Bson;

namespace AppServices.Mql.Updates.Tree;

/// <summary>
/// A place in the tree that an update is: below the root one node for each field that paths of the update share, and at the
/// ends what is to be done. Nodes never change.
/// </summary>
internal abstract class UpdateNode
{
    /// <summary>What the value at this place becomes.</summary>
    /// <param name="current">The value; null where there is none.</param>
    /// <param name="run">The update of the document, which is at this place.</param>
    /// <returns>The same instance when nothing changes, null for no value.</returns>
    /// <exception cref="DocumentException">The update cannot be applied.</exception>
    public abstract BsonValue? Apply(BsonValue? current, UpdateRun run);

    /// <summary>Says what follows from this place not being possible, because something on the way is no document.</summary>
    /// <param name="holder">What is on the way; the run is at its place.</param>
    /// <param name="rest">The path from there to here.</param>
    /// <param name="run">The update of the document.</param>
    /// <exception cref="DocumentException">The update needs the place.</exception>
    public abstract void Refuse(BsonValue holder, string rest, UpdateRun run);

    /// <summary>Both of two nodes for one place.</summary>
    /// <param name="other">The other node.</param>
    /// <param name="place">The place.</param>
    /// <exception cref="DocumentException">They cannot both be.</exception>
    public virtual UpdateNode Merge(UpdateNode other, string place) => throw UpdateErrors.Conflict(place);
}
