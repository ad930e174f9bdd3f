using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Storage.Contract;

/// <summary>The server's own state: records that are found by fields, and changed while they are as they were read.</summary>
public abstract class StateContract : StoreContract
{
    private static readonly StateSchema s_cars = new("cars", ["plate"], ["color"]);
    private static readonly StateSchema s_owners = new("owners", [], []);

    [Fact]
    public async Task A_record_is_found_by_its_id_and_its_fields()
    {
        await StoreAsync(Insert(Car(1, "red", "A")), Insert(Car(2, "red", "B")), Insert(new BsonDocument("_id", 3)), Insert(new BsonDocument("_id", 4)));
        Assert.Equal("1", await CarsAsync("_id", 1));
        Assert.Equal("2", await CarsAsync("plate", "B"));
        Assert.Equal("1,2", await CarsAsync("color", "red"));
        Assert.Equal("", await CarsAsync("color", "blue"));
        await Test.ReopenAsync();
        Assert.Equal("1,2", await CarsAsync("color", "red"));
    }

    [Fact]
    public async Task All_is_written_or_nothing()
    {
        await StoreAsync(Insert(Car(1, "red", "A")), Insert(Car(2, "red", "B")));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => StoreAsync(new StateWrite.Delete(s_cars, 1), Insert(Car(3, "blue", "C")), Insert(Car(4, "blue", "B"))));
        await Assert.ThrowsAsync<DuplicateKeyException>(() => StoreAsync(Insert(Car(1, "blue", "D"))));
        Assert.Equal("1,2", await CarsAsync("color", "red"));
        Assert.Equal("", await CarsAsync("color", "blue"));
    }

    [Fact]
    public async Task A_replacement_of_what_there_is_not_does_nothing()
    {
        await StoreAsync(Insert(Car(1, "red", "A")));
        await StoreAsync(new StateWrite.Replace(s_cars, Car(1, "blue", "B")), new StateWrite.Replace(s_cars, Car(2, "blue", "C")), new StateWrite.Delete(s_cars, 3));
        Assert.Equal("1", await CarsAsync("color", "blue"));
        Assert.Equal("", await CarsAsync("plate", "A"));
    }

    [Fact]
    public async Task A_record_changes_only_as_it_was_read()
    {
        await StoreAsync(Insert(Car(1, "red", "A")));
        await StoreAsync(new StateWrite.Change(s_cars, Car(1, "red", "A"), Car(1, "blue", "A")));
        await Assert.ThrowsAsync<StaleWriteException>(() => StoreAsync(new StateWrite.Change(s_cars, Car(1, "red", "A"), Car(1, "green", "A"))));
        await Assert.ThrowsAsync<StaleWriteException>(() => StoreAsync(new StateWrite.Change(s_cars, Car(2, "red", "B"), Car(2, "green", "B"))));
        Assert.Equal("1", await CarsAsync("color", "blue"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Conditions_decide_about_what_is_beside_them(bool isWritten, int id)
    {
        await StoreAsync(Insert(Car(1, "red", "A")));
        StateWrite[] conditions =
        [
            new StateWrite.Require(s_cars, id), new StateWrite.Expect(s_cars, Car(id, "red", "A")), new StateWrite.RequireNone(s_cars, 3 - id),
        ];
        for (int i = 0; i < conditions.Length; i++)
        {
            Task writing = StoreAsync(new StateWrite.Insert(s_owners, new BsonDocument("_id", i)), conditions[i]);
            if (isWritten) await writing;
            else await Assert.ThrowsAsync<StaleWriteException>(() => writing);
            Assert.Equal(isWritten, await Store.FindOneAsync(s_owners, "_id", i, Token) is not null);
        }
    }

    [Fact]
    public async Task Many_end_at_once_but_for_one()
    {
        await StoreAsync(Insert(Car(1, "red", "A")), Insert(Car(2, "red", "B")), Insert(Car(3, "blue", "C")), Insert(Car(4, "red", "D")));
        await StoreAsync(new StateWrite.DeleteAll(s_cars, "color", "red", Except: 2));
        Assert.Equal("2", await CarsAsync("color", "red"));
        await StoreAsync(new StateWrite.DeleteAll(s_cars, "color", "red"));
        Assert.Equal("", await CarsAsync("color", "red"));
        Assert.Equal("3", await CarsAsync("color", "blue"));
    }

    [Fact]
    public async Task One_of_many_changes_at_once_wins()
    {
        await StoreAsync(Insert(Car(1, "red", "A")));
        Exception?[] errors = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            Record.ExceptionAsync(() => StoreAsync(new StateWrite.Change(s_cars, Car(1, "red", "A"), Car(1, $"{n}", "A")))).AsTask()));
        Assert.Single(errors, error => error is null);
        Assert.All(errors.OfType<Exception>(), error => Assert.IsType<StaleWriteException>(error));
    }

    [Fact]
    public async Task Who_listens_is_told_of_changes_until_he_has_enough()
    {
        await StoreAsync(Insert(Car(1, "red", "A")), Insert(Car(2, "red", "B")));
        int told = 0;
        using (Store.Listen(s_cars, 1, () => told++))
        {
            await StoreAsync(new StateWrite.Replace(s_cars, Car(2, "blue", "B")));
            Assert.Equal(0, told);
            await StoreAsync(new StateWrite.Replace(s_cars, Car(1, "blue", "A")));
            Assert.Equal(1, told);
        }
        await StoreAsync(new StateWrite.Delete(s_cars, 1));
        Assert.Equal(1, told);
    }

    private Task StoreAsync(params StateWrite[] writes) => Store.WriteAsync(writes, Token);

    private static StateWrite.Insert Insert(BsonDocument car) => new(s_cars, car);

    private static BsonDocument Car(int id, string color, string plate) => new() { ["_id"] = id, ["color"] = color, ["plate"] = plate };

    private async Task<string> CarsAsync(string field, BsonValue value) =>
        string.Join(',', (await Store.FindAsync(s_cars, field, value, Token)).Select(car => car["_id"]).Order());
}
