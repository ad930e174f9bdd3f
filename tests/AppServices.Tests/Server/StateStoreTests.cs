using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Tests.Functions;
using AppServices.Tests.RoundTrips;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Server.CarStore;

namespace AppServices.Tests.Server;

/// <summary>What the embedded store keeps and how it is found again.</summary>
public sealed class StateStoreTests : IAsyncDisposable
{
    private readonly CarStore _cars = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cars.DisposeAsync();

    [Fact]
    public async Task A_document_comes_back_as_it_went_in()
    {
        var car = new BsonDocument { ["_id"] = ObjectId.GenerateNewId(), ["z"] = 1L, ["a"] = new BsonArray { 1.5, BsonNull.Value, "ä\0b" }, ["when"] = DateTime.UtcNow };
        await _cars.InsertAsync(car);
        await _cars.ReopenAsync();
        Assert.Equal(car.ToBson(), (await _cars.Store.FindOneAsync(Cars, "_id", car["_id"], Cancel))!.ToBson());
    }

    [Fact]
    public async Task Every_value_comes_back_byte_for_byte_and_can_be_changed()
    {
        BsonValue values = FunctionFixture.Parse(CanonicalValues.Array(CanonicalValues.Edges));
        var car = new BsonDocument { ["_id"] = 1, ["values"] = values };
        await _cars.InsertAsync(car);
        await _cars.ReopenAsync();
        Assert.Equal(FunctionFixture.Text(car), FunctionFixture.Text((await _cars.Store.FindOneAsync(Cars, "_id", 1, Cancel))!));
        await _cars.Store.WriteAsync([new StateWrite.Change(Cars, car, new BsonDocument { ["_id"] = 1, ["values"] = new BsonArray { values } })], Cancel);
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

    [Fact]
    public async Task A_missing_field_takes_nothing_but_a_null_does()
    {
        await _cars.InsertAsync(new BsonDocument("_id", 1), new BsonDocument("_id", 2), Car(3, "red", BsonNull.Value));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => _cars.InsertAsync(Car(4, "red", BsonNull.Value)));
        Assert.Equal([1, 2, 3], await _cars.IdsAsync("plate", BsonNull.Value));
    }

    [Fact]
    public async Task Collections_do_not_share_ids_or_fields()
    {
        StateSchema boats = new("boats", ["plate"], ["color"]);
        await _cars.InsertAsync(Car(1, "red", "A"));
        await _cars.WriteAsync(new StateWrite.Insert(boats, Car(1, "red", "A")));
        await _cars.WriteAsync(new StateWrite.Delete(boats, 1));
        Assert.Equal([1], await _cars.IdsAsync("color", "red"));
    }
}
