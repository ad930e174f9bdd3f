using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Writes that have effect only while what they build on is as it was read, and the end of many documents at once.</summary>
public sealed class ConditionalWriteTests
{
    private static readonly StateSchema s_things = new("things", ["code"], ["kind"]);
    private static readonly StateSchema s_others = new("others", [], []);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_that_is_as_it_was_read_changes_with_its_indexes()
    {
        await using var file = new TestStore();
        BsonDocument before = Thing(1, "red", "a"), after = Thing(1, "blue", "b");
        await file.Store.WriteAsync(new StateWrite.Insert(s_things, before), Cancel);
        await file.Store.WriteAsync(new StateWrite.Change(s_things, before, after), Cancel);
        Assert.Equal([after], await file.Store.FindAsync(s_things, "kind", "blue", Cancel));
        Assert.Equal([after], await file.Store.FindAsync(s_things, "code", "b", Cancel));
        Assert.Empty(await file.Store.FindAsync(s_things, "kind", "red", Cancel));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("gone")]
    public async Task Otherwise_nothing_at_all_is_written(string state)
    {
        await using var file = new TestStore();
        BsonDocument before = Thing(1, "red", "a");
        if (state == "changed") await file.Store.WriteAsync(new StateWrite.Insert(s_things, Thing(1, "red", "other")), Cancel);
        await Assert.ThrowsAsync<StaleWriteException>(() => file.Store.WriteAsync(
            [new StateWrite.Insert(s_others, new BsonDocument("_id", 1)), new StateWrite.Change(s_things, before, Thing(1, "blue", "a"))], Cancel));
        Assert.Empty(await file.Store.FindAsync(s_others, "_id", 1, Cancel));
        Assert.Empty(await file.Store.FindAsync(s_things, "kind", "blue", Cancel));
    }

    [Theory]
    [InlineData("unchanged", true)]
    [InlineData("changed", false)]
    [InlineData("gone", false)]
    public async Task A_document_that_is_expected_must_be_as_it_was_read(string state, bool isWritten)
    {
        await using var file = new TestStore();
        BsonDocument read = Thing(1, "red", "a");
        if (state != "gone") await file.Store.WriteAsync(new StateWrite.Insert(s_things, state == "changed" ? Thing(1, "red", "other") : read), Cancel);
        await AssertAsync(file, isWritten, new StateWrite.Expect(s_things, read));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_document_that_must_not_be_there_is_not(bool isThere, bool isWritten)
    {
        await using var file = new TestStore();
        if (isThere) await file.Store.WriteAsync(new StateWrite.Insert(s_things, Thing(1, "red", "a")), Cancel);
        await AssertAsync(file, isWritten, new StateWrite.RequireNone(s_things, 1));
    }

    [Fact]
    public async Task Of_many_that_are_deleted_one_may_stay()
    {
        await using var file = new TestStore();
        for (int i = 0; i < 3; i++) await file.Store.WriteAsync(new StateWrite.Insert(s_things, Thing(i, "red", $"{i}")), Cancel);
        await file.Store.WriteAsync(new StateWrite.DeleteAll(s_things, "kind", "red", Except: 1), Cancel);
        Assert.Equal([Thing(1, "red", "1")], await file.Store.FindAsync(s_things, "kind", "red", Cancel));
    }

    [Fact]
    public async Task A_required_document_must_be_there()
    {
        await using var file = new TestStore();
        StateWrite[] writes = [new StateWrite.Require(s_things, 1), new StateWrite.Insert(s_others, new BsonDocument("_id", 1))];
        await Assert.ThrowsAsync<StaleWriteException>(() => file.Store.WriteAsync(writes, Cancel));
        Assert.Empty(await file.Store.FindAsync(s_others, "_id", 1, Cancel));
        await file.Store.WriteAsync(new StateWrite.Insert(s_things, Thing(1, "red", "a")), Cancel);
        await file.Store.WriteAsync(writes, Cancel);
        Assert.Single(await file.Store.FindAsync(s_others, "_id", 1, Cancel));
    }

    [Theory]
    [InlineData("kind", "red", "3")]
    [InlineData("code", "b", "1,3")]
    [InlineData("code", "none", "1,2,3")]
    public async Task All_documents_of_a_value_go_at_once(string field, string value, string left)
    {
        await using var file = new TestStore();
        foreach (BsonDocument thing in new[] { Thing(1, "red", "a"), Thing(2, "red", "b"), Thing(3, "blue", "c") })
            await file.Store.WriteAsync(new StateWrite.Insert(s_things, thing), Cancel);
        await file.Store.WriteAsync(new StateWrite.DeleteAll(s_things, field, value), Cancel);
        var found = new List<int>();
        for (int id = 1; id <= 3; id++) found.AddRange((await file.Store.FindAsync(s_things, "_id", id, Cancel)).Select(thing => thing["_id"].AsInt32));
        Assert.Equal(left, string.Join(',', found));
    }

    private static async Task AssertAsync(TestStore file, bool isWritten, StateWrite condition)
    {
        Task writing = file.Store.WriteAsync([condition, new StateWrite.Insert(s_others, new BsonDocument("_id", 1))], Cancel);
        if (isWritten) await writing;
        else await Assert.ThrowsAsync<StaleWriteException>(() => writing);
        Assert.Equal(isWritten ? 1 : 0, (await file.Store.FindAsync(s_others, "_id", 1, Cancel)).Count);
    }

    private static BsonDocument Thing(int id, string kind, string code) => new() { ["_id"] = id, ["kind"] = kind, ["code"] = code };
}
