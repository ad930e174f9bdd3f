using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>An e-mail/password account, which exists before its first login makes it a user (app-folder 2.2).</summary>
internal sealed record AccountRecord(string AppId, string Email, string PasswordHash, string IdentityId, bool IsConfirmed)
{
    public static AccountRecord From(BsonDocument document) => new(
        document["app"].AsString, document["email"].AsString, document["password_hash"].AsString,
        document["identity"].AsString, document["confirmed"].AsBoolean);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Key(AppId, Email),
        ["app"] = AppId,
        ["email"] = Email,
        ["password_hash"] = PasswordHash,
        ["identity"] = IdentityId,
        ["confirmed"] = IsConfirmed,
    };

    /// <summary>The identity that a login proves.</summary>
    /// <param name="providerId">The provider configuration's id; empty where only the account matters.</param>
    public IdentityRecord ToIdentity(string providerId = "") => new(IdentityId, ProviderTypes.EmailPassword, providerId, new BsonDocument("email", Email));

    /// <summary>The account's <c>_id</c>: addresses are case-sensitive and unique in an app.</summary>
    public static string Key(string appId, string email) => $"{appId}/{email}";
}
