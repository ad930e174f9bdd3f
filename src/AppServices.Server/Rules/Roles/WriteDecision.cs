using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Roles;

/// <summary>Whether a role allows a change (app-folder 6.5).</summary>
internal static class WriteDecision
{
    private const string Id = "_id";

    /// <summary>
    /// Whether a new document is allowed. An <c>_id</c> without a rule of its own needs none: every document has one, and
    /// mostly the server makes it.
    /// </summary>
    public static bool AllowsInsert(this Role role, BsonDocument document, CallTable calls)
    {
        var scope = new DocumentScope(document, null, calls);
        return PassesFilter(role, scope) && role.Insert.IsTrue(scope) && AllowsFields(role, null, document, scope);
    }

    /// <summary>
    /// Whether a document may become another. The gate of <c>document_filters</c> must be open for both; all else is asked of the
    /// resulting document, with the old one as <c>%%prevRoot</c>.
    /// </summary>
    public static bool AllowsUpdate(this Role role, BsonDocument before, BsonDocument after, CallTable calls)
    {
        var scope = new DocumentScope(after, before, calls);
        return PassesFilter(role, new DocumentScope(before, before, calls)) && PassesFilter(role, scope)
            && AllowsFields(role, before, after, scope);
    }

    /// <summary>
    /// Whether a document may be deleted: as <c>delete</c> says, and where it says nothing, if all fields may be written. There is
    /// no document afterwards, so <c>%%root</c> is the old one too.
    /// </summary>
    public static bool AllowsDelete(this Role role, BsonDocument document, CallTable calls)
    {
        var scope = new DocumentScope(document, document, calls);
        if (!PassesFilter(role, scope)) return false;
        return role.Delete is { } delete ? delete.IsTrue(scope) : AllowsFields(role, document, null, scope);
    }

    private static bool PassesFilter(Role role, in DocumentScope scope) => role.FilterWrite?.IsTrue(scope) != false;

    private static bool AllowsFields(Role role, BsonDocument? before, BsonDocument? after, in DocumentScope scope)
    {
        if (role.Write is { } write) return write.IsTrue(scope);
        if (before is not null && after is not null) return role.Fields.AllowsChange(before, after, scope);
        (before, after) = (WithoutId(role, before), WithoutId(role, after));
        bool isEmpty = (before ?? after) is { ElementCount: 0 };
        return isEmpty ? role.Fields.AllowsOthers(scope) : role.Fields.AllowsChange(before, after, scope);
    }

    private static BsonDocument? WithoutId(Role role, BsonDocument? document)
    {
        if (document?.Contains(Id) != true || role.Fields.Names(Id)) return document;
        var rest = new BsonDocument();
        foreach (BsonElement element in document)
            if (element.Name != Id) rest.Add(element);
        return rest;
    }
}
