using System;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A login that has not ended: the reason why a refresh token is good.</summary>
internal sealed record SessionRecord(
    string Id, string AppId, string DomainId, string UserId, string? DeviceId, IdentityRecord Identity, DateTimeOffset ExpiresAt)
{
    public static SessionRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["domain"].AsString,
        document["user"].AsString,
        document["device"] is BsonString device ? device.Value : null,
        IdentityRecord.From(document["identity"].AsBsonDocument),
        document["expires"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["domain"] = DomainId,
        ["user"] = UserId,
        ["device"] = DeviceId is null ? BsonNull.Value : DeviceId,
        ["identity"] = Identity.ToBson(),
        ["identity_key"] = Identity.Key(AppId),
        ["expires"] = ExpiresAt.UtcDateTime,
    };
}
