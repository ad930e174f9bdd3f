using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>
/// What a store knows of its collections after each change is what somebody reads who knows nothing, though only what has changed is read.
/// </summary>
public sealed class CatalogTests : IAsyncDisposable
{
    private readonly TestStore _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_changes_and_those_that_fail_leave_it_right(int seed)
    {
        var random = new Random(seed);
        var kinds = new HashSet<int>();
        for (int round = 0; round < 60; round++)
        {
            await _test.Store.ChangeAsync(
                transaction =>
                {
                    for (int i = random.Next(4); i >= 0; i--)
                    {
                        kinds.Add(Change(transaction, random));
                        // Not always, so that several changes are read together.
                        if (random.Next(3) > 0) AssertRight(transaction);
                    }
                    return true;
                },
                TestStore.Token);
            if (random.Next(3) == 0) await FailAsync(random);
            await _test.Store.InspectAsync(transaction => AssertRight(transaction), TestStore.Token);
        }
        Assert.Equal(10, kinds.Count);
    }

    [Fact]
    public async Task A_change_by_another_process_is_seen_before_the_next_change_of_ones_own()
    {
        await _test.InsertAsync("{_id: 1}");
        await using (SqliteStore other = SqliteStore.Open(_test.FilePath))
        {
            await other.EnsureIndexAsync(TestStore.Items, new IndexDefinition(new BsonDocument("a", 1)), TestStore.Token);
            await other.ChangeAsync(transaction => transaction.Ensure(Name(1)), TestStore.Token);
        }
        await _test.Store.ChangeAsync(
            transaction =>
            {
                transaction.Ensure(Name(2));
                return AssertRight(transaction);
            },
            TestStore.Token);
    }

    [Fact]
    public async Task A_transaction_that_is_undone_leaves_it_right()
    {
        await _test.InsertAsync("{_id: 1}");
        IStoreTransaction undone = _test.Store.Begin();
        await undone.WriteAsync(
            async session => await session.EnsureIndexAsync(Name(3), new IndexDefinition(new BsonDocument("a", 1))), TestStore.Token);
        await undone.DisposeAsync();
        await _test.Store.InspectAsync(transaction => AssertRight(transaction), TestStore.Token);
        await _test.Store.ChangeAsync(transaction => transaction.Ensure(Name(4)), TestStore.Token);
        await _test.Store.InspectAsync(transaction => AssertRight(transaction), TestStore.Token);
    }

    private async Task FailAsync(Random random)
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => _test.Store.WriteAsync<bool>(
            session =>
            {
                var transaction = (WriteTransaction)session;
                if (random.Next(2) == 0) AssertRight(transaction);
                Change(transaction, random);
                if (random.Next(2) == 0) AssertRight(transaction);
                throw new InvalidOperationException("It fails.");
            },
            TestStore.Token));
        Assert.Equal("It fails.", failed.Message);
    }

    private static int Change(WriteTransaction transaction, Random random)
    {
        CollectionName name = Name(random.Next(8));
        int kind = random.Next(10);
        // What is a view cannot be made, and the like.
        if (transaction.Catalog.Find(name) is { IsView: true } view)
        {
            transaction.Drop(view);
            return kind;
        }
        CollectionInfo collection = transaction.Ensure(name);
        switch (kind)
        {
            case 0:
                transaction.Drop(collection);
                break;
            case 1:
                transaction.Rename(name, Name(8 + random.Next(4)), replaces: true);
                break;
            case 2:
                transaction.EnsureIndex(collection, new IndexDefinition(new BsonDocument($"f{random.Next(3)}", 1)));
                break;
            case 3:
                if (collection.Indexes is [var first, ..]) transaction.Writer.Drop(collection, first);
                break;
            case 4:
                if (collection.Indexes is [var index, ..]) transaction.Writer.SetMultikey(collection, index);
                break;
            case 5:
                transaction.Watch(
                    name with { Collection = random.Next(2) == 0 ? name.Collection : "" }, after: null, TimeSpan.FromMinutes(random.Next(-1, 2)));
                break;
            case 6:
                transaction.Keep(new ChangeReader($"r{random.Next(2)}", name, random.Next(2) == 0), handled: null);
                break;
            case 7:
                transaction.Writer.ForgetReader($"r{random.Next(2)}");
                break;
            case 8:
                transaction.Writer.SetOptions(collection, new CollectionOptions(new BsonDocument("validator", new BsonDocument("a", 1))));
                break;
            default:
                transaction.EnsureIndex(collection, new IndexDefinition(new BsonDocument("t", 1)));
                transaction.Writer.SetExpiry(transaction.Catalog.Find(name)!, transaction.Catalog.Find(name)!.Indexes[^1], random.Next(100));
                break;
        }
        return kind;
    }

    private static CollectionName Name(int number) => new("test/atlas", $"d{number % 2}", $"c{number}");

    private static bool AssertRight(ReadTransaction transaction)
    {
        string[] known = Describe(transaction.Catalog);
        Assert.Equal(Describe(Catalog.Refresh(null, transaction.Session)), known);
        return true;
    }

    private static string[] Describe(Catalog catalog) =>
    [
        catalog.Version.ToString(CultureInfo.InvariantCulture),
        .. catalog.Known.OrderBy(each => each.Id).Select(each => string.Join(
            ' ', each.Id, each.Name, each.Name.Source, each.IsDropped, each.IsRead, each.KeepsBefore, each.Options.Document.ToJson(), each.Validator is null,
            string.Join(',', each.Watches.Select(watch => watch.ToString()).Order(StringComparer.Ordinal)),
            string.Join(',', each.Indexes.Select(
                index => $"{index.Id} {index.Name} {index.IsMultikey} {index.Definition.Fields} {index.Definition.Options}")))),
    ];
}
