using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.CustomUserData;

/// <summary>For apps that have custom user data off.</summary>
internal sealed class NoCustomUserData : ICustomUserData
{
    public ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<BsonDocument?>(null);
}
