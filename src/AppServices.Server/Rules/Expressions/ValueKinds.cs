using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>Finds comparisons that can never hold, as far as the kinds of both sides are known before there are any values.</summary>
internal static class ValueKinds
{
    private static readonly string[] s_userTypes = ["normal", "server", "system"];

    /// <summary>Why one value never equals another, or any of its items; null when it may.</summary>
    public static string? Clash(RuleValue subject, RuleValue operand, KnownNames names)
    {
        if (operand is ConstantValue { Value.Value: BsonArray { Count: 0 } })
            return "nothing equals any of an empty array, so the expression is never true";
        if (subject is CallerValue { Path: ["user", "type"] } && Texts(operand) is { } types && !types.Intersect(s_userTypes).Any())
            return $"'%%user.type' is {string.Join(", ", s_userTypes)} and never {string.Join(", ", types)}";
        if (Kinds(subject, names) is not { } one || Kinds(operand, names) is not { } other || one.Kinds.Intersect(other.Kinds).Any())
            return null;
        string advice = one.Kinds.Concat(other.Kinds).Contains("objectId") ? "; %stringToOid converts a text" : "";
        return $"{one.Name} is of type {string.Join(" or ", one.Kinds)} and never equals {other.Name}, of type {string.Join(" or ", other.Kinds)}{advice}";
    }

    private static (string Name, string[] Kinds)? Kinds(RuleValue value, KnownNames names) => value switch
    {
        CallerValue { Path: ["user", "id" or "type"] } user => ($"'%%user.{user.Path[1]}'", ["string"]),
        ConvertedValue converted => ("the converted value", [converted.Target]),
        DocumentValue { Part: DocumentPart.Root, Path: { } path } when names.FieldTypes.TryGetValue(
            path.Text, out IReadOnlyList<string>? types) =>
            types.All(type => type is "string" or "objectId" or "uuid" or "bool" or "date") ? ($"'{path.Text}'", [.. types]) : null,
        ConstantValue { Value.Value: BsonString } => ("a text", ["string"]),
        ConstantValue { Value.Value: BsonObjectId } => ("an id", ["objectId"]),
        ConstantValue { Value.Value: BsonBoolean } => ("a truth value", ["bool"]),
        ConstantValue { Value.Value: { IsNumeric: true } } => ("a number", ["number"]),
        _ => null,
    };

    private static string[]? Texts(RuleValue value) => value switch
    {
        ConstantValue { Value.Value: BsonString text } => [text.Value],
        ConstantValue { Value.Value: BsonArray array } when array.All(item => item is BsonString) =>
            array.Select(item => item.AsString).ToArray(),
        _ => null,
    };
}
