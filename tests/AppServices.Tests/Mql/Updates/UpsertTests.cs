using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>What an upsert inserts.</summary>
public sealed class UpsertTests
{
    [Theory]
    [InlineData("{a: 1}", "{_id: 'new', a: 1, x: 1}")]
    [InlineData("{_id: 5}", "{_id: 5, x: 1}")]
    [InlineData("{a: 1, _id: {$eq: 5}}", "{_id: 5, a: 1, x: 1}")]
    [InlineData("{b: 1, a: 2}", "{_id: 'new', a: 2, b: 1, x: 1}")]
    [InlineData("{'a.b.c': 1, 'a.d': 2}", "{_id: 'new', a: {b: {c: 1}, d: 2}, x: 1}")]
    [InlineData("{'a.0': 1}", "{_id: 'new', a: {'0': 1}, x: 1}")]
    [InlineData("{a: {$eq: [1]}, b: {$in: [2]}, c: {$all: [3]}, d: {$in: [4, 4.0]}}", "{_id: 'new', a: [1], b: 2, c: 3, d: 4, x: 1}")]
    [InlineData("{$and: [{a: 1}, {$and: [{b: 2}]}], $or: [{c: 3}]}", "{_id: 'new', a: 1, b: 2, c: 3, x: 1}")]
    [InlineData("{a: null, b: {c: 1}}", "{_id: 'new', a: null, b: {c: 1}, x: 1}")]
    [InlineData("{a: {$gt: 1}, b: {$in: [1, 2]}, c: /x/, d: {$ne: 1}, e: {$exists: true}, f: {$in: [/x/]}, g: {$all: [/x/]}}", "{_id: 'new', x: 1}")]
    [InlineData("{a: {$gt: 1, $eq: 5}}", "{_id: 'new', a: 5, x: 1}")]
    [InlineData("{$or: [{a: 1}, {b: 1}], $nor: [{c: 1}], d: {$not: {$eq: 1}}, e: {$elemMatch: {f: 1}}}", "{_id: 'new', x: 1}")]
    [InlineData("{'_id.a': 1}", "{_id: {a: 1}, x: 1}")]
    public void The_equalities_of_the_query_become_fields(string query, string inserted) => UpdateCase.CheckUpsert("{$set: {x: 1}}", query, inserted);

    [Theory]
    [InlineData("{$setOnInsert: {a: 1}, $inc: {n: 1}}", "{}", "{_id: 'new', a: 1, n: 1}")]
    [InlineData("{$inc: {n: 1}}", "{n: 5}", "{_id: 'new', n: 6}")]
    [InlineData("{$push: {a: 2}}", "{a: [1]}", "{_id: 'new', a: [1, 2]}")]
    [InlineData("{$push: {a: 2}}", "{a: {$ne: 2}}", "{_id: 'new', a: [2]}")]
    [InlineData("{$set: {'a.b': 1}}", "{a: {c: 2}}", "{_id: 'new', a: {c: 2, b: 1}}")]
    [InlineData("{$unset: {a: 1}}", "{a: 1, b: 1}", "{_id: 'new', b: 1}")]
    [InlineData("{$set: {_id: 7}}", "{a: 1}", "{_id: 7, a: 1}")]
    [InlineData("{$setOnInsert: {_id: 7}}", "{}", "{_id: 7}")]
    [InlineData("{$set: {'_id.a': 7}}", "{}", "{_id: {a: 7}}")]
    [InlineData("{$set: {_id: 5}}", "{_id: 5}", "{_id: 5}")]
    [InlineData("{$set: {$a: 1}}", "{}", "{_id: 'new', $a: 1}")]
    [InlineData("{$rename: {a: 'b'}}", "{a: 1}", "{_id: 'new', b: 1}")]
    [InlineData("{$currentDate: {d: true}}", "{}", "{_id: 'new', d: ISODate('2024-02-29T12:00:00Z')}")]
    [InlineData("{$pull: {a: 1}}", "{}", "{_id: 'new'}")]
    [InlineData("{$set: {'a.$[]': 2}}", "{a: [1, 1]}", "{_id: 'new', a: [2, 2]}")]
    public void Then_the_update_is_applied_to_them(string update, string query, string inserted) => UpdateCase.CheckUpsert(update, query, inserted);

    [Theory]
    [InlineData("{b: 1}", "{a: 1}", "{_id: 'new', b: 1}")]
    [InlineData("{b: 1}", "{_id: 5, a: 1}", "{_id: 5, b: 1}")]
    [InlineData("{b: 1, _id: 7}", "{a: 1}", "{_id: 7, b: 1}")]
    [InlineData("{b: 1, _id: 7}", "{$and: [{_id: 7}]}", "{_id: 7, b: 1}")]
    [InlineData("{b: 1}", "{_id: {$gt: 5}}", "{_id: 'new', b: 1}")]
    [InlineData("{a: 1, $b: 1}", "{}", "{_id: 'new', a: 1, $b: 1}")]
    public void A_replacement_takes_only_the_id(string update, string query, string inserted) => UpdateCase.CheckUpsert(update, query, inserted);

    [Theory]
    [InlineData("{$set: {x: 1}}", "{$and: [{a: 1}, {a: 2}]}", 54, "cannot infer query fields to set, path 'a' is matched twice")]
    [InlineData("{$set: {x: 1}}", "{a: {$all: [1, 2]}}", 54, "cannot infer query fields to set, path 'a' is matched twice")]
    [InlineData("{$set: {x: 1}}", "{a: {b: 1}, 'a.b': 1}", 54, "cannot infer query fields to set, both paths 'a.b' and 'a' are matched")]
    [InlineData("{$set: {x: 1}}", "{'a.b': 1, a: {b: 1}}", 54, "cannot infer query fields to set, both paths 'a.b' and 'a' are matched")]
    [InlineData("{$set: {x: 1}}", "{'a..b': 1}", 56, "The update path 'a..b' contains an empty field name, which is not allowed.")]
    [InlineData("{$set: {_id: 2}}", "{_id: 1}", 66, "Performing an update on the path '_id' would modify the immutable field '_id'")]
    [InlineData("{$set: {'a.b': 1}}", "{a: 5}", 28, "Cannot create field 'b' in element {a: 5}")]
    [InlineData("{$set: {'a.$': 1}}", "{a: 5}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{$set: {x: 1}}", "{_id: [1]}", 53, "The '_id' value cannot be of type array")]
    [InlineData("{$set: {_id: /x/}}", "{}", 53, "The '_id' value cannot be of type regex")]
    [InlineData("{$set: {_id: {$a: 1}}}", "{}", 52, "The dollar ($) prefixed field '$a' in '_id.$a' is not allowed for storage.")]
    [InlineData("{_id: 2}", "{_id: 1}", 66, "After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2")]
    [InlineData("{a: 1}", "{'_id.x': 1}", 111, "field at '_id' must be exactly specified, field at sub-path '_id.x' found")]
    public void What_makes_no_document_is_refused(string update, string query, int code, string message) => UpdateCase.CheckUpsertError(update, query, code, message);
}
