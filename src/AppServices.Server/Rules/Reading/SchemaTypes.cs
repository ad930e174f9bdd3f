using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>The types that a schema gives fields, by path; an array has those of its items.</summary>
internal static class SchemaTypes
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(ConfigFile schema)
    {
        var types = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (EjsonValue.Read(schema) is BsonDocument document) Collect("", document, types);
        return types;
    }

    private static void Collect(string prefix, BsonDocument schema, Dictionary<string, IReadOnlyList<string>> types)
    {
        if (schema.GetValue("properties", BsonNull.Value) is not BsonDocument properties) return;
        foreach (BsonElement property in properties)
        {
            if (property.Value is not BsonDocument inner) continue;
            string path = prefix + property.Name;
            if (TypeOf(inner) == "array" && inner.GetValue("items", BsonNull.Value) is BsonDocument items) inner = items;
            if (TypeOf(inner) is { } type) types[path] = [type];
            Collect(path + ".", inner, types);
        }
    }

    private static string? TypeOf(BsonDocument schema) =>
        schema.GetValue("bsonType", BsonNull.Value) is BsonString type ? type.Value : null;
}
