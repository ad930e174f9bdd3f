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
}

public sealed class SqliteCollectionTests : CollectionContract
{
    internal override StoreUnderTest Open() => new SqliteUnderTest();
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
