using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

public sealed class SqliteDocumentTests : DocumentContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();

    [Fact]
    public async Task Data_sources_are_apart()
    {
        await InsertAsync("{_id: 1}");
        CollectionName other = Items with { Source = "other/atlas" };
        await WriteAsync(async session => await session.InsertAsync(other, BsonDocument.Parse("{_id: 1, o: 1}")));
        Assert.Equal("", await IdsAsync(Query("{o: 1}")));
        Assert.Equal([other], await Store.ListCollectionsAsync(other.Source, Token));
    }
}

public sealed class SqliteIndexTests : IndexContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();

    [Fact]
    public async Task Documents_are_deleted_when_an_index_says_that_their_time_is_over()
    {
        var now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await Store.EnsureIndexAsync(Items, new IndexDefinition(new BsonDocument("at", 1)) { ExpireAfterSeconds = 3600 }, Token);
        await Store.EnsureIndexAsync(
            Items, new IndexDefinition(new BsonDocument("end", -1)) { ExpireAfterSeconds = 0, PartialFilter = new BsonDocument("kind", 1) }, Token);
        string Date(int minutes) => $"{{$date: '{now.AddMinutes(minutes):yyyy-MM-ddTHH:mm:ssZ}'}}";
        await InsertAsync(
            $"{{_id: 1, at: {Date(-61)}}}", $"{{_id: 2, at: {Date(-59)}}}", "{_id: 3, at: 5}", "{_id: 4}",
            $"{{_id: 5, at: [{Date(5)}, {Date(-90)}]}}", $"{{_id: 6, end: {Date(-1)}}}", $"{{_id: 7, end: {Date(-1)}, kind: 1}}");
        Assert.Equal(3, await Store.ExpireAsync(now, Token));
        Assert.Equal("2,3,4,6", await IdsAsync());
        await WriteAsync(async session => await session.SetExpiryAsync(Items, "at_1", 60));
        Assert.Equal(1, await Store.ExpireAsync(now, Token));
        Assert.Equal(0, await Store.ExpireAsync(now, Token));
        Assert.Equal(60, (await Store.ListIndexesAsync(Items, Token))[0].ExpireAfterSeconds);
        Assert.Equal("3,4,6", await IdsAsync());
    }
}

public sealed class SqliteCollectionTests : CollectionContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();

    [Fact]
    public async Task Where_a_collection_only_warns_all_is_written()
    {
        var warnings = new List<string>();
        Store.Warned = warnings.Add;
        await SetAsync(Items, "{validator: {a: 1}, validationAction: 'warn'}");
        await InsertAsync("{_id: 1, a: 1}", "{_id: 2}");
        Assert.Equal("1,2", await IdsAsync());
        Assert.Equal(["a document of shop.items does not match its validator: _id 2"], warnings);
    }
}

public sealed class SqliteTransactionTests : TransactionContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

public sealed class SqliteChangeTests : ChangeContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();

    [Fact]
    public async Task What_a_reader_reads_no_more_costs_nothing()
    {
        var reader = new ChangeReader("one", Items, WantsBefore: false);
        string start = await Store.KeepChangesAsync(reader, null, Token);
        await InsertAsync("{_id: 1}");
        Assert.NotEqual(start, await Store.KeepChangesAsync(reader with { Scope = Items with { Collection = "others" } }, null, Token));
        await InsertAsync("{_id: 2}");
        Assert.Equal(1, await Store.CountChangesAsync(Items, start, Token));
        await Store.ForgetReaderAsync("one", Token);
        await WriteAsync(async session => await session.InsertAsync(Items with { Collection = "others" }, BsonDocument.Parse("{_id: 2}")));
        Assert.Equal(1, await Store.CountChangesAsync(Items with { Collection = "" }, start, Token));
    }
}

public sealed class SqliteStateTests : StateContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
}

/// <summary>A store in a file of a folder of its own.</summary>
internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly TestStore _test = new();

    public override IDataStore Store => _test.Store;

    public override Task ReopenAsync() => _test.ReopenAsync();

    public override ValueTask DisposeAsync() => _test.DisposeAsync();
}
