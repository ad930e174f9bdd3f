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
    public const string Normal = "normal";
    public const string Server = "server";

    /// <summary>When the user last logged in; null where that was never noted.</summary>
    public DateTime? LastLoginAt { get; init; }

    /// <summary>Whether the user cannot come back once logged out.</summary>
    public bool IsAnonymous => Identities.All(identity => identity.ProviderType == ProviderTypes.Anonymous);

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

    /// <summary>Whether the user has an identity, whatever is known of it.</summary>
    public bool Has(IdentityRecord identity) => Identities.Any(identity.IsSameAs);

    /// <summary>The user with an identity as it is now: in its old place, or as the last one.</summary>
    public UserRecord With(IdentityRecord identity) => this with
    {
        Identities = Has(identity) ? [.. Identities.Select(known => known.IsSameAs(identity) ? identity : known)] : [.. Identities, identity],
    };

    /// <summary>The user without an identity.</summary>
    public UserRecord Without(IdentityRecord identity) => this with { Identities = [.. Identities.Where(known => !known.IsSameAs(identity))] };

    public static UserRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["type"].AsString,
        [.. document["identities"].AsBsonArray.Select(identity => IdentityRecord.From(identity.AsBsonDocument))],
        document["created"].ToUniversalTime(),
        document["disabled"].AsBoolean)
    {
        LastLoginAt = document.TryGetValue("last_login", out BsonValue last) ? last.ToUniversalTime() : null,
    };

    public BsonDocument ToBson()
    {
        var document = new BsonDocument
        {
            ["_id"] = Id,
            ["app"] = AppId,
            ["type"] = Type,
            ["identities"] = new BsonArray(Identities.Select(identity => identity.ToBson())),
            ["created"] = CreatedAt,
            ["disabled"] = IsDisabled,
        };
        if (LastLoginAt is { } last) document["last_login"] = last;
        return document;
    }
}
