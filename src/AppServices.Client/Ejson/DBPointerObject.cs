using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary><c>{"$dbPointer":{"$ref":"db.coll","$id":{"$oid":"..."}}}</c>.</summary>
internal static class DBPointerObject
{
    public static BsonDBPointer Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$dbPointer", "{\"$ref\":\"...\",\"$id\":{\"$oid\":\"...\"}}");
        string? target = null;
        ObjectId? id = null;
        while (Tokens.NextField(ref reader))
        {
            if (target is null && JsonText.Is(ref reader, "$ref"u8))
            {
                Tokens.NextString(ref reader, "$ref", "a string");
                target = JsonText.String(ref reader);
            }
            else if (id is null && JsonText.Is(ref reader, "$id"u8))
            {
                id = NextId(ref reader);
            }
            else
            {
                throw Tokens.Extra(ref reader, "$dbPointer");
            }
        }

        if (target is null) throw Tokens.Missing(ref reader, "$dbPointer", "$ref");
        return new BsonDBPointer(target, id ?? throw Tokens.Missing(ref reader, "$dbPointer", "$id"));
    }

    private static ObjectId NextId(ref Utf8JsonReader reader)
    {
        const string meaning = "{\"$oid\":\"...\"}";
        Tokens.NextObject(ref reader, "$id", meaning);
        if (!Tokens.NextField(ref reader)) throw Tokens.Needs(ref reader, "$id", meaning);
        if (!JsonText.Is(ref reader, "$oid"u8)) throw Tokens.Extra(ref reader, "$id");
        ObjectId id = TypeObject.Oid(ref reader);
        Tokens.End(ref reader, "$oid");
        return id;
    }
}
