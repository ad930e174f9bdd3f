using System;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A device on which a user has logged in. Source: client-api 2.2.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Id">The device's id, 24 hexadecimal digits.</param>
/// <param name="Information">What the client said of it at the last login: texts by name.</param>
/// <param name="LastLoginAt">When that was.</param>
internal sealed record DeviceRecord(string UserId, string Id, BsonDocument Information, DateTime LastLoginAt)
{
    public static DeviceRecord From(BsonDocument document) => new(
        document["user"].AsString, document["device"].AsString, document["information"].AsBsonDocument, document["last_login"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = $"{UserId}/{Id}",
        ["user"] = UserId,
        ["device"] = Id,
        ["information"] = Information,
        ["last_login"] = LastLoginAt,
    };
}
