using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.CustomUserData;

/// <summary>Custom user data in a collection of the app. An id stored as text is found before the same id as an ObjectId.</summary>
internal sealed class StoredCustomUserData(IDocumentAccess store, CollectionName collection, string userIdField) : ICustomUserData
{
    public async ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await FindAsync((BsonValue)userId, cancellationToken)
            ?? (ObjectId.TryParse(userId, out ObjectId id) ? await FindAsync((BsonValue)id, cancellationToken) : null);

    private async ValueTask<BsonDocument?> FindAsync(BsonValue id, CancellationToken cancellationToken)
    {
        var query = new StoreQuery(StoreFilter.Parse(new BsonDocument(userIdField, id), cancellationToken)) { Limit = 1 };
        return (await store.ReadAsync(session => session.FindAsync(collection, query, cancellationToken), cancellationToken).FirstOrDefaultAsync(cancellationToken)).Document;
    }
}
