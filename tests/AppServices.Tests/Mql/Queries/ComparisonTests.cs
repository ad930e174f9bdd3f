using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary>The operators that compare: within one kind of value, through arrays, and with null and its kin.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData("{}", "[{}, {a: 1}]", "[]")]
    [InlineData("{a: 1}", "[{a: 1}, {a: NumberLong(1)}, {a: 1.0}, {a: NumberDecimal('1.00')}, {a: [0, 1]}]", "[{}, {a: 2}, {a: '1'}, {a: true}, {a: [[1]]}]")]
    [InlineData("{a: {$eq: 'x'}}", "[{a: 'x'}, {a: {$symbol: 'x'}}, {a: ['x']}]", "[{a: 'X'}, {a: 'xx'}, {a: null}]")]
    [InlineData("{a: {$ne: 1}}", "[{}, {a: 2}, {a: '1'}, {a: []}, {a: [2]}, {a: null}]", "[{a: 1}, {a: [1, 2]}]")]
    [InlineData("{a: {$gt: 5}}", "[{a: 6}, {a: 5.1}, {a: NumberLong('9007199254740993')}, {a: [1, 6]}, {a: Infinity}]", "[{a: 5}, {a: '6'}, {a: [1]}, {}, {a: ISODate('2024-01-01')}, {a: NaN}]")]
    [InlineData("{a: {$gte: 5}}", "[{a: 5}, {a: 6}]", "[{a: 4}, {a: [[6]]}]")]
    [InlineData("{a: {$lt: 5}}", "[{a: 4}, {a: -Infinity}, {a: [9, 4]}]", "[{a: 5}, {a: null}, {}, {a: false}, {a: NaN}]")]
    [InlineData("{a: {$lte: 5}}", "[{a: 5}, {a: 4}]", "[{a: 6}]")]
    [InlineData("{a: {$gt: 3, $lt: 7}}", "[{a: 5}, {a: [1, 9]}]", "[{a: 3}, {a: [1]}, {a: [9]}]")]
    [InlineData("{a: {$gt: 'b'}}", "[{a: 'ba'}, {a: 'c'}]", "[{a: 'b'}, {a: 'B'}, {a: 5}]")]
    [InlineData("{a: {$gt: NumberLong('9007199254740992')}}", "[{a: NumberLong('9007199254740993')}]", "[{a: 9007199254740992.0}]")]
    [InlineData("{a: {$gte: ISODate('2024-01-01')}}", "[{a: ISODate('2024-01-01')}]", "[{a: ISODate('2023-12-31')}, {a: Timestamp(1800000000, 1)}, {a: 1800000000000}]")]
    [InlineData("{a: {$gt: ObjectId('000000000000000000000001')}}", "[{a: ObjectId('ff0000000000000000000000')}]", "[{a: ObjectId('000000000000000000000001')}, {a: 'ff'}]")]
    [InlineData("{a: {$gt: false}}", "[{a: true}]", "[{a: false}, {a: 1}]")]
    public void Values_compare_within_their_kind(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {b: 1}}", "[{a: {b: 1}}, {a: {b: 1.0}}, {a: [{b: 1}]}]", "[{a: {b: 1, c: 2}}, {a: {}}, {a: {c: 1}}, {a: [[{b: 1}]]}]")]
    [InlineData("{a: {b: 1, c: 2}}", "[{a: {b: 1, c: 2}}]", "[{a: {c: 2, b: 1}}]")]
    [InlineData("{a: {}}", "[{a: {}}, {a: [{}]}]", "[{a: {b: 1}}, {}, {a: null}]")]
    [InlineData("{a: {$lt: {b: 2}}}", "[{a: {}}, {a: {b: 1}}]", "[{a: {b: 2}}, {a: {b: 'x'}}, {a: 1}]")]
    [InlineData("{a: {b: 1, $gt: 2}}", "[{a: {b: 1, $gt: 2}}]", "[{a: {b: 1}}]")]
    [InlineData("{a: {$ref: 'x', $id: 1}}", "[{a: {$ref: 'x', $id: 1}}]", "[{a: {$ref: 'x', $id: 2}}, {a: {}}]")]
    public void Documents_are_equal_with_all_their_fields_in_order(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: [1, 2]}", "[{a: [1, 2]}, {a: [1.0, 2]}, {a: [[1, 2], 3]}]", "[{a: [2, 1]}, {a: [1]}, {a: [1, 2, 3]}, {a: 1}, {a: [[[1, 2]]]}]")]
    [InlineData("{a: []}", "[{a: []}, {a: [[]]}]", "[{a: [1]}, {}, {a: null}]")]
    [InlineData("{a: {$gt: [1]}}", "[{a: [2]}, {a: [1, 0]}, {a: [[2]]}]", "[{a: [1]}, {a: [0, 9]}, {a: 2}]")]
    [InlineData("{a: {$lt: [1]}}", "[{a: []}, {a: [0, 9]}]", "[{a: [1]}, {a: 0}]")]
    [InlineData("{a: {$ne: [1]}}", "[{a: [2]}, {a: 1}, {}]", "[{a: [1]}, {a: [[1]]}]")]
    public void Arrays_are_equal_as_a_whole_or_as_an_item(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: null}", "[{}, {a: null}, {a: [null]}, {a: [1, null]}]", "[{a: undefined}, {a: [undefined]}, {a: []}, {a: 0}, {a: false}, {a: ''}, {a: {}}, {a: [[null]]}]")]
    [InlineData("{a: {$eq: null}}", "[{}, {a: null}]", "[{a: undefined}, {a: 1}]")]
    [InlineData("{a: {$ne: null}}", "[{a: 0}, {a: undefined}, {a: []}]", "[{}, {a: null}, {a: [null]}]")]
    [InlineData("{a: {$gte: null}}", "[{}, {a: null}, {a: [null]}]", "[{a: undefined}, {a: 1}, {a: MinKey}]")]
    [InlineData("{a: {$lte: null}}", "[{}, {a: null}]", "[{a: undefined}, {a: MinKey}]")]
    [InlineData("{a: {$gt: null}}", "[]", "[{}, {a: null}, {a: 1}]")]
    [InlineData("{a: {$lt: null}}", "[]", "[{}, {a: null}, {a: MinKey}, {a: undefined}]")]
    [InlineData("{a: {$not: {$gte: null}}}", "[{a: 1}, {a: undefined}, {a: []}]", "[{}, {a: null}]")]
    [InlineData("{a: {$in: [null, 4]}}", "[{}, {a: null}, {a: 4}, {a: [null]}]", "[{a: undefined}, {a: 5}]")]
    [InlineData("{a: {$nin: [null, 4]}}", "[{a: undefined}, {a: 5}, {a: []}]", "[{}, {a: null}, {a: 4}, {a: [4, 5]}]")]
    [InlineData("{'a.b': null}", "[{}, {a: null}, {a: 4}, {a: undefined}, {a: {}}, {a: {b: null}}, {a: [{b: 1}, {}]}, {a: [{b: null}]}]",
        "[{a: {b: undefined}}, {a: {b: 1}}, {a: []}, {a: [[]]}, {a: [1, 'x', null]}, {a: [{b: 1}]}, {a: [{b: undefined}]}]")]
    [InlineData("{'a.b': {$ne: null}}", "[{a: {b: 1}}, {a: []}, {a: [1, null]}, {a: [{b: 1}]}]", "[{}, {a: 4}, {a: [{b: 1}, {}]}]")]
    [InlineData("{a: {$elemMatch: {$eq: null}}}", "[{a: [null]}, {a: [1, null]}]", "[{}, {a: null}, {a: []}, {a: [undefined]}]")]
    public void Null_stands_for_a_missing_value_and_not_for_undefined(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: NaN}", "[{a: NaN}, {a: NumberDecimal('NaN')}, {a: [1, NaN]}]", "[{a: 0}, {a: 'NaN'}, {}]")]
    [InlineData("{a: {$gte: NaN}}", "[{a: NaN}]", "[{a: 1}, {a: -Infinity}]")]
    [InlineData("{a: {$lte: NaN}}", "[{a: NaN}]", "[{a: 1}]")]
    [InlineData("{a: {$lt: NaN}}", "[]", "[{a: NaN}, {a: 1}]")]
    [InlineData("{a: {$gt: NaN}}", "[]", "[{a: NaN}, {a: 1}]")]
    [InlineData("{a: {$lt: NumberDecimal('NaN')}}", "[]", "[{a: NaN}, {a: -Infinity}]")]
    [InlineData("{a: {$ne: NaN}}", "[{a: 1}, {}]", "[{a: NaN}]")]
    [InlineData("{a: {$in: [NaN]}}", "[{a: NaN}, {a: NumberDecimal('NaN')}]", "[{a: 1}]")]
    public void NaN_is_equal_to_itself_and_stands_in_no_order(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: MinKey}", "[{a: MinKey}]", "[{a: null}, {}]")]
    [InlineData("{a: {$gt: MinKey}}", "[{a: 1}, {a: null}, {a: MaxKey}, {a: []}, {}]", "[{a: MinKey}]")]
    [InlineData("{a: {$gte: MinKey}}", "[{a: MinKey}, {a: 'x'}]", "[]")]
    [InlineData("{a: {$lt: MinKey}}", "[]", "[{a: 1}, {a: MinKey}]")]
    [InlineData("{a: {$lt: MaxKey}}", "[{a: 1}, {a: MinKey}, {a: {}}]", "[{a: MaxKey}]")]
    [InlineData("{a: {$lte: MaxKey}}", "[{a: MaxKey}, {a: true}]", "[]")]
    [InlineData("{a: {$gt: MaxKey}}", "[]", "[{a: 1}, {a: MaxKey}]")]
    [InlineData("{a: {$lt: 5}}", "[]", "[{a: MinKey}]")]
    [InlineData("{a: {$gt: 5}}", "[]", "[{a: MaxKey}]")]
    public void The_least_and_the_greatest_key_compare_to_every_kind(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$in: [1, 'x']}}", "[{a: 1}, {a: 1.0}, {a: 'x'}, {a: [5, 'x']}]", "[{a: 2}, {}, {a: ['y']}, {a: [[1]]}]")]
    [InlineData("{a: {$in: []}}", "[]", "[{}, {a: null}, {a: []}]")]
    [InlineData("{a: {$nin: []}}", "[{}, {a: 1}]", "[]")]
    [InlineData("{a: {$in: [[1, 2]]}}", "[{a: [1, 2]}, {a: [[1, 2]]}]", "[{a: 1}, {a: [1]}]")]
    [InlineData("{a: {$in: [{b: 1}]}}", "[{a: {b: 1}}, {a: [{b: 1}]}]", "[{a: {b: 1, c: 1}}]")]
    [InlineData("{a: {$in: [/^ab/, 5]}}", "[{a: 'abc'}, {a: 5}, {a: ['x', 'ab']}, {a: /^ab/}]", "[{a: 'xab'}, {a: /^ab/i}]")]
    [InlineData("{a: {$nin: [/^ab/, 5]}}", "[{a: 'xab'}, {}]", "[{a: 'abc'}, {a: 5}]")]
    [InlineData("{a: {$in: [null, /^hi/]}}", "[{}, {a: 'hi'}]", "[{a: 1}]")]
    public void In_finds_any_of_several_values(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: undefined}", 2, "cannot compare to undefined")]
    [InlineData("{a: {$gt: undefined}}", 2, "cannot compare to undefined")]
    [InlineData("{a: {$in: [1, undefined]}}", 2, "cannot compare to undefined")]
    [InlineData("{a: {$gt: /x/}}", 2, "Can't have RegEx as arg to predicate over field 'a'.")]
    [InlineData("{a: {$ne: /x/}}", 2, "Can't have regex as arg to $ne.")]
    [InlineData("{a: {$in: 5}}", 2, "$in needs an array")]
    [InlineData("{a: {$nin: {}}}", 2, "$nin needs an array")]
    [InlineData("{a: {$in: [{$gt: 1}]}}", 2, "cannot nest $ under $in")]
    public void What_cannot_be_compared_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
