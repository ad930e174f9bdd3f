using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary><c>$and</c>, <c>$or</c>, <c>$nor</c>, <c>$not</c>.</summary>
public sealed class LogicTests
{
    [Theory]
    [InlineData("{a: 1, b: 2}", "[{a: 1, b: 2}]", "[{a: 1}, {b: 2}]")]
    [InlineData("{$and: [{a: {$gt: 1}}, {a: {$lt: 5}}]}", "[{a: 3}, {a: [0, 9]}]", "[{a: 1}, {a: 5}, {}]")]
    [InlineData("{$or: [{a: 1}, {b: {$gt: 5}}]}", "[{a: 1}, {b: 6}, {a: 1, b: 6}]", "[{a: 2, b: 5}, {}]")]
    [InlineData("{$or: [{}]}", "[{}, {a: 1}]", "[]")]
    [InlineData("{$nor: [{a: 1}, {b: 1}]}", "[{}, {a: 2}]", "[{a: 1}, {a: 2, b: 1}]")]
    [InlineData("{c: 1, $or: [{a: 1}, {$and: [{b: 1}, {$nor: [{d: 1}]}]}]}", "[{c: 1, a: 1}, {c: 1, b: 1}]", "[{a: 1}, {c: 1}, {c: 1, b: 1, d: 1}]")]
    [InlineData("{$comment: 'why', a: 1}", "[{a: 1}]", "[{}]")]
    public void Queries_combine(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$not: {$gt: 5}}}", "[{}, {a: 5}, {a: 'x'}, {a: null}, {a: []}, {a: [1]}]", "[{a: 6}, {a: [1, 6]}]")]
    // Not both of them, and each may be satisfied by another item.
    [InlineData("{a: {$not: {$gt: 3, $lt: 7}}}", "[{a: 3}, {a: 9}, {}, {a: [1]}]", "[{a: 5}, {a: [1, 9]}]")]
    [InlineData("{a: {$not: /^x/}}", "[{a: 'y'}, {a: 1}, {}]", "[{a: 'xy'}, {a: ['xy']}]")]
    [InlineData("{a: {$not: {$$regex: '^X', $$options: 'i'}}}", "[{a: 'y'}]", "[{a: 'xy'}]")]
    [InlineData("{a: {$not: {$eq: 1}}}", "[{}, {a: 2}]", "[{a: 1}, {a: [1, 2]}]")]
    [InlineData("{a: {$not: {$ne: 1}}}", "[{a: 1}, {a: [1, 2]}]", "[{}, {a: 2}]")]
    [InlineData("{a: {$not: {$not: {$gt: 5}}}}", "[{a: 6}]", "[{a: 5}, {}]")]
    [InlineData("{a: {$not: {$in: [1, 2]}}}", "[{a: 3}, {}]", "[{a: 1}]")]
    [InlineData("{a: {$not: {$size: 2}}}", "[{}, {a: [1]}, {a: 1}]", "[{a: [1, 2]}]")]
    [InlineData("{a: {$not: {$elemMatch: {b: 1}}}}", "[{}, {a: [{b: 2}]}]", "[{a: [{b: 1}]}]")]
    [InlineData("{a: {$not: {$all: [1, 2]}}}", "[{a: [1]}, {}]", "[{a: [2, 1]}]")]
    [InlineData("{a: {$not: {$gt: 5}, $exists: true}}", "[{a: 5}, {a: 'x'}]", "[{}, {a: 6}]")]
    [InlineData("{a: {$not: {$exists: true}}}", "[{}]", "[{a: 1}]")]
    [InlineData("{'a.b': {$not: {$gt: 5}}}", "[{a: [{b: 1}]}, {a: 1}]", "[{a: [{b: 1}, {b: 6}]}]")]
    public void Not_is_the_opposite_of_all_it_holds(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{$and: {}}", 2, "$and must be an array")]
    [InlineData("{$or: 1}", 2, "$or must be an array")]
    [InlineData("{$nor: []}", 2, "$and/$or/$nor must be a nonempty array")]
    [InlineData("{$or: [1]}", 2, "$or/$and/$nor entries need to be full objects")]
    [InlineData("{a: {$not: 1}}", 2, "$not needs a regex or a document")]
    [InlineData("{a: {$not: {}}}", 2, "$not cannot be empty")]
    [InlineData("{a: {$not: {b: 1}}}", 2, "unknown operator: b")]
    [InlineData("{$who: 1}", 2, "unknown top level operator: $who.")]
    [InlineData("{a: {$who: 1}}", 2, "unknown operator: $who")]
    [InlineData("{a: {$gt: 1, b: 2}}", 2, "unknown operator: b")]
    [InlineData("{$where: 'true'}", 115, "$where is not supported by the embedded database.")]
    [InlineData("{$text: {$search: 'x'}}", 115, "$text is not supported by the embedded database.")]
    [InlineData("{a: {$near: [0, 0]}}", 115, "$near is not supported by the embedded database.")]
    public void What_is_no_query_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
