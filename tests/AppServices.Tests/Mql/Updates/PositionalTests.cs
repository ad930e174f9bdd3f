using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary><c>$</c>, <c>$[]</c> and <c>$[name]</c>.</summary>
public sealed class PositionalTests
{
    [Theory]
    [InlineData("{a: 2}", "{$set: {'a.$': 9}}", "{a: [1, 2, 2]}", "{a: [1, 9, 2]}")]
    [InlineData("{a: {$gt: 1}}", "{$inc: {'a.$': 1}}", "{a: [1, 5]}", "{a: [1, 6]}")]
    [InlineData("{a: {$in: [7, 2]}}", "{$unset: {'a.$': 1}}", "{a: [1, 2]}", "{a: [1, null]}")]
    [InlineData("{a: /^x/}", "{$set: {'a.$': 'y'}}", "{a: ['z', 'xy']}", "{a: ['z', 'y']}")]
    [InlineData("{'a.b': 2}", "{$set: {'a.$.c': 9}}", "{a: [{b: 1}, {b: 2}]}", "{a: [{b: 1}, {b: 2, c: 9}]}")]
    [InlineData("{'a.b': [2]}", "{$push: {'a.$.b': 3}}", "{a: [{b: [1]}, {b: [2]}]}", "{a: [{b: [1]}, {b: [2, 3]}]}")]
    [InlineData("{a: {$elemMatch: {b: {$gt: 1}, c: 1}}}", "{$set: {'a.$.b': 0}}", "{a: [{b: 5}, {b: 1, c: 1}, {b: 2, c: 1}]}", "{a: [{b: 5}, {b: 1, c: 1}, {b: 0, c: 1}]}")]
    [InlineData("{a: {$elemMatch: {$gt: 1, $lt: 4}}}", "{$set: {'a.$': 0}}", "{a: [5, 1, 3]}", "{a: [5, 1, 0]}")]
    [InlineData("{a: {$all: [{$elemMatch: {b: 2}}]}}", "{$set: {'a.$.b': 0}}", "{a: [{b: 1}, {b: 2}]}", "{a: [{b: 1}, {b: 0}]}")]
    [InlineData("{'a.b': {$elemMatch: {c: 2}}}", "{$set: {'a.b.$.c': 0}}", "{a: {b: [{c: 1}, {c: 2}]}}", "{a: {b: [{c: 1}, {c: 0}]}}")]
    // Of arrays within arrays the outermost counts.
    [InlineData("{'a.b': 5}", "{$set: {'a.$.x': 1}}", "{a: [{b: [1]}, {b: [0, 0, 5]}]}", "{a: [{b: [1]}, {b: [0, 0, 5], x: 1}]}")]
    [InlineData("{'a.b': {$elemMatch: {$eq: 5}}}", "{$set: {'a.$.x': 1}}", "{a: [{b: [1]}, {b: [0, 0, 5]}]}", "{a: [{b: [1]}, {b: [0, 0, 5], x: 1}]}")]
    // A place that the query names is none that it found.
    [InlineData("{'a.1.b': 5}", "{$set: {'a.1.b.$': 6}}", "{a: [{b: [5]}, {b: [0, 5]}]}", "{a: [{b: [5]}, {b: [0, 6]}]}")]
    [InlineData("{$and: [{a: {$gt: 0}}, {a: {$gt: 4}}]}", "{$set: {'a.$': 9}}", "{a: [1, 5]}", "{a: [1, 9]}")]
    [InlineData("{$or: [{a: 7}, {a: 5}]}", "{$set: {'a.$': 9}}", "{a: [1, 5]}", "{a: [1, 9]}")]
    // The array that is updated counts before others, wherever its condition stands.
    [InlineData("{'a.b': 2, t: 'x'}", "{$set: {'a.$.c': 9}}", "{a: [{b: 1}, {b: 2}], t: ['x']}", "{a: [{b: 1}, {b: 2, c: 9}], t: ['x']}")]
    [InlineData("{t: 'y'}", "{$set: {'a.$': 9}}", "{a: [1, 2], t: ['x', 'y']}", "{a: [1, 9], t: ['x', 'y']}")]
    [InlineData("{a: 2}", "{$set: {'a.$': 9, 'a.0': 8}}", "{a: [1, 2]}", "{a: [8, 9]}")]
    [InlineData("{'a.b': 2}", "{$set: {'a.$.c': 9, 'a.1.d': 8}}", "{a: [{b: 1}, {b: 2}]}", "{a: [{b: 1}, {b: 2, c: 9, d: 8}]}")]
    [InlineData("{'a.b': 2}", "{$set: {'a.$.c.$[].d': 9}}", "{a: [{b: 2, c: [{}, {d: 1}]}]}", "{a: [{b: 2, c: [{d: 9}, {d: 9}]}]}")]
    public void The_position_is_that_of_the_first_match(string query, string update, string before, string after) =>
        UpdateCase.Check(update, before, after, query);

