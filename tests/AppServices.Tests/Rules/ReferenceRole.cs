using System.Linq;
using MongoDB.Bson;

namespace AppServices.Tests.Rules;

/// <summary>A role as it stands in the file.</summary>
internal static class ReferenceRole
{
    /// <summary>The role, in which a literal false above fields that may be written counts for nothing (app-folder 6.5).</summary>
    public static BsonDocument Writable(this BsonDocument role)
    {
        if (role.GetValue("write", null) != false || !HasWrite(role)) return role;
        var rest = new BsonDocument(role);
        rest.Remove("write");
        return rest;
    }

    private static bool HasWrite(BsonDocument role) =>
        HasWriteEntry(role.GetValue("additional_fields", null)) || (role.GetValue("fields", null) is BsonDocument fields && fields.Any(field => HasWriteEntry(field.Value)));

    private static bool HasWriteEntry(BsonValue? entry) => entry is BsonDocument rule
        && (rule.TryGetValue("write", out BsonValue write) ? write != false : rule.GetValue("fields", null) is BsonDocument inner && inner.Any(field => HasWriteEntry(field.Value)));

    /// <summary>What the role says of a field; null for nothing.</summary>
    public static BsonDocument? EntryOf(this BsonDocument role, string name) => role.GetValue("fields", null) is BsonDocument fields && fields.TryGetValue(name, out BsonValue entry)
        ? entry.AsBsonDocument
        : role.GetValue("additional_fields", null) as BsonDocument;
}
