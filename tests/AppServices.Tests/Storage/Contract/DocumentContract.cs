using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>Finding and writing documents.</summary>
public abstract class DocumentContract : StoreContract
{
    [Fact]
    public async Task A_collection_that_does_not_exist_is_empty()
    {
        Assert.Equal("", await IdsAsync());
        Assert.Equal(0, await Store.ReadOneAsync(session => session.CountAsync(Items, Query(), Token), Token));
        Assert.Empty(await Store.ListIndexesAsync(Items, Token));
    }

    [Fact]
    public async Task Documents_come_as_they_were_stored_in_the_order_in_which_they_came()
    {
        string[] documents = ["{_id: 3, z: 1, a: {b: [1, null]}}", "{_id: 'x', n: NumberDecimal('1.10')}", "{_id: {a: 1}, d: ISODate('2024-01-01')}"];
        await InsertAsync(documents);
        List<StoredDocument> found = await Store.ReadAsync(session => session.FindAsync(Items, Query(), Token), Token).ToListAsync(Token);
        Assert.Equal(documents.Select(BsonDocument.Parse).Select(document => document.ToBson()), found.Select(stored => stored.Document.ToBson()));
        Assert.All(found, stored => Assert.Equal(stored.Document.ToBson(), stored.Body));
    }

    [Theory]
    [InlineData("{}", "{}", 0, 0, "1,2,3,4")]
    [InlineData("{n: {$gt: 1}}", "{}", 0, 0, "2,3,4")]
    [InlineData("{n: {$gt: 1}, _id: {$lt: 4}}", "{n: -1}", 0, 0, "3,2")]
    [InlineData("{}", "{n: -1}", 1, 2, "4,2")]
    [InlineData("{}", "{}", 3, 0, "4")]
    [InlineData("{_id: 2}", "{}", 0, 0, "2")]
    [InlineData("{$expr: {$eq: ['$n', 3]}}", "{_id: -1}", 0, 0, "4,3")]
    public async Task A_query_has_a_filter_an_order_and_a_part(string filter, string sort, long skip, long limit, string expected)
    {
        await InsertAsync("{_id: 1, n: 1}", "{_id: 2, n: 2}", "{_id: 3, n: 3}", "{_id: 4, n: 3}");
        StoreQuery query = Query(filter, sort, skip, limit);
        Assert.Equal(expected, await IdsAsync(query));
        Assert.Equal(expected.Split(',').Length, await Store.ReadOneAsync(session => session.CountAsync(Items, query, Token), Token));
    }

    [Fact]
    public async Task Collections_are_apart()
    {
        await InsertAsync("{_id: 1}");
        CollectionName[] others = [Items with { Database = "other" }, Items with { Collection = "other" }];
        foreach (CollectionName other in others) await WriteAsync(async session => await session.InsertAsync(other, BsonDocument.Parse("{_id: 1, o: 1}")));
        Assert.Equal("", await IdsAsync(Query("{o: 1}")));
        Assert.Equal(3, (await Store.ListCollectionsAsync(Items.Source, Token)).Count);
        await Store.DropAsync(Items, Token);
        await Store.DropAsync(Items, Token);
        Assert.Equal("", await IdsAsync());
        Assert.Equal(["items", "other"], (await Store.ListCollectionsAsync(Items.Source, Token)).Select(name => name.Collection).Order());
    }

    [Fact]
    public async Task A_collection_can_be_made_empty()
    {
        await WriteAsync(async session => await session.CreateCollectionAsync(Items));
        await WriteAsync(async session => await session.CreateCollectionAsync(Items));
        Assert.Equal([Items], await Store.ListCollectionsAsync(Items.Source, Token));
    }

