using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>Searches through so many documents that several threads share them: they find what one finds, in the same order.</summary>
public sealed class SharedScanTests(SharedScanTests.Collection collection) : IClassFixture<SharedScanTests.Collection>
{
    private const int Documents = SharedScan.DocumentsAlone * 4;

    [Theory]
    [InlineData("{}")]
    [InlineData("{ score: { $gte: 90 } }")]
    [InlineData("{ name: /7$/, score: { $ne: 3 } }")]
    [InlineData("{ $or: [{ score: 5 }, { 'tags.k': 'x4' }] }")]
    [InlineData("{ $expr: { $eq: ['$score', 5] } }")]
    [InlineData("{ score: -1 }")]
    public async Task Finds_and_counts_what_one_thread_finds(string filter)
    {
        BsonDocument query = BsonDocument.Parse(filter);
        int[] expected = collection.Match(query);

        Assert.Equal(expected, await FindAsync(new FindCommand(query)));
        Assert.Equal(expected.Reverse(), await FindAsync(new FindCommand(query) { Sort = new BsonDocument("$natural", -1) }));
        Assert.Equal(expected.Skip(30).Take(2_500), await FindAsync(new FindCommand(query) { Skip = 30, Limit = 2_500 }));
        Assert.Equal(expected.Length, await CountAsync(query, 0, 0));
        Assert.Equal(expected.Skip(30).Take(2_500).Count(), await CountAsync(query, 30, 2_500));
    }

    [Fact]
    public async Task Sorts_what_all_threads_find()
    {
        var order = new BsonDocument { ["score"] = -1, ["_id"] = 1 };
        int[] expected = [.. collection.Kept.OrderByDescending(static document => document["score"].AsInt32).Select(static document => document["_id"].AsInt32)];

        Assert.Equal(expected, await FindAsync(new FindCommand([]) { Sort = order }));
        Assert.Equal(expected.Take(50), await FindAsync(new FindCommand([]) { Sort = order, Limit = 50 }));
    }

    [Fact]
    public async Task Reads_whole_documents_where_only_a_field_was_looked_at()
    {
        BsonDocument[] found = await collection.Store.Operations()
            .FindAsync(TestStore.Items, new FindCommand(new BsonDocument("score", 5)), TestStore.Token).ToArrayAsync(TestStore.Token);

        Assert.Equal(collection.Kept.Where(static document => document["score"] == 5), found);
    }

    [Fact]
    public async Task Finds_the_same_after_the_log_was_emptied()
    {
        await using var test = new TestStore();
        await FillAsync(test.Store, Documents / 2);
        await test.ReopenAsync();

        Assert.Equal(Documents / 2, (await test.FindAsync("{ score: { $gte: 0 } }")).Count);
    }

    [Fact]
    public async Task Sees_the_documents_as_they_were_when_it_began()
    {
        await using var test = new TestStore();
        await FillAsync(test.Store, Documents);
        var found = new List<int>();
        await foreach (BsonDocument document in test.Store.Operations().FindAsync(TestStore.Items, new FindCommand([]), TestStore.Token))
        {
            found.Add(document["_id"].AsInt32);
            // Before others help, and while they do.
            if (found.Count is 1 or SharedScan.DocumentsAlone + 1 or SharedScan.DocumentsAlone + 3_000) await ReplaceAsync(test.Store, found.Count);
        }

        Assert.Equal(Enumerable.Range(0, Documents), found);
        Assert.Equal(Documents - 1, (await test.FindAsync("{ score: -2 }")).Count);
    }

    [Fact]
    public async Task Sees_what_its_own_transaction_wrote()
    {
        await using IStoreTransaction transaction = collection.Store.Begin();
        var updated = new WriteCommand.Update(new BsonDocument("score", 5), new BsonDocument("$set", new BsonDocument("score", -7))) { IsMany = true };
        await transaction.Operations().WriteAsync(TestStore.Items, [updated], isOrdered: true, TestStore.Token);

        Assert.Equal(
            collection.Kept.Count(static document => document["score"] == 5),
            (await TestStore.FindAsync(transaction, "{ score: -7 }")).Count);
        Assert.Empty(await TestStore.FindAsync(transaction, "{ score: 5 }"));
    }

    [Fact]
    public async Task Ends_when_nobody_wants_more()
    {
        await using var test = new TestStore();
        await FillAsync(test.Store, Documents);
        for (int i = 0; i < 20; i++)
        {
            var command = new FindCommand(new BsonDocument("score", new BsonDocument("$gte", 0)));
            List<BsonDocument> found = await test.Store.Operations().FindAsync(TestStore.Items, command, TestStore.Token)
                .Take(SharedScan.DocumentsAlone + (i * 100)).ToListAsync(TestStore.Token);
            Assert.Equal(SharedScan.DocumentsAlone + (i * 100), found.Count);
        }
        await ReplaceAsync(test.Store, 1);

        Assert.Equal(Documents - 1, (await test.FindAsync("{ score: -2 }")).Count);
    }

