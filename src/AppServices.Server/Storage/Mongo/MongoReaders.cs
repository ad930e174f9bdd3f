using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// Those who come back for changes, with how far they are. MongoDB keeps the changes themselves in its log, for everybody and as long as
/// it can.
/// </summary>
internal sealed class MongoReaders(MongoStore store, MongoConnection connection, MongoChanges changes)
{
    private static readonly StateSchema s_readers = new("change_readers", [], []);

    public Task<string> KeepAsync(ChangeReader reader, string? handled, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            BsonDocument? known = await store.FindOneAsync(s_readers, "_id", reader.Name, cancellationToken);
            bool isSame = known is not null && ScopeOf(known) == reader.Scope;
            if (reader.WantsBefore && !(isSame && known!["wants_before"].AsBoolean))
                await KeepBeforeAsync(reader.Scope, cancellationToken);
            string position = isSame ? handled ?? known!["position"].AsString : await changes.LatestAsync(reader.Scope, cancellationToken);
            BsonDocument now = ToBson(reader, position);
            if (known is null) await store.WriteAsync(new StateWrite.Insert(s_readers, now), cancellationToken);
            else if (!known.Equals(now)) await store.WriteAsync(new StateWrite.Change(s_readers, known, now), cancellationToken);
            return position;
        });

    public Task ForgetAsync(string name, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_readers, name), cancellationToken);

    // Of a whole database, or of a whole data source, it is those collections that are there.
    private async Task KeepBeforeAsync(CollectionName scope, CancellationToken cancellationToken)
    {
        if (scope.Collection.Length > 0)
        {
            await store.KeepImagesAsync(scope, cancellationToken);
            return;
        }
        foreach (CollectionName each in await MongoCatalog.ListCollectionsAsync(connection, scope.Source, cancellationToken))
            if (scope.Includes(each)) await store.KeepImagesAsync(each, cancellationToken);
    }

    private static CollectionName ScopeOf(BsonDocument known) =>
        new(known["source"].AsString, known["database"].AsString, known["collection"].AsString);

    private static BsonDocument ToBson(ChangeReader reader, string position) => new()
    {
        ["_id"] = reader.Name,
        ["source"] = reader.Scope.Source,
        ["database"] = reader.Scope.Database,
        ["collection"] = reader.Scope.Collection,
        ["wants_before"] = reader.WantsBefore,
        ["position"] = position,
    };
}
