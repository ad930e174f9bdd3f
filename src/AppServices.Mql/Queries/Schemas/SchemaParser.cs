using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Schemas;

/// <summary>Parses the schemas of <c>$jsonSchema</c>. A keyword that MongoDB does not take is refused.</summary>
/// <param name="cancellation">Ends the operation that the query is part of.</param>
internal sealed class SchemaParser(CancellationToken cancellation)
{
    private static readonly FrozenSet<string> s_keywords = FrozenSet.ToFrozenSet(
        ["additionalItems", "additionalProperties", "allOf", "anyOf", "bsonType", "dependencies", "description", "enum",
            "exclusiveMaximum", "exclusiveMinimum", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
            "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern", "patternProperties", "properties", "required", "title",
            "type", "uniqueItems"]);

    private static readonly string[] s_texts = ["title", "description"];

    private static readonly string[] s_counts =
        ["minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength"];

    /// <exception cref="DocumentException">It is no schema, or one that is not supported.</exception>
    public static SchemaPredicate Parse(BsonValue schema, CancellationToken cancellation) => schema is BsonDocument document
        ? new SchemaPredicate(new SchemaParser(cancellation).Parse(document))
        : throw DocumentException.TypeMismatch("$jsonSchema must be an object");

    private JsonSchema Parse(BsonDocument schema)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (string name in schema.Names.Where(name => !s_keywords.Contains(name))) throw Unknown(name);
        foreach (string name in s_texts.Where(schema.Contains)) Of<BsonString>(schema[name], name, "a string");
        return new JsonSchema(
        [
            .. OfTypes(schema), .. OfNumbers(schema), .. Counts(schema), .. OfTexts(schema), .. OfItems(schema),
            .. OfFields(schema), .. Logic(schema),
        ]);
    }

    private static DocumentException Unknown(string name) => name switch
    {
        "$ref" or "$schema" or "default" or "definitions" or "format" or "id" =>
            Invalid($"$jsonSchema keyword '{name}' is not currently supported"),
        "encrypt" or "encryptMetadata" =>
            DocumentException.Unsupported($"$jsonSchema keyword '{name}' is not supported by the embedded database."),
        _ => Invalid($"Unknown $jsonSchema keyword: {name}"),
    };

    private static IEnumerable<SchemaRule> OfTypes(BsonDocument schema)
    {
        if (schema.Contains("type") && schema.Contains("bsonType"))
            throw Invalid("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
        if (schema.TryGetValue("type", out BsonValue type)) yield return new TypeRule(TypesOf(type, "type", isJson: true));
        if (schema.TryGetValue("bsonType", out BsonValue bsonType)) yield return new TypeRule(TypesOf(bsonType, "bsonType", isJson: false));
        if (!schema.TryGetValue("enum", out BsonValue values)) yield break;
        BsonArray possible = Of<BsonArray>(values, "enum", "an array");
        if (possible.Count == 0) throw Invalid("$jsonSchema keyword 'enum' cannot be an empty array");
        if (possible.Distinct(BsonEquality.Instance).Count() < possible.Count)
            throw Invalid("$jsonSchema keyword 'enum' array cannot contain duplicate values.");
        yield return new EnumRule(possible);
    }

    private static HashSet<BsonType> TypesOf(BsonValue given, string keyword, bool isJson)
    {
        BsonArray names = given switch
        {
            BsonString => [given],
            BsonArray { Count: 0 } => throw Invalid($"$jsonSchema keyword '{keyword}' must name at least one type"),
            BsonArray array => array,
            _ => throw DocumentException.TypeMismatch($"$jsonSchema keyword '{keyword}' must be either a string or an array of strings"),
        };
        string[] texts = [.. names.Select(name => Of<BsonString>(name, keyword, "a string or an array of strings").Value)];
        if (texts.Distinct().Count() < texts.Length) throw Invalid($"$jsonSchema keyword '{keyword}' has duplicate value");
        return [.. texts.SelectMany(name => TypesOf(name, isJson))];
    }

    private static IReadOnlySet<BsonType> TypesOf(string name, bool isJson) => (name, isJson) switch
    {
        ("integer", _) => throw Invalid("$jsonSchema type 'integer' is not currently supported."),
        ("boolean", true) => TypeNames.Parse("bool"),
        ("array" or "null" or "number" or "object" or "string", true) or (_, false) => TypeNames.Parse(name),
        _ => throw DocumentException.BadValue($"Unknown type name alias: {name}"),
    };

    private static IEnumerable<SchemaRule> OfNumbers(BsonDocument schema)
    {
        foreach ((string name, string exclusive, bool isMaximum) in
            ((string, string, bool)[])[("minimum", "exclusiveMinimum", false), ("maximum", "exclusiveMaximum", true)])
        {
            bool isExclusive = Flag(schema, exclusive);
            if (schema.TryGetValue(name, out BsonValue bound)) yield return new BoundRule(NumberOf(bound, name), isMaximum, isExclusive);
            else if (schema.Contains(exclusive)) throw Invalid($"$jsonSchema keyword '{name}' must be a number if {exclusive} is present");
        }
        if (!schema.TryGetValue("multipleOf", out BsonValue divisor)) yield break;
        if (NumberOrder.IsNaN(NumberOf(divisor, "multipleOf")) || NumberOrder.Compare(divisor, (BsonInt32)0) <= 0
            || NumberOrder.Infinity(divisor) != 0)
            throw Invalid("$jsonSchema keyword 'multipleOf' must have a positive value");
        yield return new MultipleRule(divisor);
    }

    private static IEnumerable<SchemaRule> Counts(BsonDocument schema)
    {
        foreach (string name in s_counts.Where(schema.Contains))
        {
            if (!WholeNumber.TryExact(schema[name], out long bound) || bound < 0)
                throw Invalid($"$jsonSchema keyword '{name}' must be a whole number that is not negative");
            bool isMaximum = name.StartsWith("max", StringComparison.Ordinal);
            yield return name.EndsWith("Length", StringComparison.Ordinal)
                ? new LengthRule(bound, isMaximum)
                : new CountRule(name.EndsWith("Items", StringComparison.Ordinal), bound, isMaximum);
        }
    }

    private IEnumerable<SchemaRule> OfTexts(BsonDocument schema)
    {
        if (schema.TryGetValue("pattern", out BsonValue pattern))
            yield return new PatternRule(
                Patterns.Compile(new BsonRegularExpression(Of<BsonString>(pattern, "pattern", "a string").Value)), cancellation);
    }

    private IEnumerable<SchemaRule> OfItems(BsonDocument schema)
    {
        if (Flag(schema, "uniqueItems")) yield return new UniqueRule();
        JsonSchema? additional = Additional(schema, "additionalItems");
        if (!schema.TryGetValue("items", out BsonValue items)) yield break;
        yield return items switch
        {
            BsonDocument each => new ItemsRule([], Parse(each), cancellation),
            BsonArray array => new ItemsRule([.. array.Select(item => Nested(item, "items"))], additional, cancellation),
            _ => throw DocumentException.TypeMismatch("$jsonSchema keyword 'items' must be an array or an object"),
        };
    }

    private IEnumerable<SchemaRule> OfFields(BsonDocument schema)
    {
        if (schema.TryGetValue("required", out BsonValue required)) yield return new RequiredRule(Names(required, "required"));
        JsonSchema? additional = Additional(schema, "additionalProperties");
        BsonDocument named = Part(schema, "properties"), patterns = Part(schema, "patternProperties");
        var fields = named.ToDictionary(field => field.Name, field => Nested(field.Value, "properties"), StringComparer.Ordinal);
        (Regex, JsonSchema)[] matching = [.. patterns.Select(field => (NamePattern(field.Name), Nested(field.Value, "patternProperties")))];
        if (fields.Count > 0 || matching.Length > 0 || schema.Contains("additionalProperties"))
            yield return new FieldsRule(fields, matching, additional, cancellation);
        foreach (BsonElement dependency in Part(schema, "dependencies"))
            yield return new DependencyRule(dependency.Name, dependency.Value switch
            {
                BsonDocument nested => Parse(nested),
                BsonArray names => new JsonSchema([new RequiredRule(Names(names, "dependencies"))]),
                _ => throw DocumentException.TypeMismatch("$jsonSchema keyword 'dependencies' must have objects or arrays as its values"),
            });
    }

    private IEnumerable<SchemaRule> Logic(BsonDocument schema)
    {
        if (Several(schema, "allOf") is { } all) yield return new CountedRule(all, all.Length, all.Length);
        if (Several(schema, "anyOf") is { } any) yield return new CountedRule(any, 1, any.Length);
        if (Several(schema, "oneOf") is { } one) yield return new CountedRule(one, 1, 1);
        if (schema.TryGetValue("not", out BsonValue not)) yield return new CountedRule([Nested(not, "not")], 0, 0);
    }

    private JsonSchema[]? Several(BsonDocument schema, string name)
    {
        if (!schema.TryGetValue(name, out BsonValue value)) return null;
        BsonArray schemas = Of<BsonArray>(value, name, "an array");
        return schemas.Count > 0
            ? [.. schemas.Select(item => Nested(item, name))]
            : throw DocumentException.BadValue($"$jsonSchema keyword '{name}' must be a non-empty array");
    }

    private JsonSchema? Additional(BsonDocument schema, string name) => schema.GetValue(name, BsonBoolean.True) switch
    {
        BsonBoolean { Value: true } => JsonSchema.Anything,
        BsonBoolean => null,
        BsonDocument nested => Parse(nested),
        _ => throw DocumentException.TypeMismatch($"$jsonSchema keyword '{name}' must be either an object or a boolean"),
    };

    private JsonSchema Nested(BsonValue value, string keyword) => Parse(Of<BsonDocument>(value, keyword, "an object, or have such values"));

    private static Regex NamePattern(string pattern) => Patterns.Compile(new BsonRegularExpression(pattern), invalid: 2);

    private static BsonDocument Part(BsonDocument schema, string name) =>
        schema.TryGetValue(name, out BsonValue value) ? Of<BsonDocument>(value, name, "an object") : [];

    private static string[] Names(BsonValue value, string keyword)
    {
        BsonArray names = Of<BsonArray>(value, keyword, "an array");
        if (names.Count == 0) throw Invalid($"$jsonSchema keyword '{keyword}' cannot be an empty array");
        string[] texts = [.. names.Select(name => Of<BsonString>(name, keyword, "an array of strings").Value)];
        return texts.Distinct().Count() == texts.Length
            ? texts
            : throw Invalid($"$jsonSchema keyword '{keyword}' array cannot contain duplicate values");
    }

    private static BsonValue NumberOf(BsonValue value, string keyword) => value is { IsNumeric: true }
        ? value
        : throw DocumentException.TypeMismatch($"$jsonSchema keyword '{keyword}' must be a number");

    private static bool Flag(BsonDocument schema, string name) =>
        schema.TryGetValue(name, out BsonValue value) && Of<BsonBoolean>(value, name, "a boolean").Value;

    private static T Of<T>(BsonValue value, string keyword, string expected) where T : BsonValue =>
        value as T ?? throw DocumentException.TypeMismatch($"$jsonSchema keyword '{keyword}' must be {expected}");

    private static DocumentException Invalid(string message) => DocumentException.FailedToParse(message);
}
