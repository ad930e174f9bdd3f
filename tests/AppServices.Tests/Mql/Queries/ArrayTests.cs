using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary><c>$all</c>, <c>$elemMatch</c>, <c>$size</c>.</summary>
public sealed class ArrayTests
{
    [Theory]
    [InlineData("{a: {$all: [1, 2]}}", "[{a: [2, 3, 1]}, {a: [1.0, 2]}]", "[{a: [1]}, {a: 1}, {}, {a: [[1, 2]]}]")]
    [InlineData("{a: {$all: [1]}}", "[{a: 1}, {a: [1]}]", "[{a: [[1]]}]")]
    [InlineData("{a: {$all: [[1, 2]]}}", "[{a: [1, 2]}, {a: [[1, 2]]}]", "[{a: [2, 1]}]")]
    [InlineData("{a: {$all: []}}", "[]", "[{}, {a: []}, {a: [1]}]")]
    [InlineData("{a: {$all: [null]}}", "[{}, {a: null}, {a: [null]}]", "[{a: 1}]")]
    [InlineData("{a: {$all: [/^x/, 5]}}", "[{a: ['xy', 5]}]", "[{a: ['xy']}, {a: [5]}]")]
    [InlineData("{a: {$all: [{b: 1}]}}", "[{a: [{b: 1}]}, {a: {b: 1}}]", "[{a: [{b: 1, c: 1}]}]")]
    [InlineData("{a: {$all: [{$elemMatch: {b: 1, c: 1}}, {$elemMatch: {b: 2}}]}}", "[{a: [{b: 1, c: 1}, {b: 2}]}]", "[{a: [{b: 1}, {c: 1}, {b: 2}]}, {a: [{b: 1, c: 1}]}]")]
    [InlineData("{'a.b': {$all: [1, 2]}}", "[{a: [{b: 1}, {b: 2}]}, {a: {b: [1, 2]}}]", "[{a: [{b: 1}]}]")]
    public void All_asks_for_every_value(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$elemMatch: {$gte: 80, $lt: 85}}}", "[{a: [90, 82]}]", "[{a: [75, 90]}, {a: 82}, {a: []}, {a: [[82]]}]")]
    [InlineData("{a: {$elemMatch: {$ne: 1}}}", "[{a: [1, 2]}, {a: [[]]}]", "[{a: [1]}, {a: []}]")]
    [InlineData("{a: {$elemMatch: {$not: {$gt: 5}}}}", "[{a: [9, 1]}, {a: ['x']}]", "[{a: [9]}, {a: []}]")]
    [InlineData("{a: {$elemMatch: {$nin: [1, 2]}}}", "[{a: [1, 3]}]", "[{a: [1, 2]}]")]
    [InlineData("{a: {$elemMatch: {$in: [1, /^x/]}}}", "[{a: ['xy']}, {a: [1]}]", "[{a: 'xy'}, {a: [2]}]")]
    [InlineData("{a: {$elemMatch: {$size: 2}}}", "[{a: [[1, 2]]}]", "[{a: [1, 2]}, {a: [[1]]}]")]
    [InlineData("{a: {$elemMatch: {$elemMatch: {$gt: 5}}}}", "[{a: [[6]]}, {a: [[1], [7, 1]]}]", "[{a: [6]}, {a: [[5]]}]")]
    [InlineData("{a: {$elemMatch: {$type: 'array'}}}", "[{a: [[]]}]", "[{a: []}]")]
    [InlineData("{a: {$elemMatch: {$$regex: 'X', $$options: 'i'}}}", "[{a: ['x']}]", "[{a: 'x'}, {a: ['y']}]")]
    [InlineData("{a: {$elemMatch: {$all: [1]}}}", "[{a: [1]}]", "[{a: [2]}]")]
    [InlineData("{a: {$elemMatch: {$exists: true}}}", "[{a: [null]}]", "[{a: []}]")]
    [InlineData("{'a.b': {$elemMatch: {$gt: 5}}}", "[{a: {b: [6]}}, {a: [{b: [1, 6]}]}]", "[{a: [{b: 6}]}]")]
    public void Element_match_with_operators_asks_them_of_one_item(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$elemMatch: {b: 1, c: {$gt: 5}}}}", "[{a: [{b: 1, c: 6}]}, {a: [0, {c: [9], b: 1}]}]", "[{a: [{b: 1}, {c: 6}]}, {a: {b: 1, c: 6}}, {}]")]
    [InlineData("{a: {$elemMatch: {}}}", "[{a: [{}]}, {a: [[]]}]", "[{a: []}, {a: [1]}]")]
    [InlineData("{a: {$elemMatch: {b: null}}}", "[{a: [{}]}, {a: [{b: null}]}, {a: [[]]}]", "[{a: [1, null]}, {a: [{b: 1}]}, {a: {}}]")]
    [InlineData("{a: {$elemMatch: {$or: [{b: 1}, {c: 1}]}}}", "[{a: [{c: 1}]}]", "[{a: [{d: 1}]}]")]
    [InlineData("{a: {$elemMatch: {$and: [{b: 1}, {c: 1}]}}}", "[{a: [{b: 1, c: 1}]}]", "[{a: [{b: 1}, {c: 1}]}]")]
    [InlineData("{a: {$elemMatch: {$nor: [{b: 1}]}}}", "[{a: [{b: 2}]}]", "[{a: [{b: 1}]}, {a: [1]}]")]
    [InlineData("{a: {$elemMatch: {b: {$elemMatch: {c: 1}}}}}", "[{a: [{b: [{c: 1}]}]}]", "[{a: [{b: {c: 1}}]}]")]
    [InlineData("{a: {$elemMatch: {'0': 1}}}", "[{a: [[1, 2]]}, {a: [{'0': 1}]}]", "[{a: [1]}, {a: [[2, 1]]}]")]
    [InlineData("{a: {$elemMatch: {$ref: 'x'}}}", "[{a: [{$ref: 'x', $id: 1}]}]", "[{a: [{$ref: 'y', $id: 1}]}]")]
    public void Element_match_with_fields_asks_them_of_one_document(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$size: 2}}", "[{a: [1, 2]}, {a: [[1], [2]]}]", "[{a: [1]}, {a: [[1, 2]]}, {a: 'xy'}, {}]")]
    [InlineData("{a: {$size: 0.0}}", "[{a: []}]", "[{}, {a: null}, {a: [1]}]")]
    [InlineData("{'a.b': {$size: 1}}", "[{a: {b: [1]}}, {a: [{b: [1, 2]}, {b: [1]}]}]", "[{a: [{b: 1}]}]")]
    [InlineData("{'a.0': {$size: 1}}", "[{a: [[1]]}]", "[{a: [1]}]")]
    public void Size_asks_for_the_array_as_a_whole(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$all: 1}}", 2, "$all needs an array")]
    [InlineData("{a: {$all: [{$gt: 1}]}}", 2, "no $ expressions in $all")]
    [InlineData("{a: {$all: [1, {$elemMatch: {}}]}}", 2, "no $ expressions in $all")]
    [InlineData("{a: {$all: [{$elemMatch: {}}, 1]}}", 2, "$all/$elemMatch has to be consistent")]
    [InlineData("{a: {$elemMatch: 1}}", 2, "$elemMatch needs an Object")]
    [InlineData("{a: {$elemMatch: {$who: 1}}}", 2, "unknown operator: $who")]
    [InlineData("{a: {$size: 'x'}}", 2, "$size must be a whole number")]
    [InlineData("{a: {$size: 1.5}}", 2, "$size must be a whole number")]
    [InlineData("{a: {$size: -1}}", 2, "$size may not be negative")]
    public void What_asks_for_no_array_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
