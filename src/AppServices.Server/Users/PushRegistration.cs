using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>Where push messages for a user reach one of the user's devices. Source: client-api 9.</summary>
/// <param name="UserId">The user.</param>
/// <param name="DeviceId">The device of the session; null for one without an id.</param>
/// <param name="Service">The push service's name in the app.</param>
/// <param name="Token">The push service's token for the device.</param>
internal sealed record PushRegistration(string UserId, string? DeviceId, string Service, string Token)
{
    public static PushRegistration From(BsonDocument document) => new(
        document["user"].AsString, document["device"] is BsonString device ? device.Value : null, document["service"].AsString, document["token"].AsString);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Key(UserId, DeviceId, Service),
        ["user"] = UserId,
        ["device"] = DeviceId is null ? BsonNull.Value : DeviceId,
        ["service"] = Service,
        ["token"] = Token,
    };

    /// <summary>The registration's <c>_id</c>: there is one for each user, device and service.</summary>
    public static string Key(string userId, string? deviceId, string service) => $"{userId}/{deviceId}/{service}";
}
