using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>What watchers of a collection are told.</summary>
public abstract class ChangeContract : StoreContract
{
    [Fact]
    public async Task Every_change_comes_once_and_in_order()
    {
        await using Watcher watcher = await Watcher.OpenAsync(Store);
        await InsertAsync("{_id: 1, a: {x: 1, y: 2}}");
        await ReplaceAsync("{_id: 1, a: {x: 5}, b: 1}", ChangeKind.Update);
        await ReplaceAsync("{_id: 1, c: 1}", ChangeKind.Replace);
        await WriteAsync(async session => await session.DeleteAsync(Items, await FirstAsync(session, "{_id: 1}")));

        ChangeEvent[] changes = await watcher.TakeAsync(4);
        Assert.Equal(["insert", "update", "replace", "delete"], changes.Select(change => change.Document["operationType"].AsString));
        Assert.All(changes, change => Assert.Equal(BsonDocument.Parse("{_id: 1}"), change.Document["documentKey"]));
        Assert.All(changes, change => Assert.Equal(BsonDocument.Parse("{db: 'shop', coll: 'items'}"), change.Document["ns"]));
        Assert.Equal(BsonDocument.Parse("{updatedFields: {'a.x': 5, b: 1}, removedFields: ['a.y']}"), changes[1].Document["updateDescription"]);
        Assert.Equal(BsonDocument.Parse("{_id: 1, c: 1}"), changes[2].Document["fullDocument"]);
        Assert.Equal(changes[2].After, changes[2].Document["fullDocument"]);
        Assert.Equal((null, BsonDocument.Parse("{_id: 1, c: 1}")), (changes[3].After, changes[3].Before));
        Assert.Equal(4, changes.Select(change => change.Document["_id"]["_data"]).Distinct().Count());
    }

    // Whether a failed insert has to be undone depends on what else it writes.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Of_several_inserts_those_stay_that_can(bool isIndexed, bool isWatched)
    {
        await InsertAsync("{_id: 1, a: 1}");
        if (isIndexed) await Store.EnsureIndexAsync(Items, new IndexDefinition(BsonDocument.Parse("{a: 1}")) { IsUnique = true }, Token);
        await using Watcher? watcher = isWatched ? await Watcher.OpenAsync(Store) : null;
        string[] documents = ["{_id: 2, a: 2}", "{_id: 1, a: 3}", "{_id: 3, a: 1}", "{_id: 4, a: 4}"];

        WriteFailedException failed = await Assert.ThrowsAsync<WriteFailedException>(() => Store.Operations().WriteAsync(
            Items, [.. documents.Select(WriteCommand (json) => new WriteCommand.Insert(BsonDocument.Parse(json)))], isOrdered: false, Token));

        Assert.Equal(isIndexed ? "1,2" : "1", string.Join(',', failed.Errors.Select(static error => error.Place)));
        Assert.All(failed.Errors, static error => Assert.IsType<DuplicateKeyException>(error.Error));
        Assert.Equal(isIndexed ? "1,2,4" : "1,2,3,4", await IdsAsync());
        Assert.Equal("1", await IdsAsync(Query("{a: 1}", limit: 1)));
        if (watcher is null) return;
        Assert.Equal([2, 3, 4], (await watcher.TakeAsync(3)).Select(static change => change.Document["documentKey"]["_id"].AsInt32));
    }

    [Fact]
    public async Task What_is_undone_is_no_change()
    {
        await using Watcher watcher = await Watcher.OpenAsync(Store);
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync("{_id: 1}", "{_id: 1}"));
        await using (IStoreTransaction transaction = Store.Begin()) await InsertAsync(transaction, "{_id: 2}");
        await using (IStoreTransaction transaction = Store.Begin())
        {
            await InsertAsync(transaction, "{_id: 3}");
            await transaction.CommitAsync(Token);
        }
        await InsertAsync("{_id: 4}");
        Assert.Equal([3, 4], (await watcher.TakeAsync(2)).Select(change => change.Document["documentKey"]["_id"].AsInt32));
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_event_where_another_ended()
    {
        string token;
        await using (Watcher first = await Watcher.OpenAsync(Store))
        {
            await InsertAsync("{_id: 1}");
            token = (await first.TakeAsync(1))[0].Document["_id"]["_data"].AsString;
        }
        await InsertAsync("{_id: 2}");
        await Test.ReopenAsync();
        await InsertAsync("{_id: 3}");
        await using Watcher second = await Watcher.OpenAsync(Store, token);
        Assert.Equal([2, 3], (await second.TakeAsync(2)).Select(change => change.Document["documentKey"]["_id"].AsInt32));
    }

    [Fact]
    public async Task Other_collections_are_not_told_of()
    {
        await using Watcher watcher = await Watcher.OpenAsync(Store);
        await WriteAsync(async session => await session.InsertAsync(Items with { Collection = "others" }, BsonDocument.Parse("{_id: 1}")));
        await InsertAsync("{_id: 2}");
        Assert.Equal(2, (await watcher.TakeAsync(1))[0].Document["documentKey"]["_id"].AsInt32);
    }

