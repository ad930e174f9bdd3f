using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Two stores on one file, as two processes have them: nothing is shared but the file.</summary>
public sealed class SharedStoreTests : IAsyncDisposable
{
    private static readonly StateSchema s_seats = new("seats", ["seat"], ["hall"]);

    private readonly TestStore _file = new();
    private readonly SqliteStore _other;

    public SharedStoreTests() => _other = SqliteStore.Open(_file.Path);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _file.DisposeAsync();
    }

    [Fact]
    public async Task Each_sees_at_once_what_the_other_has_written()
    {
        await _file.Store.WriteAsync(new StateWrite.Insert(s_seats, Seat(1, "A1")), Cancel);
        Assert.NotNull(await _other.FindOneAsync(s_seats, "seat", "A1", Cancel));
        await _other.WriteAsync(new StateWrite.Delete(s_seats, 1), Cancel);
        Assert.Null(await _file.Store.FindOneAsync(s_seats, "_id", 1, Cancel));
    }

    [Fact]
    public async Task Neither_can_take_what_the_other_has()
    {
        await _file.Store.WriteAsync(new StateWrite.Insert(s_seats, Seat(1, "A1")), Cancel);
        await Assert.ThrowsAsync<DuplicateKeyException>(() => _other.WriteAsync(new StateWrite.Insert(s_seats, Seat(2, "A1")), Cancel));
    }

    [Fact]
    public async Task Both_can_write_at_the_same_time_and_nothing_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(
            () => (i % 2 == 0 ? _file.Store : _other).WriteAsync(new StateWrite.Insert(s_seats, Seat(i, $"B{i}")), Cancel), Cancel)));
        Assert.Equal(100, (await _other.FindAsync(s_seats, "hall", "main", Cancel)).Count);
    }

    [Fact]
    public async Task Of_many_who_want_one_seat_at_once_one_gets_it()
    {
        bool[] got = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => TryTakeAsync(i % 2 == 0 ? _file.Store : _other, i), Cancel)));
        Assert.Single(got, true);
        Assert.Single(await _file.Store.FindAsync(s_seats, "hall", "main", Cancel));
    }

    [Fact]
    public async Task Many_can_open_a_new_file_at_once()
    {
        string path = _file.Path + ".new";
        SqliteStore[] stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SqliteStore.Open(path), Cancel)));
        await Task.WhenAll(stores.Select((store, i) => store.WriteAsync(new StateWrite.Insert(s_seats, Seat(i, $"C{i}")), Cancel)));
        Assert.Equal(8, (await stores[0].FindAsync(s_seats, "hall", "main", Cancel)).Count);
        foreach (SqliteStore store in stores) await store.DisposeAsync();
    }

    private static async Task<bool> TryTakeAsync(SqliteStore store, int id)
    {
        try
        {
            await store.WriteAsync([new StateWrite.Insert(s_seats, Seat(id, "A1"))], Cancel);
            return true;
        }
        catch (DuplicateKeyException)
        {
            return false;
        }
    }

    private static BsonDocument Seat(int id, string seat) => new() { ["_id"] = id, ["seat"] = seat, ["hall"] = "main" };
}
