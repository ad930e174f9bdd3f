using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>The operators of arrays with all their modifiers.</summary>
public sealed class ArrayOperatorTests
{
    [Theory]
    [InlineData("{$push: {a: 3}}", "{a: [1, 2]}", "{a: [1, 2, 3]}")]
    [InlineData("{$push: {a: 3}}", "{}", "{a: [3]}")]
    [InlineData("{$push: {'a.b': {c: 1}}}", "{}", "{a: {b: [{c: 1}]}}")]
    [InlineData("{$push: {a: [1, 2]}}", "{a: []}", "{a: [[1, 2]]}")]
    [InlineData("{$push: {a: {$each: [3, 4]}}}", "{a: [1]}", "{a: [1, 3, 4]}")]
    [InlineData("{$push: {a: {$each: []}}}", "{a: [1]}", "{a: [1]}")]
    [InlineData("{$push: {a: {$each: []}}}", "{}", "{a: []}")]
    [InlineData("{$push: {'a.1': 5}}", "{a: [[1], [2]]}", "{a: [[1], [2, 5]]}")]
    [InlineData("{$push: {'a.2': 5}}", "{a: [0]}", "{a: [0, null, [5]]}")]
    public void Push_adds_to_the_end(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$push: {a: {$each: [7, 8], $position: 0}}}", "{a: [1, 2]}", "{a: [7, 8, 1, 2]}")]
    [InlineData("{$push: {a: {$each: [7, 8], $position: 1}}}", "{a: [1, 2]}", "{a: [1, 7, 8, 2]}")]
    [InlineData("{$push: {a: {$each: [7], $position: 2.0}}}", "{a: [1, 2]}", "{a: [1, 2, 7]}")]
    [InlineData("{$push: {a: {$each: [7], $position: 99}}}", "{a: [1, 2]}", "{a: [1, 2, 7]}")]
    [InlineData("{$push: {a: {$each: [7, 8], $position: -1}}}", "{a: [1, 2]}", "{a: [1, 7, 8, 2]}")]
    [InlineData("{$push: {a: {$each: [7], $position: -2}}}", "{a: [1, 2]}", "{a: [7, 1, 2]}")]
    [InlineData("{$push: {a: {$each: [7], $position: NumberLong('-9223372036854775808')}}}", "{a: [1, 2]}", "{a: [7, 1, 2]}")]
    public void Position_says_where(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$push: {a: {$each: [3, 4], $slice: 3}}}", "{a: [1, 2]}", "{a: [1, 2, 3]}")]
    [InlineData("{$push: {a: {$each: [3, 4], $slice: -3}}}", "{a: [1, 2]}", "{a: [2, 3, 4]}")]
    [InlineData("{$push: {a: {$each: [3], $slice: 0}}}", "{a: [1, 2]}", "{a: []}")]
    [InlineData("{$push: {a: {$each: [], $slice: 1}}}", "{a: [1, 2]}", "{a: [1]}")]
    [InlineData("{$push: {a: {$each: [3], $slice: 2}}}", "{a: [1, 2]}", "{a: [1, 2]}")]
    [InlineData("{$push: {a: {$each: [3], $slice: 9}}}", "{}", "{a: [3]}")]
    [InlineData("{$push: {a: {$each: [3], $slice: NumberLong('-9223372036854775808')}}}", "{a: [1]}", "{a: [1, 3]}")]
    public void Slice_says_how_many_stay(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$push: {a: {$each: [2], $sort: 1}}}", "{a: [3, 1]}", "{a: [1, 2, 3]}")]
    [InlineData("{$push: {a: {$each: [2], $sort: -1}}}", "{a: [3, 1]}", "{a: [3, 2, 1]}")]
    [InlineData("{$push: {a: {$each: ['x', null], $sort: 1}}}", "{a: [{}, 1]}", "{a: [null, 1, 'x', {}]}")]
    [InlineData("{$push: {a: {$each: [], $sort: 1}}}", "{a: [1, 2]}", "{a: [1, 2]}")]
    [InlineData("{$push: {a: {$each: [{n: 2}], $sort: {n: 1}}}}", "{a: [{n: 3}, {n: 1}, {m: 1}, 7]}", "{a: [{m: 1}, 7, {n: 1}, {n: 2}, {n: 3}]}")]
    [InlineData("{$push: {a: {$each: [{n: 1, m: 2}], $sort: {n: 1, m: -1}}}}", "{a: [{n: 1, m: 1}, {n: 0}]}", "{a: [{n: 0}, {n: 1, m: 2}, {n: 1, m: 1}]}")]
    [InlineData("{$push: {a: {$each: [{n: {b: 1}}], $sort: {'n.b': 1}}}}", "{a: [{n: {b: 2}}, {n: 5}]}", "{a: [{n: 5}, {n: {b: 1}}, {n: {b: 2}}]}")]
    [InlineData("{$push: {a: {$each: [{n: [2]}], $sort: {'n.0': -1}}}}", "{a: [{n: [1]}]}", "{a: [{n: [2]}, {n: [1]}]}")]
    [InlineData("{$push: {a: {$each: [{k: 2, n: 1}], $sort: {n: 1}}}}", "{a: [{k: 1, n: 1}, {k: 0, n: 1.0}]}", "{a: [{k: 1, n: 1}, {k: 0, n: 1.0}, {k: 2, n: 1}]}")]
    [InlineData("{$push: {a: {$slice: 2, $sort: {n: -1}, $position: 0, $each: [{n: 5}, {n: 1}]}}}", "{a: [{n: 3}]}", "{a: [{n: 5}, {n: 3}]}")]
    public void Sort_comes_before_slice(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$addToSet: {a: 2}}", "{a: [1]}", "{a: [1, 2]}")]
    [InlineData("{$addToSet: {a: 1.0}}", "{a: [1]}", "{a: [1]}")]
    [InlineData("{$addToSet: {a: 1}}", "{}", "{a: [1]}")]
    [InlineData("{$addToSet: {a: [1, 2]}}", "{a: [1, 2]}", "{a: [1, 2, [1, 2]]}")]
    [InlineData("{$addToSet: {a: {b: 1, c: 2}}}", "{a: [{c: 2, b: 1}]}", "{a: [{c: 2, b: 1}, {b: 1, c: 2}]}")]
    [InlineData("{$addToSet: {a: {$each: [2, 3, 3.0, 1]}}}", "{a: [1]}", "{a: [1, 2, 3]}")]
    [InlineData("{$addToSet: {a: {$each: []}}}", "{}", "{a: []}")]
    [InlineData("{$addToSet: {a: {$each: [1]}}}", "{a: [1, 1]}", "{a: [1, 1]}")]
    [InlineData("{$addToSet: {a: {b: 1, $each: [1]}}}", "{a: []}", "{a: [{b: 1, $each: [1]}]}")]
    public void Add_to_set_adds_what_is_not_there(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$pop: {a: 1}}", "{a: [1, 2, 3]}", "{a: [1, 2]}")]
    [InlineData("{$pop: {a: -1}}", "{a: [1, 2, 3]}", "{a: [2, 3]}")]
    [InlineData("{$pop: {a: 1.0}}", "{a: [1]}", "{a: []}")]
    [InlineData("{$pop: {a: 1}}", "{a: []}", "{a: []}")]
    [InlineData("{$pop: {a: 1}}", "{}", "{}")]
    [InlineData("{$pop: {'a.b': 1}}", "{a: {}}", "{a: {}}")]
    [InlineData("{$pop: {'a.0': 1}}", "{a: [[1, 2]]}", "{a: [[1]]}")]
    public void Pop_takes_one_from_an_end(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$pull: {a: 2}}", "{a: [1, 2, 2.0, 3, '2']}", "{a: [1, 3, '2']}")]
    [InlineData("{$pull: {a: 9}}", "{a: [1]}", "{a: [1]}")]
    [InlineData("{$pull: {a: 9}}", "{}", "{}")]
    [InlineData("{$pull: {a: null}}", "{a: [1, null, undefined]}", "{a: [1, undefined]}")]
    [InlineData("{$pull: {a: [1]}}", "{a: [1, [1], [1, 2]]}", "{a: [1, [1, 2]]}")]
    [InlineData("{$pull: {a: {$gte: 3}}}", "{a: [1, 5, 2, 3]}", "{a: [1, 2]}")]
    [InlineData("{$pull: {a: {$in: ['x', /^y/]}}}", "{a: ['x', 'yz', 'z']}", "{a: ['z']}")]
    [InlineData("{$pull: {a: /^x/}}", "{a: ['xy', 'y', 5]}", "{a: ['y', 5]}")]
    [InlineData("{$pull: {a: {$not: {$gt: 2}}}}", "{a: [1, 3, 'x']}", "{a: [3]}")]
    [InlineData("{$pull: {a: {$gt: 2, $lt: 5}}}", "{a: [1, 3, 6, [3]]}", "{a: [1, 6]}")]
    [InlineData("{$pull: {a: {b: 1}}}", "{a: [{b: 1, c: 2}, {b: 2}, 1, [{b: 1}]]}", "{a: [{b: 2}, 1, [{b: 1}]]}")]
    [InlineData("{$pull: {a: {b: 1, c: {$gt: 5}}}}", "{a: [{c: 6, b: 1}, {b: 1, c: 5}]}", "{a: [{b: 1, c: 5}]}")]
    [InlineData("{$pull: {a: {'b.c': 1}}}", "{a: [{b: {c: 1}}, {b: [{c: 1}]}, {b: 1}]}", "{a: [{b: 1}]}")]
    [InlineData("{$pull: {a: {$or: [{b: 1}, {c: 1}]}}}", "{a: [{b: 1}, {c: 1}, {d: 1}]}", "{a: [{d: 1}]}")]
    [InlineData("{$pull: {a: {b: {$elemMatch: {q: 2, r: {$gte: 8}}}}}}", "{a: [{b: [{q: 2, r: 9}]}, {b: [{q: 2}, {r: 9}]}]}", "{a: [{b: [{q: 2}, {r: 9}]}]}")]
    [InlineData("{$pull: {a: {}}}", "{a: [{}, {b: 1}, 1]}", "{a: [1]}")]
    [InlineData("{$pull: {a: {$size: 1}}}", "{a: [[1], [1, 2]]}", "{a: [[1, 2]]}")]
    [InlineData("{$pull: {'a.b': 1}}", "{a: {b: [1, 2]}}", "{a: {b: [2]}}")]
    [InlineData("{$pullAll: {a: [1, 2]}}", "{a: [1, 2, 3, 1.0]}", "{a: [3]}")]
    [InlineData("{$pullAll: {a: [{b: 1}]}}", "{a: [{b: 1}, {b: 1, c: 1}]}", "{a: [{b: 1, c: 1}]}")]
    [InlineData("{$pullAll: {a: []}}", "{a: [1]}", "{a: [1]}")]
    public void Pull_takes_away_what_matches(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$push: {a: 1}}", "{_id: 1, a: 5}", 2, "The field 'a' must be an array but is of type int in document {_id: 1}")]
    [InlineData("{$push: {'a.b': 1}}", "{a: {b: 'x'}}", 2, "The field 'a.b' must be an array but is of type string in document {no id}")]
    [InlineData("{$addToSet: {a: 1}}", "{a: null}", 2, "Cannot apply $addToSet to non-array field. Field named 'a' has non-array type null")]
    [InlineData("{$pop: {'a.b': 1}}", "{a: {b: 'x'}}", 14, "Path 'a.b' contains an element of non-array type 'string'")]
    [InlineData("{$pull: {a: 1}}", "{a: 'x'}", 2, "Cannot apply $pull to a non-array value")]
    [InlineData("{$pullAll: {a: [1]}}", "{a: {}}", 2, "Cannot apply $pull to a non-array value")]
    public void Only_arrays_can_be_changed_as_such(string update, string before, int code, string message) => UpdateCase.CheckError(update, before, code, message);
}
