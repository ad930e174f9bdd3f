using System;
using System.Collections.Generic;
using AppServices.Mql.Queries;
using AppServices.Server.Errors;
using AppServices.Server.Rules.Roles;
using AppServices.Server.Rules.Schemas;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>
/// Decides about the changes of one write of a caller. What a caller does not see, an update or a delete does not find. What it
/// finds and may not change refuses the whole write: 400 and <c>update not permitted</c>, <c>delete not permitted</c>, by analogy
/// with the <c>insert not permitted</c> that clients know (app-folder 6.10, 12 row 8).
/// </summary>
internal sealed class RuleGuard(CollectionView view, CollectionSchema? schema) : IWriteGuard
{
    // So many calls of functions are made before the documents are looked at again.
    private const int MaxPending = 100;

    private readonly List<ObjectId> _ids = [];
    private int _given;

    public DateTime Now { get; } = DateTime.UtcNow;

    public bool IsUndecided => view.Calls.Pending > 0;

    /// <summary>Prepares for the same write once more.</summary>
    public void Restart() => _given = 0;

    public BsonValue NewId()
    {
        if (_given == _ids.Count) _ids.Add(ObjectId.GenerateNewId());
        return _ids[_given++];
    }

    public BsonDocument Candidates(BsonDocument filter) => view.Candidates(filter);

    // A document that cannot be judged yet is passed over, so that the search goes on and more of them are found at once.
    public bool Matches(BsonDocument document, Predicate filter) => view.Matches(document, filter) || view.Calls.Pending >= MaxPending;

    public void Admit(BsonDocument document, BsonValue change)
    {
        if (!view.MayHide) return;
        BsonDocument known = CollectionView.WithoutReserved(document);
        if (change is BsonArray) throw Refused("update", "a pipeline could read fields that the caller may not");
        foreach (string[] path in NamedFields.Of(change.AsBsonDocument))
            if (view.Hides(known, path)) throw Refused("update", Reason(view.Choose(known, null)));
    }

    public void Check(BsonDocument? before, BsonDocument? after)
    {
        (before, after) = (WithoutReserved(before), WithoutReserved(after));
        Role? old = before is null ? null : view.Choose(before, null);
        Role? next = after is null ? null : view.Choose(after, before);
        switch (before, after)
        {
            case (null, { } inserted):
                if (next?.AllowsInsert(inserted, view.Calls) != true) throw Refused("insert", Reason(next));
                schema?.Check(null, inserted, view.Calls);
                break;
            case ({ } deleted, null):
                if (old?.AllowsDelete(deleted, view.Calls) != true) throw Refused("delete", Reason(old));
                break;
            case ({ } one, { } other):
                // Who may change a document as it is, and who may have it as it is to be, must both be the caller.
                if (old?.AllowsUpdate(one, other, view.Calls) != true) throw Refused("update", Reason(old));
                if (next != old && next?.AllowsUpdate(one, other, view.Calls) != true) throw Refused("update", Reason(next));
                schema?.Check(one, other, view.Calls);
                break;
        }
    }

    private static BsonDocument? WithoutReserved(BsonDocument? document) => document is null ? null : CollectionView.WithoutReserved(document);

    private static string Reason(Role? role) => role is null ? "no role applies" : $"role '{role.Name}' does not allow it";

    private static AccessRefusedException Refused(string operation, string reason) =>
        new(400, ErrorCodes.Database, $"{operation} not permitted: {reason}");
}
