using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Roles;

/// <summary>What a role shows of a document (app-folder 6.4).</summary>
internal static class ReadDecision
{
    /// <summary>
    /// The visible part; null when there is none. The right to write, which implies that to read, is that to write the document
    /// as it is: so <c>%%prevRoot</c> is there, and a role that writes new documents only does not show the others.
    /// </summary>
    public static BsonDocument? See(this Role role, BsonDocument document, CallTable calls)
    {
        var read = new DocumentScope(document, null, calls);
        var write = new DocumentScope(document, document, calls);
        if (role.HasFilters && role.FilterRead?.IsTrue(read) == false && role.FilterWrite?.IsTrue(write) != true) return null;
        if (role.Read?.IsTrue(read) == true || role.Write?.IsTrue(write) == true) return document;
        return role.Read is null && role.Fields.See(document, read) is { ElementCount: > 0 } seen ? seen : null;
    }

    /// <summary>Whether a role shows neither what is at a path of a document nor would if it were there.</summary>
    public static bool Hides(this Role role, BsonDocument document, string[] path, CallTable calls)
    {
        var read = new DocumentScope(document, null, calls);
        if (role.Read?.IsTrue(read) == true || role.Write?.IsTrue(new DocumentScope(document, document, calls)) == true) return false;
        return role.Read is not null || role.Fields.Hides(path, document, read);
    }
}
