using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>One way in which a user logs in. Source: client-api 3.7.</summary>
/// <param name="Id">The provider's id for the user.</param>
/// <param name="ProviderType">The provider.</param>
/// <param name="ProviderId">The id of the provider's configuration.</param>
/// <param name="Data">What the provider knows of the user; part of the profile.</param>
internal sealed record IdentityRecord(string Id, string ProviderType, string ProviderId, BsonDocument Data)
{
    public static IdentityRecord From(BsonDocument document) => new(
        document["id"].AsString, document["provider_type"].AsString, document["provider_id"].AsString, document["data"].AsBsonDocument);

    public BsonDocument ToBson() =>
        new() { ["id"] = Id, ["provider_type"] = ProviderType, ["provider_id"] = ProviderId, ["data"] = Data };

    /// <summary>What tells the identity from all others of all apps.</summary>
    public string Key(string appId) => $"{appId}/{ProviderType}/{Id}";

    /// <summary>Whether it is the same way of logging in, whatever the provider knows of it by now.</summary>
    public bool IsSameAs(IdentityRecord other) => ProviderType == other.ProviderType && Id == other.Id;
}