    [Theory]
    [InlineData("{}", "{$set: {'a.$': 1}}", "{a: [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{_id: 1}", "{$set: {'a.$': 1}}", "{_id: 1, a: [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{a: {$ne: 5}}", "{$set: {'a.$': 1}}", "{a: [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{a: [1]}", "{$set: {'a.$': 1}}", "{a: [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{'a.0': 1}", "{$set: {'a.$': 1}}", "{a: [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{a: 2}", "{$set: {'a.$': 1, 'a.1': 2}}", "{a: [1, 2]}", 40, "Update created a conflict at 'a.1'")]
    [InlineData("{'a.b': 2}", "{$set: {'a.$.c': 1, 'a.0.c.d': 2}}", "{a: [{b: 2}]}", 40, "Update created a conflict at 'a.0.c'")]
    [InlineData("{a: 2}", "{$set: {'a.$.b': 1}}", "{a: [1, 2]}", 28, "Cannot create field 'b' in element {1: 2}")]
    [InlineData("{t: 2}", "{$set: {'a.$': 1}}", "{a: 5, t: [2]}", 28, "Cannot create field '0' in element {a: 5}")]
    public void Without_a_match_there_is_no_position(string query, string update, string before, int code, string message) =>
        UpdateCase.CheckError(update, before, code, message, query);

    [Theory]
    [InlineData("{$inc: {'a.$[]': 1}}", null, "{a: [1, 2]}", "{a: [2, 3]}")]
    [InlineData("{$set: {'a.$[].b': 1}}", null, "{a: [{}, {b: 1, c: 1}]}", "{a: [{b: 1}, {b: 1, c: 1}]}")]
    [InlineData("{$set: {'a.$[]': 1}}", null, "{a: []}", "{a: []}")]
    [InlineData("{$set: {'a.$[]': 1}}", null, "{a: [1, 1]}", "{a: [1, 1]}")]
    [InlineData("{$unset: {'a.$[]': 1}}", null, "{a: [1, {b: 1}]}", "{a: [null, null]}")]
    [InlineData("{$inc: {'a.$[].$[]': 1}}", null, "{a: [[1, 2], [3]]}", "{a: [[2, 3], [4]]}")]
    [InlineData("{$pull: {'a.$[].b': 1}}", null, "{a: [{b: [1, 2]}, {b: [3]}]}", "{a: [{b: [2]}, {b: [3]}]}")]
    [InlineData("{$set: {'a.$[i]': 0}}", "[{i: {$gte: 3}}]", "{a: [1, 3, 5]}", "{a: [1, 0, 0]}")]
    [InlineData("{$set: {'a.$[i].b': 0}}", "[{'i.c': 1, 'i.d': {$exists: false}}]", "{a: [{c: 1}, {c: 1, d: 1}, {c: 2}]}", "{a: [{c: 1, b: 0}, {c: 1, d: 1}, {c: 2}]}")]
    [InlineData("{$set: {'a.$[i]': 0}}", "[{$or: [{i: 1}, {i: {$gt: 4}}]}]", "{a: [1, 3, 5]}", "{a: [0, 3, 0]}")]
    [InlineData("{$set: {'a.$[i]': 0}}", "[{i: 9}]", "{a: [1]}", "{a: [1]}")]
    [InlineData("{$set: {'a.$[i].b.$[j]': 0}}", "[{'i.c': 1}, {j: {$gt: 1}}]", "{a: [{c: 1, b: [1, 2]}, {c: 2, b: [2]}]}", "{a: [{c: 1, b: [1, 0]}, {c: 2, b: [2]}]}")]
    [InlineData("{$inc: {'a.$[].b.$[j]': 1}}", "[{j: {$gte: 3}}]", "{a: [{b: [1, 3]}, {b: [4]}]}", "{a: [{b: [1, 4]}, {b: [5]}]}")]
    [InlineData("{$set: {'a.$[i].x': 1, 'a.$[j].y': 2, 'a.$[].z': 3}}", "[{'i.n': {$lt: 2}}, {'j.n': {$gt: 0}}]", "{a: [{n: 0}, {n: 1}, {n: 2}]}", "{a: [{n: 0, x: 1, z: 3}, {n: 1, x: 1, y: 2, z: 3}, {n: 2, y: 2, z: 3}]}")]
    [InlineData("{$set: {'a.$[i].b.c': 1, 'a.$[j].b.d': 2}}", "[{'i.n': 1}, {'j.n': 1}]", "{a: [{n: 1}]}", "{a: [{n: 1, b: {c: 1, d: 2}}]}")]
    [InlineData("{$set: {'a.$[i].b.$[k]': 8, 'a.$[j].b.$[]': 9}}", "[{'i.n': 1}, {'j.n': 2}, {k: 5}]", "{a: [{n: 1, b: [5, 6]}, {n: 2, b: [5, 6]}]}", "{a: [{n: 1, b: [8, 6]}, {n: 2, b: [9, 9]}]}")]
    [InlineData("{$set: {'a.$[i]': 0, 'b.$[i]': 0}}", "[{i: 1}]", "{a: [1], b: [2, 1]}", "{a: [0], b: [2, 0]}")]
    public void Filters_choose_items(string update, string? filters, string before, string after) => UpdateCase.Check(update, before, after, filters: filters);

