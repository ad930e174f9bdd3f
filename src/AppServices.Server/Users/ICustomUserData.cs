using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>Finds the document that an app keeps about a user. Source: client-api 3.9, app-folder 3.</summary>
internal interface ICustomUserData
{
    /// <summary>The user's document; null when there is none, or when the app has custom user data off.</summary>
    ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken);
}
