using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>What holds for every update and every document.</summary>
public sealed class RandomUpdateTests
{
    private static readonly Gen<BsonValue> s_value = BsonGen.Nested(Gen.OneOf<BsonValue>(0, 1, 1L, 2.5, "a", "ab", true, BsonNull.Value, new BsonDateTime(0)), 2);

    private static readonly Gen<BsonDocument> s_document = BsonGen.DocumentOf(s_value);

    private static readonly Gen<string> s_path = Gen.OneOf("a", "b", "c", "a.a", "a.b", "b.0", "a.0", "a.1.b", "a.b.c", "b.3", "a.$[]", "b.$[]", "a.$[i]", "b.$[].a", "a.$", "b.$.b");

    private static readonly Gen<BsonElement> s_modifier = Gen.OneOf(
        Of(Gen.OneOf("$set", "$setOnInsert", "$min", "$max", "$unset", "$push", "$addToSet", "$pull"), s_value),
        Of(Gen.OneOf("$inc", "$mul"), Gen.OneOf<BsonValue>(1, 2L, 0.5, 0)),
        Of(Gen.Const("$pop"), Gen.OneOf<BsonValue>(1, -1)),
        Of(Gen.Const("$pullAll"), s_value.Array[0, 2].Select(items => (BsonValue)new BsonArray(items))),
        Of(Gen.Const("$rename"), Gen.OneOf("a", "b", "c", "a.b", "c.d").Select(name => (BsonValue)name)),
        Of(Gen.Const("$bit"), Gen.OneOf("and", "or", "xor").Select(name => (BsonValue)new BsonDocument(name, 3))),
        Of(Gen.Const("$push"), Gen.Select(s_value.Array[0, 2], Gen.Int[-2, 2], Gen.Int[-3, 3], Gen.OneOf<BsonValue>(1, -1, new BsonDocument("a", 1))).Select((each, position, slice, sort) =>
            (BsonValue)new BsonDocument { { "$each", new BsonArray(each) }, { "$position", position }, { "$slice", slice }, { "$sort", sort } })));

    private static readonly Gen<BsonDocument> s_update = s_modifier.Array[1, 3].Select(modifiers => new BsonDocument(modifiers.DistinctBy(modifier => modifier.Name)));

    [Fact]
    public void An_update_changes_neither_the_document_nor_itself() => Gen.Select(s_update, s_document).Sample(
        (update, document) =>
        {
            (string updateBefore, string before) = (Shell.Exact(update), Shell.Exact(document));
            if (Apply(update, document) is { } result)
            {
                Assert.Equal(ReferenceEquals(result, document), Shell.Exact(result) == before);
                Assert.Equal(Shell.Exact(result), Shell.Exact(Apply(update, document)));
            }
            Assert.Equal(before, Shell.Exact(document));
            Assert.Equal(updateBefore, Shell.Exact(update));
        },
        iter: 3_000, print: Print);

    [Fact]
    public void What_is_set_can_be_read_back() => Gen.Select(s_path.Where(path => !path.Contains('$')), s_value, s_document).Sample(
        (path, value, document) =>
        {
            if (Apply(new BsonDocument("$set", new BsonDocument(path, value)), document) is not { } result) return;
            Assert.Equal(Shell.Exact(value), Shell.Exact(Read(result, path.Split('.'))));
            // All else is as it was.
            if (Read(document, path.Split('.')) is { } old)
                Assert.Equal(Shell.Exact(document), Shell.Exact(Apply(new BsonDocument("$set", new BsonDocument(path, old)), result)));
        },
        iter: 3_000, print: sample => $"{sample.Item1} {Shell.Exact(sample.Item2)} {Shell.Exact(sample.Item3)}");

    [Fact]
    public void An_upsert_matches_its_equalities() => Gen.Select(
        Gen.Select(Gen.OneOf("a", "b", "c.d", "c.e", "d.e.f", "_id"), s_value, Gen.Int[0, 3], Field).Array[0, 4].Select(fields => new BsonDocument(fields.DistinctBy(field => field.Name))),
        s_value).Sample(
        (query, value) =>
        {
            if (query.TryGetValue("_id", out BsonValue id) && Shell.Exact(id).Contains('[')) return;      // which no _id can be
            Update update = UpdateParser.Parse(new BsonDocument("$setOnInsert", new BsonDocument("x", value)), null, TestContext.Current.CancellationToken);
            BsonDocument inserted = update.CreateUpsert(QueryParser.Parse(query, TestContext.Current.CancellationToken), () => ObjectId.GenerateNewId(), UpdateCase.Now);
            Assert.True(QueryParser.Parse(query, TestContext.Current.CancellationToken).Matches(inserted));
            Assert.Equal("_id", inserted.GetElement(0).Name);
            Assert.Equal(Shell.Exact(value), Shell.Exact(inserted["x"]));
        },
        iter: 2_000, print: sample => Shell.Exact(sample.Item1));

