using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>What happens to the writes beside one that goes wrong in a way that nobody foresaw.</summary>
public sealed class WriteQueueTests : IAsyncDisposable
{
    private readonly TestStore _store = new();
    private readonly SqliteSession _session;
    private readonly WriteQueue _queue;

    public WriteQueueTests()
    {
        _session = new SqliteSession(_store.FilePath);
        _queue = new WriteQueue(_session, static _ => { });
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task An_unexpected_exception_fails_its_write_alone_and_leaves_nothing_of_it()
    {
        var hold = new ManualResetEventSlim();
        // All of them are in one round.
        Task<bool> first = RunAsync(_ => { hold.Wait(TestStore.Token); return true; });
        Task<bool> before = InsertAsync(1);
        Task<bool> wrong = RunAsync(transaction =>
        {
            Insert(transaction, 2);
            throw new InvalidCastException("a bug");
        });
        Task<bool> after = InsertAsync(3);
        hold.Set();
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidCastException>(() => wrong)).Message);
        Assert.True(await first && await before && await after);
        Assert.Equal("1,3", await _store.IdsAsync());
    }

    [Fact]
    public async Task What_breaks_the_transaction_itself_fails_the_round_and_not_the_queue()
    {
        // The transaction is gone when the next write of the round has its turn.
        Task<bool> breaking = RunAsync(
            transaction =>
            {
                Insert(transaction, 1);
                _session.Execute("ROLLBACK");       // as SQLite does when the disk is full
                return true;
            });
        await Assert.ThrowsAnyAsync<Exception>(() => breaking);
        Assert.True(await InsertAsync(2));
        Assert.Equal("2", await _store.IdsAsync());
    }

    [Fact]
    public async Task One_that_is_withdrawn_while_it_waits_ends_at_once_and_is_never_done()
    {
        var hold = new ManualResetEventSlim();
        Task<bool> first = RunAsync(_ => { hold.Wait(TestStore.Token); return true; });
        using var withdrawal = new CancellationTokenSource();
        Task<bool> withdrawn = _queue.RunAsync(transaction => new ValueTask<bool>(Insert(transaction, 1)), withdrawal.Token);
        await withdrawal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        Assert.False(first.IsCompleted);
        hold.Set();
        Assert.True(await first && await InsertAsync(2));
        Assert.Equal("2", await _store.IdsAsync());
    }

    [Fact]
    public async Task A_write_that_is_ended_in_the_middle_is_undone_wholly()
    {
        using var leaving = new CancellationTokenSource(50);
        WriteCommand[] commands =
        [
            new WriteCommand.Insert(new BsonDocument("_id", 1)),
            new WriteCommand.Delete(BsonDocument.Parse(
                """{"$expr":{"$reduce":{"input":{"$range":[0,1000000]},"initialValue":"$_id","in":{"$size":{"$map":{"input":{"$range":[0,1000000]},"in":"$_id"}}}}}}""")),
        ];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.Store.Operations().WriteAsync(TestStore.Items, commands, isOrdered: true, leaving.Token));
        Assert.Empty(await _store.FindAsync());
    }

    private Task<bool> InsertAsync(int id) => RunAsync(transaction => Insert(transaction, id));

    private Task<bool> RunAsync(Func<WriteTransaction, bool> work) => _queue.RunAsync(transaction => new ValueTask<bool>(work(transaction)), TestStore.Token);

    private static bool Insert(WriteTransaction transaction, int id)
    {
        Assert.True(transaction.InsertAsync(TestStore.Items, new BsonDocument("_id", id)).AsTask().IsCompletedSuccessfully);
        return true;
    }
}
