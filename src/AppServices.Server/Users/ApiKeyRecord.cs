using System;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>An API key, of which only a hash is kept. Source: client-api 5, app-folder 2.3.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="OwnerId">The user whose key it is; null for a server key.</param>
/// <param name="Name">Unique among the keys of its owner, or among the app's server keys.</param>
/// <param name="Hash">The hash of the key.</param>
/// <param name="IsDisabled">Whether logins with it are refused.</param>
/// <param name="Slot">A number unique among the keys of its holder, so that no two made at once exceed the limit.</param>
internal sealed record ApiKeyRecord(string Id, string AppId, string? OwnerId, string Name, string Hash, bool IsDisabled, int Slot)
{
    /// <summary>When it was made. The id tells that to the second only, and not in which order two processes made theirs.</summary>
    public DateTime CreatedAt { get; init; } = DateTime.UtcNow;

    public static ApiKeyRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["owner"] is BsonString owner ? owner.Value : null,
        document["name"].AsString,
        document["hash"].AsString,
        document["disabled"].AsBoolean,
        document["slot"].AsInt32)
    {
        CreatedAt = document["created"].ToUniversalTime(),
    };

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["owner"] = OwnerId is null ? BsonNull.Value : OwnerId,
        ["name"] = Name,
        ["hash"] = Hash,
        ["disabled"] = IsDisabled,
        ["created"] = CreatedAt,
        ["slot"] = Slot,
        ["holder"] = Holder(AppId, OwnerId),
        ["full_name"] = $"{Holder(AppId, OwnerId)}/{Name}",
        ["full_slot"] = $"{Holder(AppId, OwnerId)}/{Slot}",
    };

    /// <summary>The identity that a login with the key proves.</summary>
    /// <param name="providerId">The provider configuration's id; empty where only the key matters.</param>
    public IdentityRecord ToIdentity(string providerId = "") => new(Id, ProviderTypes.ApiKey, providerId, new BsonDocument("name", Name));

    /// <summary>Whose list of keys it is in.</summary>
    public static string Holder(string appId, string? ownerId) => $"{appId}/{ownerId ?? "server"}";
}
