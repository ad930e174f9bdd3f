using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary><c>$jsonSchema</c> and the other operators that stand beside fields.</summary>
public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("{bsonType: 'object'}", "[{}, {a: 1}]", "[]")]
    [InlineData("{properties: {a: {bsonType: ['int', 'string']}}}", "[{}, {a: 1}, {a: 'x'}]", "[{a: 1.5}, {a: null}]")]
    [InlineData("{properties: {a: {type: 'number'}}}", "[{a: 1}, {a: 1.5}, {a: NumberLong(1)}]", "[{a: '1'}]")]
    [InlineData("{required: ['a', 'b']}", "[{a: 1, b: null}]", "[{a: 1}, {}]")]
    [InlineData("{properties: {a: {minimum: 2, maximum: 4, exclusiveMaximum: true}}}", "[{a: 2}, {a: 3.5}, {a: 'x'}]", "[{a: 1}, {a: 4}, {a: NaN}]")]
    [InlineData("{properties: {a: {multipleOf: 0.1}}}", "[{a: 0.3}, {a: 2}, {a: 'x'}]", "[{a: 0.35}]")]
    [InlineData("{properties: {a: {minLength: 2, maxLength: 3, pattern: '^x'}}}", "[{a: 'xy'}, {a: 'x\u00e9\u00e9'}, {a: 1}]", "[{a: 'x'}, {a: 'xyyy'}, {a: 'yy'}]")]
    [InlineData("{properties: {a: {minItems: 1, maxItems: 2, uniqueItems: true}}}", "[{a: [1]}, {a: [1, 2]}, {a: 1}]", "[{a: []}, {a: [1, 1.0]}, {a: [1, 2, 3]}, {a: [{x: 1, y: 2}, {y: 2, x: 1}]}]")]
    [InlineData("{properties: {a: {items: [{bsonType: 'int'}], additionalItems: {bsonType: 'string'}}}}", "[{a: []}, {a: [1, 'x']}]", "[{a: ['x']}, {a: [1, 2]}]")]
    [InlineData("{properties: {a: {items: {bsonType: 'int'}}}}", "[{a: [1, 2]}, {a: 'x'}]", "[{a: [1, 'x']}]")]
    [InlineData("{properties: {a: {}}, patternProperties: {'^p': {bsonType: 'int'}}, additionalProperties: false}", "[{a: 'x', p1: 1}, {}]", "[{b: 1}, {p1: 'x'}]")]
    [InlineData("{additionalProperties: {bsonType: 'int'}}", "[{a: 1}]", "[{a: 'x'}]")]
    [InlineData("{minProperties: 1, maxProperties: 2}", "[{a: 1}, {a: 1, b: 2}]", "[{}, {a: 1, b: 1, c: 1}]")]
    [InlineData("{dependencies: {a: ['b'], c: {required: ['d']}}}", "[{}, {a: 1, b: 1}, {c: 1, d: 1}]", "[{a: 1}, {c: 1}]")]
    [InlineData("{properties: {a: {enum: [1, {b: [2]}]}}}", "[{a: 1.0}, {a: {b: [2]}}, {}]", "[{a: 2}]")]
    [InlineData("{anyOf: [{required: ['a']}, {required: ['b']}]}", "[{a: 1}, {a: 1, b: 1}]", "[{c: 1}]")]
    [InlineData("{oneOf: [{required: ['a']}, {required: ['b']}]}", "[{a: 1}]", "[{a: 1, b: 1}, {}]")]
    [InlineData("{allOf: [{required: ['a']}, {required: ['b']}]}", "[{a: 1, b: 1}]", "[{a: 1}]")]
    [InlineData("{not: {required: ['a']}}", "[{}]", "[{a: 1}]")]
    [InlineData("{title: 't', description: 'd'}", "[{}]", "[]")]
    public void A_schema_is_asked_of_the_whole_document(string schema, string found, string others) =>
        QueryCase.Check($"{{$jsonSchema: {schema}}}", found, others);

    [Theory]
    [InlineData("1", 14, "$jsonSchema must be an object")]
    [InlineData("{unknown: 1}", 9, "Unknown $jsonSchema keyword: unknown")]
    [InlineData("{default: 1}", 9, "$jsonSchema keyword 'default' is not currently supported")]
    [InlineData("{encrypt: {}}", 115, "$jsonSchema keyword 'encrypt' is not supported by the embedded database.")]
    [InlineData("{required: []}", 9, "$jsonSchema keyword 'required' cannot be an empty array")]
    [InlineData("{required: [1]}", 14, "$jsonSchema keyword 'required' must be an array of strings")]
    [InlineData("{properties: {a: 1}}", 14, "$jsonSchema keyword 'properties' must be an object, or have such values")]
    [InlineData("{properties: {a: {minLength: -1}}}", 9, "$jsonSchema keyword 'minLength' must be a whole number that is not negative")]
    [InlineData("{properties: {a: {type: 'int'}}}", 2, "Unknown type name alias: int")]
    [InlineData("{properties: {a: {bsonType: 'integer'}}}", 9, "$jsonSchema type 'integer' is not currently supported.")]
    [InlineData("{properties: {a: {multipleOf: 0}}}", 9, "$jsonSchema keyword 'multipleOf' must have a positive value")]
    [InlineData("{anyOf: []}", 2, "$jsonSchema keyword 'anyOf' must be a non-empty array")]
    [InlineData("{enum: [1, 1.0]}", 9, "$jsonSchema keyword 'enum' array cannot contain duplicate values.")]
    [InlineData("{exclusiveMinimum: true}", 9, "$jsonSchema keyword 'minimum' must be a number if exclusiveMinimum is present")]
    public void What_is_no_schema_is_refused(string schema, int code, string message) =>
        QueryCase.CheckError($"{{$jsonSchema: {schema}}}", code, message);

    [Theory]
    [InlineData("{$alwaysTrue: 1}", "[{}, {a: 1}]", "[]")]
    [InlineData("{$alwaysFalse: 1}", "[]", "[{}, {a: 1}]")]
    [InlineData("{$sampleRate: 1}", "[{}, {a: 1}]", "[]")]
    [InlineData("{$sampleRate: 0.0}", "[]", "[{}, {a: 1}]")]
    [InlineData("{$or: [{$jsonSchema: {required: ['a']}}, {b: 1}]}", "[{a: 2}, {b: 1}]", "[{b: 2}]")]
    public void So_are_others(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{$alwaysTrue: 2}", 9, "$alwaysTrue must be an integer value of 1")]
    [InlineData("{$sampleRate: 1.5}", 2, "numeric argument to $sampleRate must be in [0, 1]")]
    [InlineData("{$sampleRate: 'x'}", 2, "argument to $sampleRate must be a numeric type")]
    [InlineData("{a: {$encStrStartsWith: 1}}", 115, "$encStrStartsWith is not supported by the embedded database.")]
    public void Others_are_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
