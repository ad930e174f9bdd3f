using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary>Dotted paths: through documents, arrays and the places in them.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("{'a.b': 1}", "[{a: {b: 1}}, {a: {b: [1, 2]}}, {a: [{b: 1}]}, {a: [{b: 2}, {b: [1]}]}]", "[{'a.b': 1}, {a: 1}, {a: [1]}, {a: {c: 1}}, {a: [[{b: 1}]]}, {}]")]
    [InlineData("{'a.b.c': 1}", "[{a: {b: {c: 1}}}, {a: [{b: [{c: 1}]}]}, {a: {b: [{c: 0}, {c: 1}]}}]", "[{a: {b: 1}}, {a: {'b.c': 1}}, {a: {b: [[{c: 1}]]}}]")]
    [InlineData("{'a.0': 1}", "[{a: [1, 2]}, {a: {'0': 1}}, {a: [{'0': 1}]}, {a: [9, {'0': 1}]}]", "[{a: [2, 1]}, {a: 1}, {a: []}, {a: [[1]]}]")]
    [InlineData("{'a.1.b': 1}", "[{a: [{}, {b: 1}]}, {a: [0, {b: [1]}]}, {a: {'1': {b: 1}}}, {a: [0, [{b: 1}]]}]", "[{a: [{b: 1}]}, {a: [{b: 1}, {}]}, {a: [0, [[{b: 1}]]]}]")]
    [InlineData("{'a.0.1': 1}", "[{a: [[0, 1]]}, {a: [{'1': 1}]}, {a: {'0': [0, 1]}}]", "[{a: [[1, 0]]}, {a: [0, 1]}, {a: [[0, [1]]]}]")]
    [InlineData("{'a.0.0.b': 1}", "[{a: [[{b: 1}]]}, {a: [[[{b: 1}]]]}]", "[{a: [{b: 1}]}, {a: [[0, {b: 1}]]}]")]
    [InlineData("{'a.b.0': 1}", "[{a: {b: [1]}}, {a: [{b: [1, 2]}]}]", "[{a: {b: [2, 1]}}, {a: {b: 1}}]")]
    [InlineData("{'a.00': 1}", "[{a: {'00': 1}}]", "[{a: [1]}]")]
    [InlineData("{'a.-1': 1}", "[{a: {'-1': 1}}]", "[{a: [1]}]")]
    [InlineData("{'a.0': null}", "[{a: {}}, {a: [{b: 1}]}, {a: [null]}, {}]", "[{a: [1]}, {a: []}]")]
    [InlineData("{'a.0': [1]}", "[{a: [[1], 2]}]", "[{a: [1]}, {a: [[[1]]]}]")]
    public void A_path_leads_through_arrays(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$exists: true}}", "[{a: null}, {a: undefined}, {a: []}, {a: 0}]", "[{}, {b: 1}]")]
    [InlineData("{a: {$exists: 1}}", "[{a: null}]", "[{}]")]
    [InlineData("{a: {$exists: false}}", "[{}, {b: 1}]", "[{a: null}]")]
    [InlineData("{a: {$exists: 0.0}}", "[{}]", "[{a: 1}]")]
    [InlineData("{a: {$exists: null}}", "[{}]", "[{a: 1}]")]
    [InlineData("{a: {$exists: ''}}", "[{a: 1}]", "[{}]")]
    [InlineData("{'a.b': {$exists: true}}", "[{a: {b: null}}, {a: [{b: 1}, {}]}]", "[{a: 1}, {a: []}, {a: [{}]}]")]
    [InlineData("{'a.b': {$exists: false}}", "[{}, {a: 1}, {a: []}, {a: [{}]}, {a: [1]}]", "[{a: [{}, {b: 1}]}]")]
    [InlineData("{'a.0': {$exists: true}}", "[{a: [1]}, {a: {'0': null}}]", "[{a: []}, {a: 1}]")]
    public void Exists_asks_for_the_field_itself(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$type: 'string'}}", "[{a: 'x'}, {a: [1, 'x']}]", "[{a: 1}, {}, {a: {$symbol: 'x'}}, {a: [['x']]}]")]
    [InlineData("{a: {$type: 2}}", "[{a: 'x'}]", "[{a: 1}]")]
    [InlineData("{a: {$type: 'number'}}", "[{a: 1}, {a: NumberLong(1)}, {a: 1.5}, {a: NumberDecimal('1')}]", "[{a: '1'}, {a: true}]")]
    [InlineData("{a: {$type: ['string', 10, 'double']}}", "[{a: 'x'}, {a: null}, {a: 1.5}]", "[{a: 1}, {}]")]
    [InlineData("{a: {$type: 'array'}}", "[{a: []}, {a: [1]}, {a: [[1]]}]", "[{a: 1}, {}]")]
    [InlineData("{a: {$type: 'object'}}", "[{a: {}}, {a: [{}]}]", "[{a: []}]")]
    [InlineData("{a: {$type: -1}}", "[{a: MinKey}]", "[{a: MaxKey}]")]
    [InlineData("{a: {$type: 'maxKey'}}", "[{a: MaxKey}]", "[{a: MinKey}]")]
    [InlineData("{a: {$type: 127.0}}", "[{a: MaxKey}]", "[{a: 1}]")]
    [InlineData("{a: {$type: ['undefined', 'date', 'timestamp', 'objectId', 'bool', 'regex', 'binData', 'javascript', 'decimal', 'long', 'int']}}",
        "[{a: undefined}, {a: ISODate('2024-01-01')}, {a: Timestamp(1, 1)}, {a: ObjectId('000000000000000000000001')}, {a: true}, {a: /x/}, {a: HexData(0, '01')}, {a: {$code: 'x'}}, {a: NumberDecimal('1')}, {a: NumberLong(1)}, {a: 1}]", "[{a: 1.5}, {a: 'x'}]")]
    [InlineData("{a: {$type: ['dbPointer', 12]}}", "[]", "[{a: 1}]")]
    public void Type_asks_for_the_kind_of_a_value(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$type: 'text'}}", 2, "Unknown type name alias: text")]
    [InlineData("{a: {$type: 0}}", 2, "Invalid numerical type code: 0")]
    [InlineData("{a: {$type: 20}}", 2, "Invalid numerical type code: 20")]
    [InlineData("{a: {$type: 1.5}}", 2, "Invalid numerical type code: 1.5")]
    [InlineData("{a: {$type: true}}", 14, "type must be represented as a number or a string")]
    [InlineData("{a: {$type: []}}", 9, "$type must match at least one type")]
    public void An_unknown_type_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
