using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>With random documents, indexes and queries: an index may change how an answer is found, never the answer.</summary>
public sealed class IndexOrScanTests
{
    private const int Cases = 40;

    private static readonly string[] s_fields = ["a", "b", "a.x", "c"];

    private static readonly Gen<BsonValue> s_scalar = Gen.OneOf(
        Gen.Int[-2, 3].Select(BsonValue (n) => n),
        Gen.Int[-2, 3].Select(BsonValue (n) => (long)n),
        Gen.Int[-4, 6].Select(BsonValue (n) => n / 2.0),
        Gen.Int[-4, 6].Select(BsonValue (n) => new BsonDecimal128(n / 2m)),
        Pick<BsonValue>("", "a", "b", BsonNull.Value, true, false, double.NaN, BsonMinKey.Value, BsonMaxKey.Value, new BsonDateTime(0)));

    private static readonly Gen<BsonValue> s_value = Gen.Frequency(
        (6, s_scalar),
        (2, s_scalar.Array[0, 3].Select(BsonValue (items) => new BsonArray(items))),
        (1, s_scalar.Select(BsonValue (x) => new BsonDocument("x", x))),
        (1, s_scalar.Array[0, 2].Select(BsonValue (items) => new BsonArray(items.Select(x => new BsonDocument("x", x))))));

    private static readonly Gen<BsonDocument> s_document = Gen.Select(
        Gen.Bool, s_value, Gen.Bool, s_value, Gen.Bool, s_scalar,
        (hasA, a, hasB, b, hasC, c) => new BsonDocument().Add("a", a, hasA).Add("b", b, hasB).Add("c", c, hasC));

    private static readonly Gen<BsonDocument> s_test = Gen.Select(Pick("$eq", "$gt", "$gte", "$lt", "$lte", "$in", "$ne", "$exists"), s_value, s_value, Gen.Bool,
        (name, one, other, flag) => new BsonDocument(name, name switch
        {
            "$in" => new BsonArray { one, other },
            "$exists" => flag,
            _ => one,
        }));

    private static readonly Gen<BsonDocument> s_query = Gen.Select(Pick(s_fields), s_test, Pick(s_fields), s_test, Gen.Int[1, 3],
        (one, test, other, second, count) => count == 1
            ? new BsonDocument(one, test)
            : new BsonDocument("$and", new BsonArray { new BsonDocument(one, test), new BsonDocument(other, second) }));

    private static readonly Gen<BsonDocument> s_index = Gen.Select(Gen.Shuffle(s_fields), Gen.Int[1, 3], Gen.Bool, Gen.Bool,
        (fields, count, firstDown, secondDown) => new BsonDocument(
            fields.Take(count).Select((field, i) => new BsonElement(field, (i == 0 ? firstDown : secondDown) ? -1 : 1))));

    private static readonly Gen<BsonDocument> s_order = Gen.Select(Gen.Shuffle(s_fields), Gen.Int[0, 2], Gen.Bool,
        (fields, count, down) => new BsonDocument(fields.Take(count).Select((field, i) => new BsonElement(field, down ^ (i == 0) ? 1 : -1)).Append(new BsonElement("_id", 1))));

    [Fact]
    public Task An_index_changes_no_answer() => Gen.Select(s_document.Array[0, 25], s_index.Array[1, 3], Gen.Select(s_query, s_order).Array[1, 12], Gen.Bool)
        .SampleAsync(async (documents, indexes, questions, isSparse) =>
        {
            await using var plain = new TestStore();
            await using var indexed = new TestStore();
            foreach (BsonDocument index in indexes.Take(indexes.Length / 2)) await TryIndexAsync(indexed, index, isSparse);
            for (int i = 0; i < documents.Length; i++)
            {
                var document = new BsonDocument("_id", i).AddRange(documents[i]);
                bool stored = await TryInsertAsync(indexed, document);
                if (stored) await TryInsertAsync(plain, document);
            }
            foreach (BsonDocument index in indexes.Skip(indexes.Length / 2)) await TryIndexAsync(indexed, index, isSparse);
            foreach ((BsonDocument query, BsonDocument order) in questions)
            {
                Assert.Equal(await AskAsync(plain, query, order), await AskAsync(indexed, query, order));
            }
            return true;
        }, iter: Cases, threads: 1);

    private static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static async Task<string> AskAsync(TestStore test, BsonDocument query, BsonDocument order)
    {
        var command = new FindCommand(query) { Sort = order, Limit = 20 };
        return TestStore.Ids(await test.Store.Operations().FindAsync(TestStore.Items, command, TestStore.Token).ToListAsync(TestStore.Token));
    }

    // Two arrays cannot be in one index.
    private static async Task TryIndexAsync(TestStore test, BsonDocument fields, bool isSparse)
    {
        try
        {
            await test.Store.EnsureIndexAsync(TestStore.Items, new IndexDefinition(fields) { IsSparse = isSparse }, TestStore.Token);
        }
        catch (AppServices.Mql.DocumentException)
        {
        }
    }

    private static async Task<bool> TryInsertAsync(TestStore test, BsonDocument document)
    {
        try
        {
            await test.Store.Operations().WriteAsync(TestStore.Items, [new WriteCommand.Insert(document)], isOrdered: true, TestStore.Token);
            return true;
        }
        catch (WriteFailedException)
        {
            return false;
        }
    }
}
