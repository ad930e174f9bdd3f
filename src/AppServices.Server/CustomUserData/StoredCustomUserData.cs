using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.CustomUserData;

/// <summary>Custom user data in a collection of the app. An id stored as text is found before the same id as an ObjectId.</summary>
internal sealed class StoredCustomUserData(IDocumentOperations documents, CollectionName collection, string userIdField) : ICustomUserData
{
    public async ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await FindAsync((BsonValue)userId, cancellationToken)
            ?? (ObjectId.TryParse(userId, out ObjectId id) ? await FindAsync((BsonValue)id, cancellationToken) : null);

    private ValueTask<BsonDocument?> FindAsync(BsonValue id, CancellationToken cancellationToken) =>
        documents.FindAsync(collection, new FindCommand(new BsonDocument(userIdField, id)) { Limit = 1 }, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
}
