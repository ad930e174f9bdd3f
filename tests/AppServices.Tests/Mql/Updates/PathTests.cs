using System.Linq;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>Paths: what is made along them, where they end, and what in a document is not to be changed.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("{$set: {'a.b.c': 1}}", "{}", "{a: {b: {c: 1}}}")]
    [InlineData("{$set: {'a.b.c': 1}}", "{a: {x: 1}}", "{a: {x: 1, b: {c: 1}}}")]
    [InlineData("{$set: {'a.0': 1}}", "{}", "{a: {'0': 1}}")]
    [InlineData("{$set: {'a.0': 9}}", "{a: [1, 2]}", "{a: [9, 2]}")]
    [InlineData("{$set: {'a.2': 9}}", "{a: [1, 2]}", "{a: [1, 2, 9]}")]
    [InlineData("{$set: {'a.4': 9}}", "{a: [1, 2]}", "{a: [1, 2, null, null, 9]}")]
    [InlineData("{$set: {'a.3': 9, 'a.10': 8}}", "{a: []}", "{a: [null, null, null, 9, null, null, null, null, null, null, 8]}")]
    [InlineData("{$set: {'a.1.b': 9}}", "{a: [1]}", "{a: [1, {b: 9}]}")]
    [InlineData("{$set: {'a.0.b.1': 9}}", "{a: [{b: [1]}]}", "{a: [{b: [1, 9]}]}")]
    [InlineData("{$set: {'a.0.1': 9}}", "{a: [[1, 2]]}", "{a: [[1, 9]]}")]
    [InlineData("{$set: {'a.b': 1, 'a.c': 2}}", "{a: {c: 0, b: 0}}", "{a: {c: 2, b: 1}}")]
    [InlineData("{$set: {'a.b': 1}}", "{a: {b: 1}}", "{a: {b: 1}}")]
    public void What_is_missing_on_the_way_is_made(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$set: {'a.b': 1}}", "{a: 5}", 28, "Cannot create field 'b' in element {a: 5}")]
    [InlineData("{$set: {'a.b': 1}}", "{a: null}", 28, "Cannot create field 'b' in element {a: null}")]
    [InlineData("{$set: {'a.b.c': 1}}", "{a: {b: 'x'}}", 28, "Cannot create field 'c' in element {b: \"x\"}")]
    [InlineData("{$set: {'a.b.c': 1}}", "{a: [1]}", 28, "Cannot create field 'b' in element {a: [1]}")]
    [InlineData("{$set: {'a.-1': 1}}", "{a: [1]}", 28, "Cannot create field '-1' in element {a: [1]}")]
    [InlineData("{$set: {'a.01': 1}}", "{a: [1]}", 28, "Cannot create field '01' in element {a: [1]}")]
    [InlineData("{$inc: {'a.0.b': 1}}", "{a: [5]}", 28, "Cannot create field 'b' in element {0: 5}")]
    [InlineData("{$push: {'a.b': 1}}", "{a: true}", 28, "Cannot create field 'b' in element {a: true}")]
    [InlineData("{$pop: {'a.b.c': 1}}", "{a: 5}", 28, "Cannot use the part (b) of (a.b.c) to traverse the element ({a: 5})")]
    [InlineData("{$pull: {'a.b': 1}}", "{a: [1]}", 28, "Cannot use the part (b) of (a.b) to traverse the element ({a: [1]})")]
    [InlineData("{$set: {'a.1500001': 1}}", "{a: []}", 34, "can't backfill more than 1500000 elements")]
    public void A_path_that_cannot_be_is_refused(string update, string before, int code, string message) => UpdateCase.CheckError(update, before, code, message);

    [Theory]
    [InlineData("{$set: {_id: 2}}", "{_id: 1}", "_id")]
    [InlineData("{$set: {_id: NumberLong(1)}}", "{_id: 1}", "_id")]
    [InlineData("{$inc: {_id: 1}}", "{_id: 1}", "_id")]
    [InlineData("{$unset: {_id: 1}}", "{_id: 1}", "_id")]
    [InlineData("{$rename: {_id: 'a'}}", "{_id: 1}", "_id")]
    [InlineData("{$rename: {a: '_id'}}", "{_id: 1, a: 2}", "_id")]
    [InlineData("{$set: {'_id.a': 2}}", "{_id: {a: 1}}", "_id.a")]
    [InlineData("{$set: {'_id.b': 2}}", "{_id: {a: 1}}", "_id.b")]
    [InlineData("{$unset: {'_id.a': 2}}", "{_id: {a: 1}}", "_id.a")]
    public void The_id_stays_as_it_is(string update, string before, string path) =>
        UpdateCase.CheckError(update, before, 66, $"Performing an update on the path '{path}' would modify the immutable field '_id'");

    [Theory]
    [InlineData("{$set: {_id: 1}}", "{_id: 1, a: 1}")]
    [InlineData("{$set: {'_id.a': 1}}", "{_id: {a: 1}}")]
    [InlineData("{$max: {_id: 0}}", "{_id: 1}")]
    [InlineData("{$unset: {'_id.b': 1}}", "{_id: {a: 1}}")]
    public void An_update_that_leaves_the_id_is_none_of_it(string update, string document) => UpdateCase.Check(update, document, document);

    [Theory]
    [InlineData("{$set: {$a: 1}}", "{}", "$a", "$a")]
    [InlineData("{$inc: {'$a.b': 1}}", "{$a: {b: 1}}", "$a", "$a.b")]
    public void A_name_with_a_dollar_is_for_inserts(string update, string before, string name, string path) =>
        UpdateCase.CheckError(update, before, 52, $"The dollar ($) prefixed field '{name}' in '{path}' is not allowed for storage.");

    [Fact]
    public void A_document_cannot_grow_too_deep()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 100));
        UpdateCase.Check($"{{$set: {{'{path}': 1}}}}", "{}", string.Concat(Enumerable.Repeat("{a: ", 100)) + "1" + new string('}', 100));
        UpdateCase.CheckError($"{{$set: {{'{path}.a': 1}}}}", "{}", 15, "Document exceeds maximum nesting depth of 100");
    }

    [Fact]
    public void A_document_cannot_grow_too_large()
    {
        var half = new BsonDocument("a", new string('x', 9_000_000));
        Update update = UpdateParser.Parse(new BsonDocument("$set", new BsonDocument("b", half[0])), null, TestContext.Current.CancellationToken);
        UpdateCase.CheckError(() => update.Apply(half, AndPredicate.Everything, UpdateCase.Now), 10334, "The document would have 18000021 bytes, more than the 16777216 that a document can have.");
    }
}
