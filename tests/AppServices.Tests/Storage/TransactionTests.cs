using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using Xunit;

namespace AppServices.Tests.Storage;

public sealed class TransactionTests
{
    [Fact]
    public async Task Nothing_is_seen_before_the_commit_and_all_of_it_afterwards()
    {
        await using var test = new TestStore();
        await using IStoreTransaction transaction = test.Store.Begin();
        await TestStore.InsertAsync(transaction, "{_id: 1}", "{_id: 2}");
        Assert.Equal("1,2", TestStore.Ids(await TestStore.FindAsync(transaction)));
        Assert.Equal("", await test.IdsAsync());
        await transaction.CommitAsync(TestStore.Token);
        Assert.Equal("1,2", await test.IdsAsync());
    }

    [Fact]
    public async Task Nothing_remains_of_what_is_not_committed()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1}");
        await using (IStoreTransaction transaction = test.Store.Begin())
            await TestStore.InsertAsync(transaction, "{_id: 2}");
        Assert.Equal("1", await test.IdsAsync());
        await test.InsertAsync("{_id: 2}");
    }

    [Fact]
    public async Task A_transaction_sees_the_documents_as_of_its_first_look()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1}");
        await using IStoreTransaction transaction = test.Store.Begin();
        Assert.Equal("1", TestStore.Ids(await TestStore.FindAsync(transaction)));
        await test.InsertAsync("{_id: 2}");
        Assert.Equal("1", TestStore.Ids(await TestStore.FindAsync(transaction)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_writer_of_another_process_conflicts_as_one_of_this(bool looksFirst)
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1}");
        await using var other = SqliteStore.Open(test.FilePath);
        await using IStoreTransaction transaction = test.Store.Begin(TimeSpan.FromMilliseconds(200)), theirs = other.Begin();
        if (looksFirst) await TestStore.FindAsync(transaction);
        await TestStore.InsertAsync(theirs, "{_id: 2}");
        DocumentException conflict = await Assert.ThrowsAsync<DocumentException>(() => TestStore.InsertAsync(transaction, "{_id: 3}"));
        Assert.Equal(112, conflict.Code);
        await theirs.CommitAsync(TestStore.Token);
        Assert.Equal("1,2", await test.IdsAsync());
    }

    [Fact]
    public async Task A_write_upon_an_old_look_conflicts()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1}");
        await using IStoreTransaction transaction = test.Store.Begin();
        await TestStore.FindAsync(transaction);
        await test.InsertAsync("{_id: 2}");
        DocumentException conflict = await Assert.ThrowsAsync<DocumentException>(() => TestStore.InsertAsync(transaction, "{_id: 3}"));
        Assert.Equal(112, conflict.Code);
        await transaction.DisposeAsync();
        await test.InsertAsync("{_id: 3}");
    }

    [Fact]
    public async Task One_that_excludes_others_cannot_conflict()
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, n: 0}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using IStoreTransaction transaction = test.Store.Begin();
            await transaction.ExcludeOthersAsync(TestStore.Token);
            int n = (await TestStore.FindAsync(transaction))[0]["n"].AsInt32;
            await transaction.Operations().WriteAsync(
                TestStore.Items, [new WriteCommand.Update([], new MongoDB.Bson.BsonDocument("$set", new MongoDB.Bson.BsonDocument("n", n + 1)))],
                isOrdered: true, TestStore.Token);
            await transaction.CommitAsync(TestStore.Token);
        }));
        Assert.Equal(8, (await test.FindAsync())[0]["n"].AsInt32);
    }

    [Fact]
    public async Task A_failed_write_leaves_the_rest_of_the_transaction()
    {
        await using var test = new TestStore();
        await using IStoreTransaction transaction = test.Store.Begin();
        await TestStore.InsertAsync(transaction, "{_id: 1}");
        await Assert.ThrowsAsync<WriteFailedException>(() => TestStore.InsertAsync(transaction, "{_id: 1}"));
        await TestStore.InsertAsync(transaction, "{_id: 2}");
        await transaction.CommitAsync(TestStore.Token);
        Assert.Equal("1,2", await test.IdsAsync());
    }

    [Fact]
    public async Task Operations_begun_at_once_are_done_one_after_another()
    {
        await using var test = new TestStore();
        await using IStoreTransaction transaction = test.Store.Begin();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => TestStore.InsertAsync(transaction, $"{{_id: {id}}}")));
        await transaction.CommitAsync(TestStore.Token);
        Assert.Equal(20, await test.Store.Operations().CountAsync(TestStore.Items, new FindCommand([]), TestStore.Token));
    }

    [Fact]
    public async Task One_that_nobody_ends_is_undone_and_lets_others_write()
    {
        await using var test = new TestStore(transactionLifetime: TimeSpan.FromMilliseconds(50));
        await using IStoreTransaction transaction = test.Store.Begin();
        await transaction.ExcludeOthersAsync(TestStore.Token);
        await test.InsertAsync("{_id: 1}");             // waits until then
        DocumentException ended = await Assert.ThrowsAsync<DocumentException>(() => TestStore.InsertAsync(transaction, "{_id: 2}"));
        Assert.Equal((251, "NoSuchTransaction"), (ended.Code, ended.CodeName));
        Assert.Contains("longer than", ended.Message, StringComparison.Ordinal);
        Assert.Equal("1", await test.IdsAsync());
    }

    [Fact]
    public async Task One_that_has_ended_does_nothing_more()
    {
        await using var test = new TestStore();
        IStoreTransaction transaction = test.Store.Begin();
        await TestStore.InsertAsync(transaction, "{_id: 1}");
        await transaction.CommitAsync(TestStore.Token);
        await transaction.DisposeAsync();
        await transaction.DisposeAsync();
        await Assert.ThrowsAsync<DocumentException>(() => TestStore.InsertAsync(transaction, "{_id: 2}"));
        await Assert.ThrowsAsync<DocumentException>(() => TestStore.FindAsync(transaction));
        await Assert.ThrowsAsync<DocumentException>(() => transaction.CommitAsync(TestStore.Token));
        Assert.Equal("1", await test.IdsAsync());
    }
}