    [Theory]
    [InlineData("{$set: {'a.$[]': 1}}", null, "{a: 5}", 2, "Cannot apply array updates to non-array element a: 5")]
    [InlineData("{$set: {'a.b.$[i].c': 1}}", "[{i: 1}]", "{a: {b: {}}}", 2, "Cannot apply array updates to non-array element b: { }")]
    [InlineData("{$set: {'a.b.$[]': 1}}", null, "{}", 2, "The path 'a.b' must exist in the document in order to apply array updates.")]
    [InlineData("{$set: {'a.b.$[]': 1}}", null, "{a: 5}", 2, "The path 'a.b' must exist in the document in order to apply array updates.")]
    [InlineData("{$set: {'a.b.$[]': 1}}", null, "{a: [1]}", 2, "The path 'a.b' must exist in the document in order to apply array updates.")]
    [InlineData("{$set: {'a.$[i]': 1, 'a.$[j]': 2}}", "[{i: 1}, {j: {$lt: 5}}]", "{a: [7, 1]}", 40, "Update created a conflict at 'a.1'")]
    [InlineData("{$set: {'a.$[i].b.c': 1, 'a.$[].b': 2}}", "[{'i.n': 1}]", "{a: [{n: 1}]}", 40, "Update created a conflict at 'a.0.b'")]
    [InlineData("{$set: {'a.$[i].b.$[]': 1, 'a.$[].b.c': 2}}", "[{'i.n': 1}]", "{a: [{n: 1}]}", 40, "Update created a conflict at 'a.0.b'")]
    public void Filters_need_an_array_and_no_two_changes_of_an_item(string update, string? filters, string before, int code, string message) =>
        UpdateCase.CheckError(update, before, code, message, filters: filters);

    [Theory]
    [InlineData("{$set: {'a.$[i]': 1}}", "[]", 2, "No array filter found for identifier 'i' in path 'a.$[i]'")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{j: 1}]", 2, "No array filter found for identifier 'i' in path 'a.$[i]'")]
    [InlineData("{$set: {a: 1}}", "[{i: 1}]", 9, "The array filter for identifier 'i' was not used in the update { \"$set\" : { \"a\" : 1 } }")]
    [InlineData("{a: 1}", "[{i: 1}]", 9, "The array filter for identifier 'i' was not used in the update { \"a\" : 1 }")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{i: 1}, {'i.b': 2}]", 9, "Found multiple array filters with the same top-level field name i")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{i: 1, j: 1}]", 9, "Error parsing array filter :: caused by :: Expected a single top-level field name, found 'i' and 'j'")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{$or: [{i: 1}, {'j.b': 1}]}]", 9, "Error parsing array filter :: caused by :: Expected a single top-level field name, found 'i' and 'j'")]
    [InlineData("{$set: {'a.$[I]': 1}}", "[{I: 1}]", 2, "Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found 'I'")]
    [InlineData("{$set: {'a.$[i_1]': 1}}", "[{i_1: 1}]", 2, "Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found 'i_1'")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{}]", 9, "Cannot use an expression without a top-level field name in arrayFilters")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{$comment: 'x'}]", 9, "Cannot use an expression without a top-level field name in arrayFilters")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[5]", 14, "Each of the arrayFilters must be an object")]
    [InlineData("{$set: {'a.$[i]': 1}}", "[{i: {$who: 1}}]", 2, "Error parsing array filter :: caused by :: unknown operator: $who")]
    public void Filters_have_one_name_that_is_asked_for(string update, string filters, int code, string message) =>
        UpdateCase.CheckParseError(update, code, message, filters);
}
