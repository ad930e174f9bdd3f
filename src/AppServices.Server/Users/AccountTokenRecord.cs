using System;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A token that was issued and not yet used.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="IdentityId">The identity of the account.</param>
/// <param name="Purpose">What it allows.</param>
/// <param name="Hash">The token's hash.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record AccountTokenRecord(
    string Id, string AppId, string IdentityId, AccountTokenPurpose Purpose, byte[] Hash, DateTimeOffset ExpiresAt)
{
    public static AccountTokenRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["app"].AsString, document["identity"].AsString,
        Enum.Parse<AccountTokenPurpose>(document["purpose"].AsString), document["hash"].AsByteArray, document["expires"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["identity"] = IdentityId,
        ["purpose"] = Purpose.ToString(),
        ["use"] = Use(IdentityId, Purpose),
        ["hash"] = Hash,
        ["expires"] = ExpiresAt.UtcDateTime,
    };

    /// <summary>What all tokens of an account for one purpose have in common.</summary>
    public static string Use(string identityId, AccountTokenPurpose purpose) => $"{identityId}/{purpose}";
}
