using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.CustomUserData;

/// <summary>
/// An app whose settings of custom user data are broken: a token without the data might open what they close, so none is issued.
/// </summary>
internal sealed class UnreadableCustomUserData : ICustomUserData
{
    public ValueTask<BsonDocument?> FindAsync(string userId, CancellationToken cancellationToken) => throw Refusal();

    /// <summary>What whoever needs the data is told.</summary>
    public static ApiException Refusal() =>
        ApiException.Unavailable(
            "the app's custom user data cannot be used, because their settings are broken; the server's log says where");
}
