using System.Collections.Generic;
using AppServices.Server.Errors;
using AppServices.Server.Rules.Roles;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>
/// Decides about the changes of one write of a caller. What a caller does not see, an update or a delete does not find. What it
/// finds and may not change refuses the whole write: 400 and <c>update not permitted</c>, <c>delete not permitted</c>, by analogy
/// with the <c>insert not permitted</c> that clients know (app-folder 6.10, 12 row 8).
/// </summary>
internal sealed class RuleGuard(CollectionView view)
{
    // So many calls of functions are made before the documents are looked at again.
    private const int MaxPending = 100;

    private readonly List<ObjectId> _ids = [];
    private int _given;

    /// <summary>The collection as the caller sees it.</summary>
    public CollectionView View => view;

    /// <summary>Whether something was asked that cannot be decided yet.</summary>
    public bool IsUndecided => view.Calls.Pending > 0;

    /// <summary>Prepares for the same write once more.</summary>
    public void Restart() => _given = 0;

    /// <summary>An <c>_id</c> for a new document, the same ones in the same order when the write is repeated.</summary>
    public BsonValue NewId()
    {
        if (_given == _ids.Count) _ids.Add(ObjectId.GenerateNewId());
        return _ids[_given++];
    }

    /// <summary>
    /// What is visible of a document that a write may be of. One that cannot be judged yet is passed over, so that the search goes on and
    /// more of them are found at once.
    /// </summary>
    /// <exception cref="UndecidedWriteException">They are many.</exception>
    public BsonDocument? See(BsonDocument document)
    {
        BsonDocument? seen = view.See(document);
        return view.Calls.Pending < MaxPending ? seen : throw new UndecidedWriteException();
    }

    /// <summary>Ends a write of which not all is decided.</summary>
    /// <exception cref="UndecidedWriteException">It is one.</exception>
    public void RequireDecided()
    {
        if (IsUndecided) throw new UndecidedWriteException();
    }

    /// <summary>
    /// Throws when an update may not be tried on a document, because it names what the caller cannot see: whether it succeeds,
    /// and the error if not, would tell.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="change">The update or replacement.</param>
    /// <exception cref="AccessRefusedException">It may not be tried.</exception>
    public void Admit(BsonDocument document, BsonValue change)
    {
        if (!view.MayHide) return;
        BsonDocument known = CollectionView.WithoutReserved(document);
        if (change is BsonArray) throw Refused("update", "a pipeline could read fields that the caller may not");
        foreach (string[] path in NamedFields.Of(change.AsBsonDocument))
            if (view.Hides(known, path)) throw Refused("update", Reason(view.Choose(known, null)));
    }

    /// <summary>Throws when the change is not allowed; nothing of its command is written then.</summary>
    /// <param name="before">The document before; null for an insert.</param>
    /// <param name="after">The document afterwards; null for a delete.</param>
    /// <exception cref="AccessRefusedException">It is not allowed.</exception>
    public void Check(BsonDocument? before, BsonDocument? after)
    {
        (before, after) = (WithoutReserved(before), WithoutReserved(after));
        Role? old = before is null ? null : view.Choose(before, null);
        Role? next = after is null ? null : view.Choose(after, before);
        switch (before, after)
        {
            case (null, { } inserted):
                if (next?.AllowsInsert(inserted, view.Calls) != true) throw Refused("insert", Reason(next));
                view.Schema?.Check(null, inserted, view.Calls);
                break;
            case ({ } deleted, null):
                if (old?.AllowsDelete(deleted, view.Calls) != true) throw Refused("delete", Reason(old));
                break;
            case ({ } one, { } other):
                // Who may change a document as it is, and who may have it as it is to be, must both be the caller.
                if (old?.AllowsUpdate(one, other, view.Calls) != true) throw Refused("update", Reason(old));
                if (next != old && next?.AllowsUpdate(one, other, view.Calls) != true) throw Refused("update", Reason(next));
                view.Schema?.Check(one, other, view.Calls);
                break;
        }
    }

    private static BsonDocument? WithoutReserved(BsonDocument? document) =>
        document is null ? null : CollectionView.WithoutReserved(document);

    private static string Reason(Role? role) => role is null ? "no role applies" : $"role '{role.Name}' does not allow it";

    private static AccessRefusedException Refused(string operation, string reason) =>
        new(400, ErrorCodes.Database, $"{operation} not permitted: {reason}");
}
