using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

public sealed class ChangeStreamTests
{
    [Fact]
    public async Task Every_change_comes_once_and_in_order()
    {
        await using var test = new TestStore();
        await using Stream stream = await Stream.OpenAsync(test.Store);
        await test.InsertAsync("{_id: 1, a: {x: 1, y: 2}}");
        await test.Store.Operations().WriteAsync(
            TestStore.Items,
            [
                new WriteCommand.Update(BsonDocument.Parse("{_id: 1}"), BsonDocument.Parse("{$set: {'a.x': 5, b: 1}, $unset: {'a.y': 1}}")),
                new WriteCommand.Update(BsonDocument.Parse("{_id: 1}"), BsonDocument.Parse("{c: 1}")) { IsReplacement = true },
                new WriteCommand.Delete(BsonDocument.Parse("{_id: 1}")),
            ],
            isOrdered: true, TestStore.Token);

        BsonDocument[] events = await stream.TakeAsync(4);
        Assert.Equal(["insert", "update", "replace", "delete"], events.Select(change => change["operationType"].AsString));
        Assert.All(events, change => Assert.Equal(BsonDocument.Parse("{_id: 1}"), change["documentKey"].AsBsonDocument));
        Assert.All(events, change => Assert.Equal(BsonDocument.Parse("{db: 'shop', coll: 'items'}"), change["ns"].AsBsonDocument));
        Assert.Equal(BsonDocument.Parse("{updatedFields: {'a.x': 5, b: 1}, removedFields: ['a.y']}"), events[1]["updateDescription"].AsBsonDocument);
        Assert.Equal(BsonDocument.Parse("{_id: 1, c: 1}"), events[2]["fullDocument"].AsBsonDocument);
        Assert.False(events[3].Contains("fullDocument"));
    }

    [Theory]
    [InlineData("{a: [1, 2, 3]}", "{a: [1, 2, 5]}", "{'a.2': 5}")]
    [InlineData("{a: [1, 2, 3]}", "{a: [1, 2, 3, 4]}", "{'a.3': 4}")]
    [InlineData("{a: [1, 2, 3]}", "{a: [1, 2]}", "{a: [1, 2]}")]
    [InlineData("{a: [1, 2, 3]}", "{a: []}", "{a: []}")]
    [InlineData("{a: [1, 2, 3]}", "{a: [4, 5, 6]}", "{a: [4, 5, 6]}")]
    [InlineData("{a: [1]}", "{a: [2]}", "{a: [2]}")]
    [InlineData("{a: []}", "{a: [1]}", "{a: [1]}")]
    [InlineData("{a: [{n: 1, t: 'some text'}, {n: 2}]}", "{a: [{n: 1, t: 'some text'}, {n: 3}]}", "{'a.1.n': 3}")]
    [InlineData("{a: [{n: 1, m: 1, t: 'some text'}]}", "{a: [{n: 1, t: 'some text'}]}", "{a: [{n: 1, t: 'some text'}]}")]
    [InlineData("{a: [[1, 2, 3, 4, 5], [6]]}", "{a: [[1, 2, 0, 4, 5], [6]]}", "{'a.0.2': 0}")]
    [InlineData("{a: {b: [1, 2, 3]}}", "{a: {b: [0, 2, 3]}}", "{'a.b.0': 0}")]
    [InlineData("{a: [1, 2]}", "{a: {b: 1}}", "{a: {b: 1}}")]
    public void Changed_items_of_an_array_are_named_where_that_is_shorter(string before, string after, string updated) => Assert.Equal(
        new BsonDocument { ["updatedFields"] = BsonDocument.Parse(updated), ["removedFields"] = new BsonArray() },
        DocumentDifference.Describe(BsonDocument.Parse(before), BsonDocument.Parse(after)));

    [Theory]
    [InlineData("'merge'", "update")]
    [InlineData("'replace'", "replace")]
    [InlineData("[{$set: {a: '$$new.a'}}]", "update")]
    public async Task A_merge_tells_what_it_changes(string whenMatched, string kind)
    {
        await using var test = new TestStore();
        await test.InsertAsync("{_id: 1, a: 1}", "{_id: 2, a: 2}");
        await using Stream stream = await Stream.OpenAsync(test.Store);
        await MergeAsync("{$match: {}}");
        await MergeAsync("{$set: {a: 1}}");
        await test.InsertAsync("{_id: 3}");
        BsonDocument[] events = await stream.TakeAsync(2);
        Assert.Equal([kind, "insert"], events.Select(change => change["operationType"].AsString));
        Assert.Equal(2, events[0]["documentKey"]["_id"].AsInt32);

        async Task MergeAsync(string stage)
        {
            BsonArray pipeline = [BsonDocument.Parse(stage), BsonDocument.Parse($"{{$merge: {{into: 'items', whenMatched: {whenMatched}}}}}")];
            Assert.Empty(await test.Store.Operations().AggregateAsync(TestStore.Items, new AggregateCommand(pipeline), TestStore.Token).ToListAsync(TestStore.Token));
        }
    }