    [Fact]
    public async Task Ends_when_it_is_cancelled()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestStore.Token);
        int found = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (BsonDocument _ in collection.Store.Operations().FindAsync(TestStore.Items, new FindCommand([]), cancelled.Token))
                if (++found == SharedScan.DocumentsAlone + 100) await cancelled.CancelAsync();
        });
        Assert.InRange(found, SharedScan.DocumentsAlone + 100, collection.Kept.Count - 1);
        Assert.Equal(collection.Kept.Count, (await FindAsync(new FindCommand([]))).Length);
    }

    [Fact]
    public async Task Many_at_once_find_what_each_finds_alone()
    {
        int[] expected = collection.Match(new BsonDocument("score", 5));

        int[][] found = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => FindAsync(new FindCommand(new BsonDocument("score", 5)))));

        Assert.All(found, one => Assert.Equal(expected, one));
    }

    [Fact]
    public async Task Helpers_see_what_the_reader_sees()
    {
        Assert.SkipUnless(ScanHelpers.Exist, "There is one processor.");
        await using var test = new TestStore();
        await test.InsertAsync("{ _id: 1 }");
        string table = await test.Store.InspectAsync(static transaction => transaction.Catalog.Find(TestStore.Items)!.Table, TestStore.Token);
        using var pool = new SessionPool(test.FilePath, new IndexUses());
        var helpers = new ScanHelpers(pool);
        using SqliteSession reader = pool.Take();
        reader.Execute("BEGIN");
        Assert.Equal(1L, reader.Scalar($"SELECT count(*) FROM {table}"));
        await test.InsertAsync("{ _id: 2 }");

        IReadOnlyList<SqliteSession> gathered = helpers.Gather(reader);

        Assert.NotEmpty(gathered);
        Assert.All(gathered, session => Assert.Equal(1L, session.Scalar($"SELECT count(*) FROM {table}")));
        helpers.Release(gathered);
        Assert.All(gathered, session => Assert.Equal(2L, session.Scalar($"SELECT count(*) FROM {table}")));
    }

    [Fact]
    public async Task Searches_that_stand_still_leave_others_to_search()
    {
        var command = new FindCommand(new BsonDocument("score", new BsonDocument("$gte", 0)));
        var standing = new List<IAsyncEnumerator<BsonDocument>>();
        for (int i = 0; i < (4 * Environment.ProcessorCount) + 1; i++)
        {
            standing.Add(collection.Store.Operations().FindAsync(TestStore.Items, command, TestStore.Token).GetAsyncEnumerator(TestStore.Token));
            for (int read = 0; read <= SharedScan.DocumentsAlone; read++) Assert.True(await standing[i].MoveNextAsync());
        }

        Assert.Equal(collection.Kept.Count, (await FindAsync(command)).Length);
        foreach (IAsyncEnumerator<BsonDocument> one in standing)
        {
            int rest = 0;
            while (await one.MoveNextAsync()) rest++;
            Assert.Equal(collection.Kept.Count - SharedScan.DocumentsAlone - 1, rest);
            await one.DisposeAsync();
        }
    }

    private async Task<int[]> FindAsync(FindCommand command) =>
        await collection.Store.Operations().FindAsync(TestStore.Items, command, TestStore.Token)
            .Select(static document => document["_id"].AsInt32).ToArrayAsync(TestStore.Token);

    private async Task<long> CountAsync(BsonDocument query, long skip, long limit) =>
        await collection.Store.ReadOneAsync(
            session => session.CountAsync(
                TestStore.Items, new StoreQuery(StoreFilter.Parse(query, TestStore.Token)) { Skip = skip, Limit = limit }, TestStore.Token),
            TestStore.Token);

    private static async Task<BsonDocument[]> FillAsync(SqliteStore store, int count)
    {
        // Some of them are more than one part has room for.
        BsonDocument[] documents = [.. Enumerable.Range(0, count).Select(static i => new BsonDocument
        {
            ["_id"] = i,
            ["score"] = i * 7919 % 101,
            ["name"] = $"n{i % 1_000}",
            ["tags"] = new BsonArray { new BsonDocument("k", $"x{i % 500}") },
            ["text"] = new string('x', i is > 3_000 and < 3_100 ? 20_000 : 20),
        })];
        await store.Operations().WriteAsync(
            TestStore.Items, [.. documents.Select(WriteCommand (document) => new WriteCommand.Insert(document))], isOrdered: true, TestStore.Token);
        return documents;
    }

    // All are changed, one goes, and one comes.
    private static Task<WriteResult> ReplaceAsync(SqliteStore store, int number) => store.Operations().WriteAsync(
        TestStore.Items,
        [
            new WriteCommand.Update([], new BsonDocument("$set", new BsonDocument("score", -2))) { IsMany = true },
            new WriteCommand.Delete(new BsonDocument("_id", Documents - number)),
            new WriteCommand.Insert(new BsonDocument("_id", Documents + number)),
        ],
        isOrdered: true, TestStore.Token);

    /// <summary>A collection whose documents' numbers have gaps.</summary>
    public sealed class Collection : IAsyncLifetime
    {
        private readonly TestStore _test = new();

        internal SqliteStore Store => _test.Store;

        internal IReadOnlyList<BsonDocument> Kept { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            BsonDocument[] documents = await FillAsync(Store, Documents);
            var gap = new BsonDocument("_id", new BsonDocument { ["$gte"] = 4_000, ["$lt"] = 6_500 });
            await Store.Operations().WriteAsync(
                TestStore.Items, [new WriteCommand.Delete(gap) { IsMany = true }], isOrdered: true, CancellationToken.None);
            Kept = [.. documents.Where(static document => document["_id"].AsInt32 is < 4_000 or >= 6_500)];
        }

        public ValueTask DisposeAsync() => _test.DisposeAsync();

        /// <summary>The ids that a filter leaves of one document after another.</summary>
        internal int[] Match(BsonDocument query)
        {
            StoreFilter filter = StoreFilter.Parse(query, TestStore.Token);
            return [.. Kept.Where(filter.Predicate.Matches).Select(static document => document["_id"].AsInt32)];
        }
    }
}