    [Fact]
    public async Task A_token_of_another_server_is_refused()
    {
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => Watcher.OpenAsync(Store, "nonsense"));
        Assert.Equal(260, refused.Code);
    }

    [Fact]
    public async Task Changes_are_kept_for_a_reader_who_is_away_with_the_documents_as_they_were_for_one_who_wants_them()
    {
        var plain = new ChangeReader("plain", Items, WantsBefore: false);
        string start = await Store.KeepChangesAsync(plain, null, Token);
        await InsertAsync("{_id: 1, a: 1}");
        await ReplaceAsync("{_id: 1, a: 2}", ChangeKind.Update);
        await Store.KeepChangesAsync(plain with { Name = "wide", Scope = Items with { Collection = "" }, WantsBefore = true }, null, Token);
        await ReplaceAsync("{_id: 1, a: 3}", ChangeKind.Update);
        await Test.ReopenAsync();
        await WriteAsync(async session => await session.InsertAsync(Items with { Collection = "later" }, BsonDocument.Parse("{_id: 2}")));
        Assert.Equal(start, await Store.KeepChangesAsync(plain, null, Token));
        Assert.Equal(3, await Store.CountChangesAsync(plain.Scope, start, Token));

        ChangeBatch read = await ReadAsync(plain, start);
        Assert.Equal(["insert", "update", "update"], read.Changes.Select(change => change.Document["operationType"].AsString));
        Assert.Equal([null, null, BsonDocument.Parse("{_id: 1, a: 2}")], read.Changes.Select(change => change.Before));
        Assert.Equal(await Store.LatestChangeAsync(Items, Token), read.Position);
        ChangeBatch wide = await ReadAsync(plain with { Scope = Items with { Collection = "" } }, read.Changes[1].Document["_id"]["_data"].AsString);
        Assert.Equal(["items", "later"], wide.Changes.Select(change => change.Document["ns"]["coll"].AsString));
        Assert.Equal(wide.Position, await Store.KeepChangesAsync(plain, wide.Position, Token));
        Assert.Equal(0, await Store.CountChangesAsync(plain.Scope, wide.Position, Token));
    }

    [Fact]
    public async Task A_reader_who_reads_something_else_begins_anew()
    {
        var reader = new ChangeReader("one", Items, WantsBefore: false);
        string start = await Store.KeepChangesAsync(reader, null, Token);
        await InsertAsync("{_id: 1}");
        reader = reader with { Scope = Items with { Collection = "others" } };
        string anew = await Store.KeepChangesAsync(reader, null, Token);
        Assert.NotEqual(start, anew);
        await WriteAsync(async session => await session.InsertAsync(reader.Scope, BsonDocument.Parse("{_id: 2}")));
        Assert.Equal(2, Assert.Single((await ReadAsync(reader, anew)).Changes).Document["documentKey"]["_id"]);
        await Store.ForgetReaderAsync("one", Token);
        Assert.NotEqual(anew, await Store.KeepChangesAsync(reader, null, Token));
    }

    [Fact]
    public async Task What_is_told_without_a_document_is_a_change_where_somebody_reads_and_nothing_elsewhere()
    {
        var events = new StateSchema("events", [], []);
        await Store.WriteAsync(new StateWrite.Tell(events, BsonDocument.Parse("{_id: 1}")), Token);
        var reader = new ChangeReader("events", events.FullName, WantsBefore: false);
        string start = await Store.KeepChangesAsync(reader, null, Token);
        await Store.WriteAsync(new StateWrite.Tell(events, BsonDocument.Parse("{_id: 2}")), Token);
        await Assert.ThrowsAsync<StaleWriteException>(() => Store.WriteAsync(
            [new StateWrite.Tell(events, BsonDocument.Parse("{_id: 3}")), new StateWrite.Require(events, 9)], Token));
        Assert.Equal(2, Assert.Single((await ReadAsync(reader, start)).Changes).Document["documentKey"]["_id"]);
        Assert.Empty(await Store.FindAsync(events, "_id", 2, Token));
    }

    [Fact]
    public async Task A_collection_that_is_read_can_be_dropped_and_filled_again()
    {
        var reader = new ChangeReader("one", Items, WantsBefore: false);
        string start = await Store.KeepChangesAsync(reader, null, Token);
        await InsertAsync("{_id: 1}");
        await Store.DropAsync(Items, Token);
        Assert.Equal("", await IdsAsync());
        await InsertAsync("{_id: 1}");
        Assert.Equal(2, (await ReadAsync(reader, start)).Changes.Count);
    }

    private async Task<ChangeBatch> ReadAsync(ChangeReader reader, string after)
    {
        await foreach (ChangeBatch batch in Store.ReadChangesAsync(reader, after, Token)) return batch;
        throw new InvalidOperationException("The stream has ended.");
    }

    private Task ReplaceAsync(string document, ChangeKind kind) => WriteAsync(async session =>
        await session.ReplaceAsync(Items, await FirstAsync(session, "{_id: 1}"), BsonDocument.Parse(document), kind));

    private sealed class Watcher : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private IAsyncEnumerator<ChangeEvent> _changes = null!;
        private Task<bool> _next = null!;

        public static async Task<Watcher> OpenAsync(IDataStore store, string? resumeAfter = null)
        {
            var watcher = new Watcher();
            var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watcher._changes = store.WatchAsync(Items, resumeAfter, _ => opened.TrySetResult(), watcher._end.Token).GetAsyncEnumerator(watcher._end.Token);
            watcher._next = watcher._changes.MoveNextAsync().AsTask();
            await await Task.WhenAny(opened.Task, watcher._next);
            return watcher;
        }

        public async Task<ChangeEvent[]> TakeAsync(int count)
        {
            var taken = new ChangeEvent[count];
            for (int i = 0; i < count; i++)
            {
                Assert.True(await _next.WaitAsync(TimeSpan.FromSeconds(20), Token));
                taken[i] = _changes.Current;
                _next = _changes.MoveNextAsync().AsTask();
            }
            return taken;
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _changes.DisposeAsync();
            _end.Dispose();
        }
    }
}
