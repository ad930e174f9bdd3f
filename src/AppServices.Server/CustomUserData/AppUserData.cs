using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.CustomUserData;

/// <summary>What a running app keeps about its users.</summary>
/// <param name="data">Where that is.</param>
/// <param name="creation">What happens before a user is created.</param>
internal sealed class AppUserData(ICustomUserData data, UserCreation creation) : ICustomUserData, IAppPart
{
    /// <summary>What happens before a user is created.</summary>
    public UserCreation Creation => creation;

    public ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken) =>
        data.FindAsync(userId, cancellationToken);
}
