using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Server.CarStore;

namespace AppServices.Tests.Server;

/// <summary>How the embedded store changes what it keeps.</summary>
public sealed class StoreWriteTests : IAsyncDisposable
{
    private readonly CarStore _cars = new();

    public ValueTask DisposeAsync() => _cars.DisposeAsync();

    [Fact]
    public async Task All_is_written_or_nothing()
    {
        await _cars.InsertAsync(Car(1, "red", "A"), Car(2, "red", "B"));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => _cars.WriteAsync(
            Insert(Car(3, "red", "C")), Replace(Car(1, "blue", "D")), Delete(2), Insert(Car(4, "red", "D"))));
        await _cars.ReopenAsync();
        Assert.Equal([1, 2], await _cars.IdsAsync("color", "red"));
        Assert.Equal([1], await _cars.IdsAsync("plate", "A"));
        Assert.Empty(await _cars.IdsAsync("plate", "D"));
    }

    [Fact]
    public async Task Writes_of_one_call_see_those_before_them()
    {
        await _cars.WriteAsync(Insert(Car(1, "red", "A")), Delete(1), Insert(Car(2, "red", "A")), Replace(Car(2, "blue", "A")));
        Assert.Equal([2], await _cars.IdsAsync("plate", "A"));
        Assert.Equal([2], await _cars.IdsAsync("color", "blue"));
    }

    [Fact]
    public async Task A_replaced_document_is_found_by_its_new_fields_only()
    {
        await _cars.InsertAsync(Car(1, "red", "A"));
        await _cars.WriteAsync(Replace(new BsonDocument { ["_id"] = 1, ["key"] = "K" }));
        Assert.Empty(await _cars.IdsAsync("color", "red"));
        Assert.Empty(await _cars.IdsAsync("plate", "A"));
        Assert.Equal([1], await _cars.IdsAsync("key", "K"));
        await _cars.InsertAsync(Car(2, "red", "A"));
    }

    [Fact]
    public async Task A_replacement_may_not_take_what_another_has()
    {
        await _cars.InsertAsync(Car(1, "red", "A"), Car(2, "red", "B"));
        var error = await Assert.ThrowsAsync<DuplicateKeyException>(() => _cars.WriteAsync(Replace(Car(2, "blue", "A"))));
        Assert.Equal("plate_1", error.Index);
        Assert.Equal([2], await _cars.IdsAsync("plate", "B"));
        Assert.Empty(await _cars.IdsAsync("color", "blue"));
    }

    [Fact]
    public async Task Replacing_or_deleting_nothing_does_nothing()
    {
        await _cars.InsertAsync(Car(1, "red", "A"));
        await _cars.WriteAsync(Replace(Car(2, "red", "B")), Delete(3));
        Assert.Equal([1], await _cars.IdsAsync("color", "red"));
        Assert.Empty(await _cars.IdsAsync("plate", "B"));
    }

    [Fact]
    public async Task A_deleted_document_frees_what_it_had()
    {
        await _cars.InsertAsync(Car(1, "red", "A"));
        await _cars.WriteAsync(Delete(1));
        Assert.Empty(await _cars.IdsAsync("color", "red"));
        await _cars.InsertAsync(Car(1, "red", "A"));
    }

    [Fact]
    public async Task A_write_that_is_given_up_before_it_began_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _cars.Store.WriteAsync([Insert(Car(1, "red", "A"))], new CancellationToken(canceled: true)));
        Assert.Empty(await _cars.IdsAsync("_id", 1));
    }
}
