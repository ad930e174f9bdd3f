using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The embedded store as its interface promises it.</summary>
public sealed class SqliteDocumentStoreTests : IDisposable
{
    private static readonly CollectionSchema s_cars = new("cars", ["plate", "key"], ["color"]);

    private readonly TestStore _file = new();

    private SqliteDocumentStore Store => _file.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_document_comes_back_as_it_went_in()
    {
        var car = new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["z"] = 1L, ["a"] = new BsonArray { 1.5, BsonNull.Value, "ä\0b" }, ["when"] = DateTime.UtcNow };
        await InsertAsync(car);
        _file.Reopen();
        Assert.Equal(car.ToBson(), (await FindOneAsync("_id", car["_id"]))!.ToBson());
    }

    [Fact]
    public async Task Documents_are_found_by_their_indexed_fields()
    {
        await InsertAsync(Car(1, "red", "A"), Car(2, "blue", "B"), Car(3, "red", "C"));
        Assert.Equal([1, 3], await IdsAsync("color", "red"));
        Assert.Equal([2], await IdsAsync("plate", "B"));
        Assert.Empty(await IdsAsync("color", "green"));
        Assert.Empty(await IdsAsync("_id", 4));
    }

    [Theory]
    [InlineData("wheels")]
    [InlineData("")]
    public async Task A_field_without_an_index_cannot_be_asked_for(string field) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.FindAsync(s_cars, field, 4, Cancel));

    [Fact]
    public async Task Equal_values_are_of_equal_type()
    {
        await InsertAsync(Car(1, "1", "A"), Car(1L, 1, "B"), Car("1", 1L, 1));
        Assert.Equal([1], await IdsAsync("color", "1"));
        Assert.Equal([1L], await IdsAsync("color", 1));
        Assert.Equal(["1"], await IdsAsync("plate", 1));
    }

    [Theory]
    [InlineData("_id", 1, "X")]
    [InlineData("plate", 2, "A")]
    public async Task What_is_unique_is_taken_once(string field, int id, string plate)
    {
        await InsertAsync(Car(1, "red", "A"));
        var error = await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync(Car(id, "blue", plate)));
        Assert.Equal(field, error.Field);
        Assert.Empty(await IdsAsync("color", "blue"));
    }

    [Fact]
    public async Task A_missing_field_takes_nothing_but_a_null_does()
    {
        await InsertAsync(Without("plate", 1), Without("plate", 2), Car(3, "red", BsonNull.Value));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => InsertAsync(Car(4, "red", BsonNull.Value)));
        Assert.Equal([3], await IdsAsync("plate", BsonNull.Value));
    }

    [Fact]
    public async Task Collections_do_not_share_ids_or_fields()
    {
        CollectionSchema boats = new("boats", ["plate"], ["color"]);
        await InsertAsync(Car(1, "red", "A"));
        await Store.WriteAsync(new DocumentWrite.Insert(boats, Car(1, "red", "A")), Cancel);
        await Store.WriteAsync(new DocumentWrite.Delete(boats, 1), Cancel);
        Assert.Equal([1], await IdsAsync("color", "red"));
    }

    [Fact]
    public async Task All_is_written_or_nothing()
    {
        await InsertAsync(Car(1, "red", "A"), Car(2, "red", "B"));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => Store.WriteAsync(
            [
                new DocumentWrite.Insert(s_cars, Car(3, "red", "C")),
                new DocumentWrite.Replace(s_cars, Car(1, "blue", "D")),
                new DocumentWrite.Delete(s_cars, 2),
                new DocumentWrite.Insert(s_cars, Car(4, "red", "D")),
            ],
            Cancel));
        _file.Reopen();
        Assert.Equal([1, 2], await IdsAsync("color", "red"));
        Assert.Equal([1], await IdsAsync("plate", "A"));
        Assert.Empty(await IdsAsync("plate", "D"));
    }

    [Fact]
    public async Task Writes_of_one_call_see_those_before_them()
    {
        await Store.WriteAsync(
            [
                new DocumentWrite.Insert(s_cars, Car(1, "red", "A")),
                new DocumentWrite.Delete(s_cars, 1),
                new DocumentWrite.Insert(s_cars, Car(2, "red", "A")),
                new DocumentWrite.Replace(s_cars, Car(2, "blue", "A")),
            ],
            Cancel);
        Assert.Equal([2], await IdsAsync("plate", "A"));
        Assert.Equal([2], await IdsAsync("color", "blue"));
    }

    [Fact]
    public async Task A_replaced_document_is_found_by_its_new_fields_only()
    {
        await InsertAsync(Car(1, "red", "A"));
        await Store.WriteAsync(new DocumentWrite.Replace(s_cars, Without("color", 1).Add("key", "K")), Cancel);
        Assert.Empty(await IdsAsync("color", "red"));
        Assert.Empty(await IdsAsync("plate", "A"));
        Assert.Equal([1], await IdsAsync("key", "K"));
        await InsertAsync(Car(2, "red", "A"));
    }

    [Fact]
    public async Task A_replacement_may_not_take_what_another_has()
    {
        await InsertAsync(Car(1, "red", "A"), Car(2, "red", "B"));
        var error = await Assert.ThrowsAsync<DuplicateKeyException>(() => Store.WriteAsync(new DocumentWrite.Replace(s_cars, Car(2, "blue", "A")), Cancel));
        Assert.Equal("plate", error.Field);
        Assert.Equal("B", (await FindOneAsync("_id", 2))!["plate"]);
    }

    [Fact]
    public async Task Replacing_or_deleting_nothing_does_nothing()
    {
        await InsertAsync(Car(1, "red", "A"));
        await Store.WriteAsync([new DocumentWrite.Replace(s_cars, Car(2, "red", "B")), new DocumentWrite.Delete(s_cars, 3)], Cancel);
        Assert.Equal([1], await IdsAsync("color", "red"));
        Assert.Empty(await IdsAsync("plate", "B"));
    }

    [Fact]
    public async Task A_deleted_document_frees_what_it_had()
    {
        await InsertAsync(Car(1, "red", "A"));
        await Store.WriteAsync(new DocumentWrite.Delete(s_cars, 1), Cancel);
        Assert.Empty(await IdsAsync("color", "red"));
        await InsertAsync(Car(1, "red", "A"));
    }

    [Fact]
    public async Task A_write_that_is_given_up_before_it_began_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.WriteAsync(new DocumentWrite.Insert(s_cars, Car(1, "red", "A")), new CancellationToken(canceled: true)));
        Assert.Null(await FindOneAsync("_id", 1));
    }

    private static BsonDocument Car(BsonValue id, BsonValue color, BsonValue plate) => new() { ["_id"] = id, ["color"] = color, ["plate"] = plate };

    private static BsonDocument Without(string field, int id)
    {
        BsonDocument car = Car(id, "gray", $"of {id}");
        car.Remove(field);
        if (field == "color") car.Remove("plate");
        return car;
    }

    private Task InsertAsync(params IEnumerable<BsonDocument> cars) =>
        Store.WriteAsync([.. cars.Select(car => new DocumentWrite.Insert(s_cars, car))], Cancel);

    private ValueTask<BsonDocument?> FindOneAsync(string field, BsonValue value) => Store.FindOneAsync(s_cars, field, value, Cancel);

    private async Task<IEnumerable<BsonValue>> IdsAsync(string field, BsonValue value) =>
        (await Store.FindAsync(s_cars, field, value, Cancel)).Select(car => car["_id"]).Order();
}
