using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>Transactions of several pieces of work.</summary>
public abstract class TransactionContract : StoreContract
{
    [Fact]
    public async Task Nothing_is_seen_before_the_commit_and_all_of_it_afterwards()
    {
        await using IStoreTransaction transaction = Store.Begin();
        await InsertAsync(transaction, "{_id: 1}");
        await InsertAsync(transaction, "{_id: 2}");
        Assert.Equal("1,2", await IdsAsync(transaction));
        Assert.Equal("", await IdsAsync());
        await transaction.CommitAsync(Token);
        Assert.Equal("1,2", await IdsAsync());
    }

    [Fact]
    public async Task Nothing_remains_of_what_is_not_committed()
    {
        await InsertAsync("{_id: 1}");
        await using (IStoreTransaction transaction = Store.Begin()) await InsertAsync(transaction, "{_id: 2}");
        Assert.Equal("1", await IdsAsync());
        await InsertAsync("{_id: 2}");
    }

    [Fact]
    public async Task It_sees_the_documents_as_of_its_first_look()
    {
        await InsertAsync("{_id: 1}");
        await using IStoreTransaction transaction = Store.Begin();
        Assert.Equal("1", await IdsAsync(transaction));
        await InsertAsync("{_id: 2}");
        Assert.Equal("1", await IdsAsync(transaction));
    }

    [Fact]
    public async Task A_write_upon_an_old_look_conflicts()
    {
        await InsertAsync("{_id: 1, n: 1}");
        await using IStoreTransaction transaction = Store.Begin();
        await IdsAsync(transaction);
        await WriteAsync(SetAsync);
        DocumentException conflict = await Assert.ThrowsAsync<DocumentException>(() => WriteAsync(transaction, SetAsync));
        Assert.Equal(112, conflict.Code);

        static async Task SetAsync(IWriteSession session) =>
            await session.ReplaceAsync(Items, await FirstAsync(session, "{_id: 1}"), BsonDocument.Parse("{_id: 1, n: 2}"), ChangeKind.Update);
    }

    [Fact]
    public async Task One_that_excludes_others_cannot_conflict()
    {
        await InsertAsync("{_id: 1, n: 0}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using IStoreTransaction transaction = Store.Begin();
            Assert.False(transaction.ExcludesOthers);
            await transaction.ExcludeOthersAsync(Token);
            Assert.True(transaction.ExcludesOthers);
            await WriteAsync(transaction, async session =>
            {
                StoredDocument counter = await FirstAsync(session, "{_id: 1}");
                await session.ReplaceAsync(Items, counter, new BsonDocument { ["_id"] = 1, ["n"] = counter.Document["n"].AsInt32 + 1 }, ChangeKind.Update);
            });
            await transaction.CommitAsync(Token);
            Assert.False(transaction.ExcludesOthers);
        }));
        Assert.Equal("1", await IdsAsync(Query("{n: 8}")));
    }

    [Fact]
    public async Task Work_that_fails_leaves_the_rest_of_the_transaction()
    {
        await using IStoreTransaction transaction = Store.Begin();
        await InsertAsync(transaction, "{_id: 1}");
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync(transaction, "{_id: 2}", "{_id: 1}"));
        await InsertAsync(transaction, "{_id: 3}");
        await transaction.CommitAsync(Token);
        Assert.Equal("1,3", await IdsAsync());
    }

    [Fact]
    public async Task A_caller_can_write_between_two_documents_that_it_reads()
    {
        await InsertAsync("{_id: 1}", "{_id: 2}");
        await using IStoreTransaction transaction = Store.Begin();
        int next = 3;
        await foreach (StoredDocument _ in transaction.ReadAsync(session => session.FindAsync(Items, Query(), Token), Token))
            await InsertAsync(transaction, $"{{_id: {next++}}}");
        await transaction.CommitAsync(Token);
        Assert.Equal("1,2,3,4", await IdsAsync());
    }

    [Fact]
    public async Task Work_begun_at_once_is_done_one_after_another()
    {
        await using IStoreTransaction transaction = Store.Begin();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => InsertAsync(transaction, $"{{_id: {id}}}")));
        await transaction.CommitAsync(Token);
        Assert.Equal(20, await Store.ReadOneAsync(session => session.CountAsync(Items, Query(), Token), Token));
    }

    [Fact]
    public async Task One_that_has_ended_does_nothing_more()
    {
        await using IStoreTransaction transaction = Store.Begin();
        await InsertAsync(transaction, "{_id: 1}");
        await transaction.CommitAsync(Token);
        Assert.Equal(251, (await Assert.ThrowsAsync<DocumentException>(() => InsertAsync(transaction, "{_id: 2}"))).Code);
        await Assert.ThrowsAsync<DocumentException>(() => IdsAsync(transaction));
        await Assert.ThrowsAsync<DocumentException>(() => transaction.CommitAsync(Token));
        Assert.Equal("1", await IdsAsync());
    }
}