    [Fact]
    public async Task What_is_rolled_back_is_no_change()
    {
        await using var test = new TestStore();
        await using Stream stream = await Stream.OpenAsync(test.Store);
        await Assert.ThrowsAsync<WriteFailedException>(() => test.InsertAsync("{_id: 1}", "{_id: 1}"));
        await using (IStoreTransaction transaction = test.Store.Begin()) await TestStore.InsertAsync(transaction, "{_id: 2}");
        await test.InsertAsync("{_id: 3}");
        Assert.Equal([1, 3], (await stream.TakeAsync(2)).Select(change => change["documentKey"]["_id"].AsInt32));
    }

    [Fact]
    public async Task A_stream_goes_on_after_an_event()
    {
        await using var test = new TestStore();
        await using Stream stream = await Stream.OpenAsync(test.Store);
        await test.InsertAsync("{_id: 1}", "{_id: 2}", "{_id: 3}");
        string token = (await stream.TakeAsync(1))[0]["_id"]["_data"].AsString;
        await using Stream second = await Stream.OpenAsync(test.Store, token);
        Assert.Equal([2, 3], (await second.TakeAsync(2)).Select(change => change["documentKey"]["_id"].AsInt32));
    }

    [Fact]
    public async Task A_token_is_refused_when_changes_after_it_were_not_kept_or_are_not_there_yet()
    {
        await using var test = new TestStore();
        string token;
        await using (Stream stream = await Stream.OpenAsync(test.Store))
        {
            await test.InsertAsync("{_id: 1}");
            token = (await stream.TakeAsync(1))[0]["_id"]["_data"].AsString;
        }
        await (await Stream.OpenAsync(test.Store, token)).DisposeAsync();
        // The hour after the last stream is over.
        await test.Store.ChangeAsync(
            transaction =>
            {
                CollectionInfo items = transaction.Catalog.Find(TestStore.Items)!;
                transaction.Writer.SetWatch(new CollectionWatch(items.Name, 0, DateTimeOffset.UnixEpoch));
                return true;
            },
            TestStore.Token);
        Assert.Equal(286, (await Assert.ThrowsAsync<DocumentException>(() => Stream.OpenAsync(test.Store, token))).Code);
        await test.InsertAsync("{_id: 2}");
        await using Stream anew = await Stream.OpenAsync(test.Store);
        Assert.Equal(286, (await Assert.ThrowsAsync<DocumentException>(() => Stream.OpenAsync(test.Store, ChangeLog.Token(0)))).Code);
        Assert.Equal(286, (await Assert.ThrowsAsync<DocumentException>(() => Stream.OpenAsync(test.Store, ChangeLog.Token(99)))).Code);
    }

    [Fact]
    public async Task A_token_of_another_server_is_refused()
    {
        await using var test = new TestStore();
        DocumentException refused = await Assert.ThrowsAsync<DocumentException>(() => Stream.OpenAsync(test.Store, "nonsense"));
        Assert.Equal(260, refused.Code);
    }

    private sealed class Stream : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestStore.Token);
        private IAsyncEnumerator<ChangeEvent> _changes = null!;
        private Task<bool> _next = null!;

        public static async Task<Stream> OpenAsync(SqliteStore store, string? resumeAfter = null)
        {
            var stream = new Stream();
            var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            stream._changes = store.WatchAsync(TestStore.Items, resumeAfter, _ => opened.TrySetResult(), stream._end.Token).GetAsyncEnumerator(stream._end.Token);
            stream._next = stream._changes.MoveNextAsync().AsTask();
            await await Task.WhenAny(opened.Task, stream._next);
            return stream;
        }

        public async Task<BsonDocument[]> TakeAsync(int count)
        {
            var taken = new BsonDocument[count];
            for (int i = 0; i < count; i++)
            {
                Assert.True(await _next.WaitAsync(TimeSpan.FromSeconds(20), TestStore.Token));
                taken[i] = _changes.Current.Document;
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