    [Fact]
    public void Push_sort_and_slice_are_those_of_a_list() => Gen.Select(Gen.Int[0, 5].Array[0, 6], Gen.Int[0, 5].Array[0, 3], Gen.Int[-4, 4], Gen.Int[-4, 4], Gen.Bool).Sample(
        (items, each, position, slice, sorts) =>
        {
            var push = new BsonDocument { { "$each", new BsonArray(each) }, { "$position", position }, { "$slice", slice } };
            if (sorts) push.Add("$sort", -1);
            BsonDocument result = Apply(new BsonDocument("$push", new BsonDocument("a", push)), new BsonDocument("a", new BsonArray(items)))!;

            List<int> list = [.. items];
            list.InsertRange(position < 0 ? Math.Max(list.Count + position, 0) : Math.Min(position, list.Count), each);
            if (sorts) list.Sort((one, other) => other.CompareTo(one));
            IEnumerable<int> kept = slice < 0 ? list.TakeLast(-slice) : list.Take(slice);
            Assert.Equal(kept, result["a"].AsBsonArray.Select(item => item.AsInt32));
        },
        iter: 2_000);

    [Fact]
    public void Pull_takes_what_a_query_finds() => Gen.Select(s_value.Array[0, 5], s_document).Sample(
        (items, condition) =>
        {
            BsonDocument result = Apply(new BsonDocument("$pull", new BsonDocument("a", condition)), new BsonDocument("a", new BsonArray(items)))!;
            Predicate predicate = QueryParser.Parse(condition, TestContext.Current.CancellationToken);
            Assert.Equal(
                Shell.Exact(new BsonArray(items.Where(item => item is not BsonDocument document || !predicate.Matches(document)))),
                Shell.Exact(result["a"]));
        },
        iter: 2_000, print: sample => $"{Shell.Exact(new BsonArray(sample.Item1))} {Shell.Exact(sample.Item2)}");

    [Fact]
    public void Many_threads_can_use_one_update()
    {
        Update update = UpdateParser.Parse(
            Shell.Document("{$inc: {'a.$.n': 1, 'b.$[i]': 1}, $push: {c: {$each: [2, 1], $sort: 1, $slice: -3}}, $pull: {d: {$gt: 1}}}"),
            [Shell.Document("{i: {$gt: 1}}")], TestContext.Current.CancellationToken);
        Predicate query = QueryParser.Parse(Shell.Document("{'a.k': 2}"), TestContext.Current.CancellationToken);
        string expected = Shell.Exact(Shell.Document("{a: [{k: 1}, {k: 2, n: 1}], b: [1, 3], c: [1, 2, 5], d: [1]}"));
        Parallel.For(0, 2_000, _ => Assert.Equal(
            expected, Shell.Exact(update.Apply(Shell.Document("{a: [{k: 1}, {k: 2}], b: [1, 2], c: [5], d: [1, 2]}"), query, UpdateCase.Now))));
    }

    private static Gen<BsonElement> Of(Gen<string> name, Gen<BsonValue> operand) =>
        Gen.Select(name, Gen.Select(s_path, operand).Array[1, 2]).Select((modifier, fields) =>
            new BsonElement(modifier, new BsonDocument(fields.DistinctBy(field => field.Item1).Select(field => new BsonElement(field.Item1, field.Item2)))));

    private static BsonElement Field(string path, BsonValue value, int form) => new(path, form switch
    {
        0 => new BsonDocument("$eq", value),
        1 => new BsonDocument("$in", new BsonArray { value }),
        2 => new BsonDocument("$all", new BsonArray { value }),
        _ => value,
    });

    // Null when the update does not go with the document, which is all right.
    private static BsonDocument? Apply(BsonDocument update, BsonDocument document)
    {
        try
        {
            BsonArray? filters = update.ToString().Contains("$[i]", StringComparison.Ordinal) ? [new BsonDocument("i", new BsonDocument("$gt", 0))] : null;
            return UpdateParser.Parse(update, filters, TestContext.Current.CancellationToken).Apply(document, QueryParser.Parse(Shell.Document("{$or: [{a: {$gte: 0}}, {b: {$exists: true}}, {}]}"), TestContext.Current.CancellationToken), UpdateCase.Now);
        }
        catch (DocumentException)
        {
            return null;
        }
    }

    private static BsonValue? Read(BsonValue? value, string[] path) => path.Aggregate(value, (at, name) => at switch
    {
        BsonDocument document => document.GetValue(name, null),
        BsonArray array when int.TryParse(name, out int index) && index < array.Count => array[index],
        _ => null,
    });

    private static string Print((BsonDocument Update, BsonDocument Document) sample) => $"{Shell.Exact(sample.Update)} {Shell.Exact(sample.Document)}";
}
