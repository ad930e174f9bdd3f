using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>The names and numbers of BSON types, as <c>$type</c> has them.</summary>
internal static class TypeNames
{
    // A type that MongoDB knows and no value here has.
    private const BsonType DbPointer = (BsonType)12;

    private static readonly FrozenDictionary<string, BsonType> s_types = new Dictionary<string, BsonType>
    {
        ["double"] = BsonType.Double,
        ["string"] = BsonType.String,
        ["object"] = BsonType.Document,
        ["array"] = BsonType.Array,
        ["binData"] = BsonType.Binary,
        ["undefined"] = BsonType.Undefined,
        ["objectId"] = BsonType.ObjectId,
        ["bool"] = BsonType.Boolean,
        ["date"] = BsonType.DateTime,
        ["null"] = BsonType.Null,
        ["dbPointer"] = DbPointer,
        ["regex"] = BsonType.RegularExpression,
        ["javascript"] = BsonType.JavaScript,
        ["symbol"] = BsonType.Symbol,
        ["javascriptWithScope"] = BsonType.JavaScriptWithScope,
        ["int"] = BsonType.Int32,
        ["timestamp"] = BsonType.Timestamp,
        ["long"] = BsonType.Int64,
        ["decimal"] = BsonType.Decimal128,
        ["minKey"] = BsonType.MinKey,
        ["maxKey"] = BsonType.MaxKey,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<BsonType, string> s_names = s_types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly BsonType[] s_numbers = [BsonType.Int32, BsonType.Int64, BsonType.Double, BsonType.Decimal128];

    /// <summary>The name of a value's type; <c>missing</c> for a missing one.</summary>
    public static string Of(BsonValue? value) => value is null ? "missing" : s_names[value.BsonType];

    /// <summary>The name of a type.</summary>
    public static string Of(BsonType type) => s_names[type];

    /// <summary>The types that a name, a number, or an array of both stands for.</summary>
    /// <exception cref="DocumentException">There is no such type.</exception>
    public static IReadOnlySet<BsonType> Parse(BsonValue operand)
    {
        if (operand is BsonArray { Count: 0 }) throw DocumentException.FailedToParse("$type must match at least one type");
        return (operand is BsonArray several ? several.SelectMany(ParseOne) : ParseOne(operand)).ToHashSet();
    }

    private static IEnumerable<BsonType> ParseOne(BsonValue operand) => operand switch
    {
        BsonString { Value: "number" } => s_numbers,
        BsonString name when s_types.TryGetValue(name.Value, out BsonType type) => [type],
        BsonString name => throw DocumentException.BadValue($"Unknown type name alias: {name.Value}"),
        { IsNumeric: true } => [FromNumber(operand.ToDouble())],
        _ => throw DocumentException.TypeMismatch("type must be represented as a number or a string"),
    };

    private static BsonType FromNumber(double number) => number switch
    {
        -1 => BsonType.MinKey,
        >= 1 and <= 19 or 127 when number == Math.Truncate(number) => (BsonType)(int)number,
        _ => throw DocumentException.BadValue($"Invalid numerical type code: {number}"),
    };
}
