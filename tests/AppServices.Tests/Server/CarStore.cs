using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A store of cars, which have a plate of their own and a color that others may have.</summary>
internal sealed class CarStore : IAsyncDisposable
{
    public static readonly StateSchema Cars = new("cars", ["plate", "key"], ["color"]);

    private readonly TestStore _file = new();

    public SqliteStore Store => _file.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static BsonDocument Car(BsonValue id, BsonValue color, BsonValue plate) => new() { ["_id"] = id, ["color"] = color, ["plate"] = plate };

    public static StateWrite Insert(BsonDocument car) => new StateWrite.Insert(Cars, car);

    public static StateWrite Replace(BsonDocument car) => new StateWrite.Replace(Cars, car);

    public static StateWrite Delete(BsonValue id) => new StateWrite.Delete(Cars, id);

    public Task WriteAsync(params IEnumerable<StateWrite> writes) => Store.WriteAsync([.. writes], Cancel);

    public Task InsertAsync(params IEnumerable<BsonDocument> cars) => WriteAsync(cars.Select(Insert));

    /// <summary>The ids of the cars whose field equals a value.</summary>
    public async Task<IEnumerable<BsonValue>> IdsAsync(string field, BsonValue value) =>
        (await Store.FindAsync(Cars, field, value, Cancel)).Select(car => car["_id"]).Order();

    public Task ReopenAsync() => _file.ReopenAsync();

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
