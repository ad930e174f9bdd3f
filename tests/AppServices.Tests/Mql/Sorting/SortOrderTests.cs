using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Sorting;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Sorting;

/// <summary>Orders of documents, through arrays and over missing values.</summary>
public sealed class SortOrderTests
{
    [Theory]
    [InlineData("{a: 1}", "[{a: 3}, {a: 1}, {a: 2}]", "[{a: 1}, {a: 2}, {a: 3}]")]
    [InlineData("{a: -1}", "[{a: 3}, {a: 1}, {a: 2}]", "[{a: 3}, {a: 2}, {a: 1}]")]
    [InlineData("{a: NumberLong(1), b: -1.0}", "[{a: 2, b: 1}, {a: 1, b: 1}, {a: 1, b: 2}]", "[{a: 1, b: 2}, {a: 1, b: 1}, {a: 2, b: 1}]")]
    // What is equal stays in its place.
    [InlineData("{a: 1}", "[{a: 1, n: 1}, {a: 0}, {a: 1.0, n: 2}, {a: NumberLong(1), n: 3}]", "[{a: 0}, {a: 1, n: 1}, {a: 1.0, n: 2}, {a: NumberLong(1), n: 3}]")]
    [InlineData("{}", "[{a: 2}, {a: 1}]", "[{a: 2}, {a: 1}]")]
    public void Documents_sort_by_their_fields(string order, string before, string after) => Check(order, before, after);

    [Theory]
    [InlineData("{a: 1}", "[{a: MaxKey}, {a: /x/}, {a: true}, {a: 'x'}, {a: 1}, {n: 1}, {a: null}, {a: MinKey}, {a: []}, {a: {}}, {a: ISODate('2024-01-01')}]",
        "[{a: MinKey}, {a: []}, {n: 1}, {a: null}, {a: 1}, {a: 'x'}, {a: {}}, {a: true}, {a: ISODate('2024-01-01')}, {a: /x/}, {a: MaxKey}]")]
    [InlineData("{a: -1}", "[{n: 1}, {a: 1}, {a: []}, {a: 'x'}]", "[{a: 'x'}, {a: 1}, {n: 1}, {a: []}]")]
    [InlineData("{a: 1}", "[{a: 0}, {a: NaN}, {a: -Infinity}]", "[{a: NaN}, {a: -Infinity}, {a: 0}]")]
    public void Kinds_of_values_have_an_order(string order, string before, string after) => Check(order, before, after);

    [Theory]
    [InlineData("{a: 1}", "[{a: [5, 2]}, {a: 3}, {a: [9, 1]}]", "[{a: [9, 1]}, {a: [5, 2]}, {a: 3}]")]
    [InlineData("{a: -1}", "[{a: [5, 2]}, {a: 3}, {a: [9, 1]}]", "[{a: [9, 1]}, {a: [5, 2]}, {a: 3}]")]
    [InlineData("{a: -1}", "[{a: 5}, {a: [1, 'x']}]", "[{a: [1, 'x']}, {a: 5}]")]
    [InlineData("{a: 1}", "[{a: [[1]]}, {a: [[0, 5]]}, {a: 'x'}]", "[{a: 'x'}, {a: [[0, 5]]}, {a: [[1]]}]")]
    [InlineData("{a: 1}", "[{a: [1, null]}, {a: 0}]", "[{a: [1, null]}, {a: 0}]")]
    public void An_array_sorts_by_its_least_or_greatest_item(string order, string before, string after) => Check(order, before, after);

