using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Server.CarStore;

namespace AppServices.Tests.Server;

/// <summary>What the embedded store keeps and how it is found again.</summary>
public sealed class SqliteDocumentStoreTests : IDisposable
{
    private readonly CarStore _cars = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _cars.Dispose();

    [Fact]
    public async Task A_document_comes_back_as_it_went_in()
    {
        var car = new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["z"] = 1L, ["a"] = new BsonArray { 1.5, BsonNull.Value, "ä\0b" }, ["when"] = DateTime.UtcNow };
        await _cars.InsertAsync(car);
        _cars.Reopen();
        Assert.Equal(car.ToBson(), (await _cars.Store.FindOneAsync(Cars, "_id", car["_id"], Cancel))!.ToBson());
    }

    [Fact]
    public async Task Documents_are_found_by_their_indexed_fields()
    {
        await _cars.InsertAsync(Car(1, "red", "A"), Car(2, "blue", "B"), Car(3, "red", "C"));
        Assert.Equal([1, 3], await _cars.IdsAsync("color", "red"));
        Assert.Equal([2], await _cars.IdsAsync("plate", "B"));
        Assert.Empty(await _cars.IdsAsync("color", "green"));
        Assert.Empty(await _cars.IdsAsync("_id", 4));
    }

    [Theory]
    [InlineData("wheels")]
    [InlineData("")]
    public async Task A_field_without_an_index_cannot_be_asked_for(string field) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _cars.IdsAsync(field, 4));

    [Fact]
    public async Task Equal_values_are_of_equal_type()
    {
        await _cars.InsertAsync(Car(1, "1", "A"), Car(1L, 1, "B"), Car("1", 1L, 1));
        Assert.Equal([1], await _cars.IdsAsync("color", "1"));
        Assert.Equal([1L], await _cars.IdsAsync("color", 1));
        Assert.Equal(["1"], await _cars.IdsAsync("plate", 1));
    }

    [Theory]
    [InlineData("_id", 1, "X")]
    [InlineData("plate", 2, "A")]
    public async Task What_is_unique_is_taken_once(string field, int id, string plate)
    {
        await _cars.InsertAsync(Car(1, "red", "A"));
        var error = await Assert.ThrowsAsync<DuplicateKeyException>(() => _cars.InsertAsync(Car(id, "blue", plate)));
        Assert.Equal(field, error.Field);
        Assert.Empty(await _cars.IdsAsync("color", "blue"));
    }

    [Fact]
    public async Task A_missing_field_takes_nothing_but_a_null_does()
    {
        await _cars.InsertAsync(new BsonDocument("_id", 1), new BsonDocument("_id", 2), Car(3, "red", BsonNull.Value));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => _cars.InsertAsync(Car(4, "red", BsonNull.Value)));
        Assert.Equal([3], await _cars.IdsAsync("plate", BsonNull.Value));
    }

    [Fact]
    public async Task Collections_do_not_share_ids_or_fields()
    {
        CollectionSchema boats = new("boats", ["plate"], ["color"]);
        await _cars.InsertAsync(Car(1, "red", "A"));
        await _cars.WriteAsync(new DocumentWrite.Insert(boats, Car(1, "red", "A")));
        await _cars.WriteAsync(new DocumentWrite.Delete(boats, 1));
        Assert.Equal([1], await _cars.IdsAsync("color", "red"));
    }
}
