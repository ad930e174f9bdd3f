using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A store of cars, which have a plate of their own and a color that others may have.</summary>
internal sealed class CarStore : IDisposable
{
    public static readonly CollectionSchema Cars = new("cars", ["plate", "key"], ["color"]);

    private readonly TestStore _file = new();

    public SqliteDocumentStore Store => _file.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static BsonDocument Car(BsonValue id, BsonValue color, BsonValue plate) => new() { ["_id"] = id, ["color"] = color, ["plate"] = plate };

    public static DocumentWrite Insert(BsonDocument car) => new DocumentWrite.Insert(Cars, car);

    public static DocumentWrite Replace(BsonDocument car) => new DocumentWrite.Replace(Cars, car);

    public static DocumentWrite Delete(BsonValue id) => new DocumentWrite.Delete(Cars, id);

    public Task WriteAsync(params IEnumerable<DocumentWrite> writes) => Store.WriteAsync([.. writes], Cancel);

    public Task InsertAsync(params IEnumerable<BsonDocument> cars) => WriteAsync(cars.Select(Insert));

    /// <summary>The ids of the cars whose field equals a value.</summary>
    public async Task<IEnumerable<BsonValue>> IdsAsync(string field, BsonValue value) =>
        (await Store.FindAsync(Cars, field, value, Cancel)).Select(car => car["_id"]).Order();

    public void Reopen() => _file.Reopen();

    public void Dispose() => _file.Dispose();
}
