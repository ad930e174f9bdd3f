using System;
using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A user of an app.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="Type"><c>normal</c>, or <c>server</c> for the user of a server API key.</param>
/// <param name="Identities">The user's identities, the first one first.</param>
/// <param name="CreatedAt">When the user first logged in.</param>
/// <param name="IsDisabled">Whether logins and tokens are refused.</param>
internal sealed record UserRecord(
    string Id, string AppId, string Type, IReadOnlyList<IdentityRecord> Identities, DateTime CreatedAt, bool IsDisabled)
{
    /// <summary>The profile: the data of all identities together, the later one winning.</summary>
    public BsonDocument Data
    {
        get
        {
            var data = new BsonDocument();
            foreach (IdentityRecord identity in Identities) data.Merge(identity.Data, overwriteExistingElements: true);
            return data;
        }
    }

    public static UserRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["type"].AsString,
        document["identities"].AsBsonArray.Select(identity => IdentityRecord.From(identity.AsBsonDocument)).ToArray(),
        document["created"].ToUniversalTime(),
        document["disabled"].AsBoolean);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["type"] = Type,
        ["identities"] = new BsonArray(Identities.Select(identity => identity.ToBson())),
        ["created"] = CreatedAt,
        ["disabled"] = IsDisabled,
    };
}
