using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Schemas;
using AppServices.Server.Rules.Schemas.Checks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>
/// Compiles a schema: the keywords of JSON schema's draft 4 with <c>bsonType</c> and <c>validate</c>. What it does not know is noted.
/// </summary>
internal sealed class SchemaParser(KnownNames names, ExpressionProblems problems, bool deniesNulls)
{
    private static readonly Schema s_any = new([]);

    public Schema Parse(BsonDocument schema) =>
        new(schema.SelectMany(keyword => Checks(keyword, schema)).Concat(Properties(schema)).Concat(Items(schema)).ToArray());

    private IEnumerable<SchemaCheck> Checks(BsonElement keyword, BsonDocument schema) => keyword switch
    {
        { Name: "bsonType" or "type" } => [new TypeCheck(Types(keyword.Value))],
        { Name: "required", Value: BsonArray required } => [new RequiredCheck(Texts(required))],
        { Name: "required", Value: BsonBoolean } => [],         // draft 3 has it at the field
        { Name: "minProperties" } => [new SizeCheck(Sized.Document, Count(keyword), isUpper: false)],
        { Name: "maxProperties" } => [new SizeCheck(Sized.Document, Count(keyword), isUpper: true)],
        { Name: "minItems" } => [new SizeCheck(Sized.Array, Count(keyword), isUpper: false)],
        { Name: "maxItems" } => [new SizeCheck(Sized.Array, Count(keyword), isUpper: true)],
        { Name: "minLength" } => [new SizeCheck(Sized.Text, Count(keyword), isUpper: false)],
        { Name: "maxLength" } => [new SizeCheck(Sized.Text, Count(keyword), isUpper: true)],
        { Name: "minimum", Value.IsNumeric: true } => [new RangeCheck(keyword.Value, isUpper: false, IsSet(schema, "exclusiveMinimum"))],
        { Name: "maximum", Value.IsNumeric: true } => [new RangeCheck(keyword.Value, isUpper: true, IsSet(schema, "exclusiveMaximum"))],
        { Name: "multipleOf", Value.IsNumeric: true } => [new MultipleCheck(keyword.Value)],
        { Name: "pattern", Value: BsonString pattern } => Pattern(pattern.Value) is null ? [] : [new PatternCheck(pattern.Value)],
        { Name: "enum", Value: BsonArray values } => [new EnumCheck([.. values])],
        { Name: "uniqueItems", Value: BsonBoolean unique } => unique.Value ? [new UniqueCheck()] : [],
        { Name: "dependencies", Value: BsonDocument all } => all.Select(Dependency),
        { Name: "allOf", Value: BsonArray all } => [new CombinedCheck("allOf", ParseAll(all), all.Count, all.Count)],
        { Name: "anyOf", Value: BsonArray any } => [new CombinedCheck("anyOf", ParseAll(any), 1, any.Count)],
        { Name: "oneOf", Value: BsonArray one } => [new CombinedCheck("oneOf", ParseAll(one), 1, 1)],
        { Name: "not", Value: BsonDocument not } => [new CombinedCheck("not", [Parse(not)], 0, 0)],
        { Name: "validate" } => [new ExpressionCheck(new ConditionParser(ExpressionPlace.Field, names, problems).Parse(keyword.Value))],
        { Name: "properties" or "patternProperties" or "additionalProperties" or "items" or "additionalItems" or "exclusiveMinimum" or "exclusiveMaximum" } =>
            [],
        { Name: "title" or "description" or "id" or "$schema" or "default" or "name" or "primaryKey" or "userPreferences" } => [],
        _ => Unknown(keyword),
    };

    private IEnumerable<SchemaCheck> Properties(BsonDocument schema)
    {
        if (!schema.Contains("properties") && !schema.Contains("patternProperties") && !schema.Contains("additionalProperties"))
            yield break;
        Dictionary<string,
            Schema> named = Fields(schema, "properties").ToDictionary(
                field => field.Name, field => ParseOne(field.Value), StringComparer.Ordinal);
        (RegexMatcher, Schema)[] patterns = Fields(schema, "patternProperties")
            .Select(field => (Test: Pattern(field.Name), Schema: ParseOne(field.Value)))
            .Where(pair => pair.Test is not null).Select(pair => (pair.Test!, pair.Schema)).ToArray();
        string[] required = schema.GetValue("required", BsonNull.Value) is BsonArray all ? Texts(all) : [];
        HashSet<string> nullable = deniesNulls ? [] : [.. named.Keys.Except(required)];
        yield return new PropertiesCheck(named, patterns, Others(schema, "additionalProperties"), nullable);
    }

    private IEnumerable<SchemaCheck> Items(BsonDocument schema)
    {
        if (!schema.TryGetValue("items", out BsonValue items)) yield break;
        yield return items is BsonArray first
            ? new ItemsCheck(ParseAll(first), Others(schema, "additionalItems"))
            : new ItemsCheck([], ParseOne(items));
    }

    private Schema? Others(BsonDocument schema, string keyword) => schema.GetValue(keyword, true) switch
    {
        BsonBoolean { Value: false } => null,
        BsonDocument others => Parse(others),
        _ => s_any,
    };

    private SchemaCheck Dependency(BsonElement field) => field.Value is BsonArray needed
        ? new DependencyCheck(field.Name, Texts(needed), null)
        : new DependencyCheck(field.Name, [], ParseOne(field.Value));

    private Schema[] ParseAll(BsonArray schemas) => schemas.Select(ParseOne).ToArray();

    private Schema ParseOne(BsonValue schema)
    {
        if (schema is BsonDocument document) return Parse(document);
        problems.Errors.Add($"a schema is an object, not {schema}");
        return s_any;
    }

    private string[] Types(BsonValue value)
    {
        string[] types = value is BsonArray several ? Texts(several) : [value.ToString()!];
        foreach (string type in types.Where(type => !TypeCheck.IsKnown(type))) problems.Errors.Add($"'{type}' is no type of a schema");
        return types;
    }

    private RegexMatcher? Pattern(string pattern)
    {
        try
        {
            return new RegexMatcher(new BsonRegularExpression(pattern), CancellationToken.None);
        }
        catch (DocumentException error)
        {
            problems.Errors.Add($"the pattern '{pattern}' is not valid: {error.Message}");
            return null;
        }
    }

    private SchemaCheck[] Unknown(BsonElement keyword)
    {
        // The hosted service took it, so it is no reason to close the collection (app-folder 6.9).
        problems.Warnings.Add($"'{keyword.Name}' with {keyword.Value} is nothing that a schema can say, and has no effect");
        return [];
    }

    private long Count(BsonElement keyword)
    {
        try
        {
            if (keyword.Value.IsNumeric) return Operand.ToWhole(keyword.Value, keyword.Name);
            problems.Errors.Add($"'{keyword.Name}' must be a number");
        }
        catch (DocumentException error)
        {
            problems.Errors.Add(error.Message);
        }
        return 0;
    }

    private static bool IsSet(BsonDocument schema, string name) => Operand.ToBoolean(schema.GetValue(name, false));

    private static IEnumerable<BsonElement> Fields(BsonDocument schema, string name) =>
        schema.GetValue(name, BsonNull.Value) as BsonDocument ?? [];

    private static string[] Texts(BsonArray items) => items.Select(item => item.ToString()!).ToArray();
}
