using System.Collections.Generic;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary>
/// <c>bsonType</c> and <c>type</c>. A whole number is good for either width, also one that JavaScript wrote (app-folder 6.9).
/// </summary>
internal sealed class TypeCheck(IReadOnlyList<string> names) : SchemaCheck
{
    private static readonly HashSet<string> s_known =
    [
        "object", "array", "string", "int", "integer", "long", "double", "float", "decimal", "number", "bool", "boolean", "date",
        "objectId", "objectid", "uuid",
        "binData", "regex", "timestamp", "javascript", "symbol", "minKey", "maxKey", "null", "mixed", "linkingObjects",
    ];

    public static bool IsKnown(string name) => s_known.Contains(name);

    public override void Find(in SchemaValue value, List<string> violations)
    {
        foreach (string name in names)
            if (Is(value.Value, name)) return;
        violations.Add(At(value, $"must be of type {string.Join(" or ", names)}"));
    }

    private static bool Is(BsonValue value, string name) => name switch
    {
        "object" => value is BsonDocument,
        "array" => value is BsonArray,
        "string" => value is BsonString,
        "int" or "integer" or "long" => WholeNumber.TryExact(value, out _) && value is not BsonDecimal128,
        "double" or "float" => value is BsonDouble,
        "decimal" => value is BsonDecimal128,
        "number" => value.IsNumeric,
        "bool" or "boolean" => value is BsonBoolean,
        "date" => value is BsonDateTime,
        "objectId" or "objectid" => value is BsonObjectId,
        "uuid" => value is BsonBinaryData { SubType: BsonBinarySubType.UuidStandard },
        "binData" => value is BsonBinaryData,
        "regex" => value is BsonRegularExpression,
        "timestamp" => value is BsonTimestamp,
        "javascript" => value is BsonJavaScript,
        "symbol" => value is BsonSymbol,
        "minKey" => value is BsonMinKey,
        "maxKey" => value is BsonMaxKey,
        "null" => value is BsonNull,
        _ => true,      // mixed, and linkingObjects, which are not stored
    };
}