    [Fact]
    public async Task A_session_sees_what_it_has_written()
    {
        await InsertAsync("{_id: 1}", "{_id: 2}");
        await WriteAsync(async session =>
        {
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 3}"));
            await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 1}"));
            await session.ReplaceAsync(Items, await FirstAsync(session, "{_id: 2}"), BsonDocument.Parse("{_id: 2, n: 1}"), ChangeKind.Update);
            Assert.Equal("2,3", await IdsAsync(session));
            Assert.Equal("2", await IdsAsync(session, Query("{n: 1}")));
        });
        Assert.Equal("2,3", await IdsAsync());
        Assert.Equal("2", await IdsAsync(Query("{n: 1}")));
    }

    [Fact]
    public async Task Work_that_fails_leaves_nothing()
    {
        await InsertAsync("{_id: 1}");
        Exception failed = await Assert.ThrowsAsync<InvalidCastException>(() => WriteAsync(async session =>
        {
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 2}"));
            await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 1}"));
            throw new InvalidCastException("a bug");
        }));
        Assert.Equal("a bug", failed.Message);
        Assert.Equal("1", await IdsAsync());
        await InsertAsync("{_id: 2}");
    }

    [Fact]
    public async Task An_id_is_taken_once()
    {
        await InsertAsync("{_id: 1}");
        DuplicateKeyException taken = await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 2}", "{_id: NumberLong(1)}"));
        Assert.Equal("_id_", taken.Index);
        Assert.Equal("1", await IdsAsync());
    }

    [Fact]
    public async Task An_insert_that_is_atomic_leaves_nothing_when_it_fails()
    {
        await InsertAsync("{_id: 1}");
        await WriteAsync(async session =>
        {
            if (!session.IsInsertAtomic(Items)) return;
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 2}"));
            await Assert.ThrowsAsync<DuplicateKeyException>(async () => await session.InsertAsync(Items, BsonDocument.Parse("{_id: 1, b: 2}")));
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 3}"));
        });
        Assert.Contains(await IdsAsync(), (string[])["1", "1,2,3"]);
        Assert.Equal("", await IdsAsync(Query("{b: 2}")));
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_refused()
    {
        var large = new BsonDocument { ["_id"] = 1, ["a"] = new string('x', 17 * 1024 * 1024) };
        await Assert.ThrowsAsync<DocumentException>(() => WriteAsync(async session => await session.InsertAsync(Items, large)));
        Assert.Equal("", await IdsAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_not_as_it_was_found_stays(bool isGone, bool deletes)
    {
        await InsertAsync("{_id: 1, n: 1}");
        StoredDocument found = await Store.ReadAsync(session => session.FindAsync(Items, Query(), Token), Token).SingleAsync(Token);
        await WriteAsync(async session =>
        {
            StoredDocument now = await FirstAsync(session, "{_id: 1}");
            if (isGone) await session.DeleteAsync(Items, now);
            else await session.ReplaceAsync(Items, now, BsonDocument.Parse("{_id: 1, n: 2}"), ChangeKind.Update);
        });
        await Assert.ThrowsAsync<StaleWriteException>(() => WriteAsync(async session =>
        {
            if (deletes) await session.DeleteAsync(Items, found);
            else await session.ReplaceAsync(Items, found, BsonDocument.Parse("{_id: 1, n: 3}"), ChangeKind.Update);
        }));
        Assert.Equal(isGone ? "" : "1", await IdsAsync(Query("{n: 2}")));
    }

    [Fact]
    public async Task What_is_as_it_was_found_long_ago_is_replaced()
    {
        await InsertAsync("{_id: 1, n: 1}", "{_id: 2}");
        StoredDocument found = await Store.ReadAsync(session => session.FindAsync(Items, Query("{_id: 1}"), Token), Token).SingleAsync(Token);
        await InsertAsync("{_id: 3}");
        await WriteAsync(async session => await session.ReplaceAsync(Items, found, BsonDocument.Parse("{_id: 1, n: 2}"), ChangeKind.Replace));
        Assert.Equal("1", await IdsAsync(Query("{n: 2}")));
    }

    [Fact]
    public async Task A_savepoint_undoes_what_failed_behind_it_and_nothing_else()
    {
        await WriteAsync(async session =>
        {
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 1}"));
            await Assert.ThrowsAsync<DuplicateKeyException>(() => InSavepointAsync(session, async () =>
            {
                await session.InsertAsync(Items, BsonDocument.Parse("{_id: 2}"));
                await InSavepointAsync(session, async () => await session.InsertAsync(Items, BsonDocument.Parse("{_id: 3}")));
                await session.InsertAsync(Items, BsonDocument.Parse("{_id: 1}"));
            }));
            Assert.Equal("1", await IdsAsync(session));
            await InSavepointAsync(session, async () => await session.InsertAsync(Items, BsonDocument.Parse("{_id: 4}")));
        });
        Assert.Equal("1,4", await IdsAsync());
    }

    [Fact]
    public async Task A_savepoint_undoes_a_collection_as_well()
    {
        await WriteAsync(async session => await Assert.ThrowsAsync<InvalidCastException>(() => InSavepointAsync(session, async () =>
        {
            await session.InsertAsync(Items, BsonDocument.Parse("{_id: 1}"));
            throw new InvalidCastException();
        })));
        Assert.Empty(await Store.ListCollectionsAsync(Items.Source, Token));
        await InsertAsync("{_id: 1}");
        Assert.Equal("1", await IdsAsync());
    }

    [Fact]
    public async Task A_read_goes_on_as_of_its_beginning()
    {
        await InsertAsync("{_id: 1}", "{_id: 2}", "{_id: 3}");
        var seen = new List<BsonValue>();
        await foreach (StoredDocument stored in Store.ReadAsync(session => session.FindAsync(Items, Query(), Token), Token))
        {
            seen.Add(stored.Document["_id"]);
            if (seen.Count == 1) await WriteAsync(async session => await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 3}")));
        }
        Assert.Equal([1, 2, 3], seen);
        Assert.Equal("1,2", await IdsAsync());
    }

    [Fact]
    public async Task No_write_is_lost_beside_others()
    {
        await InsertAsync("{_id: 1, n: 0}");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => WriteAsync(async session =>
        {
            StoredDocument counter = await FirstAsync(session, "{_id: 1}");
            await session.ReplaceAsync(Items, counter, new BsonDocument { ["_id"] = 1, ["n"] = counter.Document["n"].AsInt32 + 1 }, ChangeKind.Update);
        })));
        Assert.Equal("1", await IdsAsync(Query("{n: 50}")));
    }

    [Fact]
    public async Task Work_that_is_withdrawn_before_its_turn_is_not_done()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WriteAsync(Store, async session => await session.InsertAsync(Items, BsonDocument.Parse("{_id: 1}")), new CancellationToken(canceled: true)));
        Assert.Equal("", await IdsAsync());
    }

    [Fact]
    public async Task A_search_ends_with_its_token()
    {
        await InsertAsync("{_id: 1}", "{_id: 2}");
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReadAsync(session => session.FindAsync(Items, Query("{n: 1}"), leaving.Token), Token).ToListAsync(Token));
    }

    [Fact]
    public async Task All_that_was_written_is_there_after_the_store_was_closed()
    {
        await InsertAsync("{_id: 1, n: 1}", "{_id: 2}");
        await Store.EnsureIndexAsync(Items, new IndexDefinition(new BsonDocument("n", 1)) { IsUnique = true, IsSparse = true }, Token);
        await Test.ReopenAsync();
        Assert.Equal("1,2", await IdsAsync());
        Assert.Equal("n_1", Assert.Single(await Store.ListIndexesAsync(Items, Token)).Name);
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 3, n: 1}"));
    }

    private static Task<bool> InSavepointAsync(IWriteSession session, Func<Task> work) => session.InSavepointAsync(async () =>
    {
        await work();
        return true;
    }).AsTask();
}