    [Theory]
    [InlineData("{'a.b': 1}", "[{a: {b: 2}}, {a: {b: 1}}, {a: 5}, {a: {}}]", "[{a: 5}, {a: {}}, {a: {b: 1}}, {a: {b: 2}}]")]
    [InlineData("{'a.b': 1}", "[{a: [{b: 5}, {b: 2}]}, {a: {b: 3}}, {a: [{b: 9}, {}]}]", "[{a: [{b: 9}, {}]}, {a: [{b: 5}, {b: 2}]}, {a: {b: 3}}]")]
    [InlineData("{'a.b': -1}", "[{a: {b: 3}}, {a: [{b: 5}, {b: 2}]}]", "[{a: [{b: 5}, {b: 2}]}, {a: {b: 3}}]")]
    // A scalar or an array among the documents has no b.
    [InlineData("{'a.b': 1}", "[{a: {b: 3}}, {a: [{b: 5}, 7]}, {a: {b: 4}}, {a: [[{b: 5}]]}]", "[{a: [{b: 5}, 7]}, {a: [[{b: 5}]]}, {a: {b: 3}}, {a: {b: 4}}]")]
    [InlineData("{'a.b': 1}", "[{a: {b: 3}}, {a: []}, {a: {b: []}}]", "[{a: {b: []}}, {a: []}, {a: {b: 3}}]")]
    [InlineData("{'a.b': 1}", "[{a: [{b: [5, 1]}]}, {a: {b: 3}}]", "[{a: [{b: [5, 1]}]}, {a: {b: 3}}]")]
    [InlineData("{'a.1': 1}", "[{a: [0, 9]}, {a: [5, 2]}, {a: {'1': 3}}]", "[{a: [5, 2]}, {a: {'1': 3}}, {a: [0, 9]}]")]
    [InlineData("{'a.0.b': -1}", "[{a: [{b: 1}, {b: 9}]}, {a: [{b: 2}]}]", "[{a: [{b: 2}]}, {a: [{b: 1}, {b: 9}]}]")]
    public void A_path_leads_through_arrays(string order, string before, string after) => Check(order, before, after);

    [Theory]
    [InlineData("{a: 0}", 15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)")]
    [InlineData("{a: 2.5}", 15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)")]
    [InlineData("{a: 'x'}", 15974, "Illegal key in $sort specification: a: x")]
    [InlineData("{a: {$meta: 'textScore'}}", 115, "$sort by an expression, as for 'a', is not supported.")]
    [InlineData("{'': 1}", 2, "FieldPath cannot be constructed with empty string")]
    [InlineData("{$a: 1}", 16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField, not '$a'.")]
    public void What_is_no_order_is_refused(string order, int code, string message)
    {
        DocumentException error = Assert.Throws<DocumentException>(() => SortOrder.Parse(Shell.Document(order)));
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    [Fact]
    public void More_than_32_fields_are_refused() =>
        Assert.Equal(13103, Assert.Throws<DocumentException>(() => SortOrder.Parse(new BsonDocument(Enumerable.Range(0, 33).Select(i => new BsonElement($"a{i}", 1))))).Code);

    [Fact]
    public void The_opposite_order_reverses_what_has_no_arrays() => BsonGen.DocumentOf(BsonGen.Scalar).Array[2].Sample(
        pair => Assert.Equal(
            Compare("{a: 1, b: -1}", pair[0], pair[1]),
            -Compare("{a: -1, b: 1}", pair[0], pair[1])),
        iter: 1_000, print: pair => $"{Shell.Exact(pair[0])} {Shell.Exact(pair[1])}");

    private static int Compare(string order, BsonDocument one, BsonDocument other) => Compare(SortOrder.Parse(Shell.Document(order)), one, other);

    private static int Compare(SortOrder order, BsonDocument one, BsonDocument other) => System.Math.Sign(order.CompareKeys(order.Key(one), order.Key(other)));

    private static void Check(string order, string before, string after)
    {
        SortOrder parsed = SortOrder.Parse(Shell.Document(order));
        BsonValue sorted = new BsonArray(Shell.Value(before).AsBsonArray.Select(document => document.AsBsonDocument).Order(Comparer<BsonDocument>.Create((one, other) => Compare(parsed, one, other))));
        Assert.Equal(Shell.Exact(Shell.Value(after)), Shell.Exact(sorted));
    }
}
