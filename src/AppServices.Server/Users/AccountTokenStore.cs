using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The pair that proves to be the receiver of a mail, or of what a function handed on. Source: client-api 4.1.</summary>
/// <param name="Token">128 hexadecimal digits; only a hash of it is kept.</param>
/// <param name="TokenId">24 hexadecimal digits.</param>
internal sealed record AccountToken(string Token, string TokenId)
{
    private const int Digits = 128;

    public static AccountToken New() =>
        new(RandomNumberGenerator.GetHexString(Digits, lowercase: true), ObjectId.GenerateNewId().ToString());

    /// <summary>The pair of a client; null for texts that are none.</summary>
    public static AccountToken? Parse(string token, string tokenId) =>
        token.Length == Digits && IsHex(token) && ObjectId.TryParse(tokenId, out ObjectId id)
            ? new AccountToken(token.ToLowerInvariant(), id.ToString())
            : null;

    /// <summary>The hash that is kept; the token is random enough that it cannot be reversed.</summary>
    public byte[] Hash() => SHA256.HashData(Convert.FromHexString(Token));

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);

    /// <summary>The id alone: the token is a secret.</summary>
    public override string ToString() => TokenId;
}

/// <summary>What a token allows its holder to do with an account.</summary>
internal enum AccountTokenPurpose
{
    /// <summary>To confirm it.</summary>
    Confirm,

    /// <summary>To set its password.</summary>
    Reset,
}

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

/// <summary>The tokens with which accounts are confirmed and passwords reset. Source: client-api 4.1, app-folder 2.2.</summary>
internal sealed class AccountTokenStore(IStateStore store, TimeProvider clock)
{
    // Mails may arrive late or twice, so a new token leaves older ones alone; but no more than these.
    private const int MaxPerAccount = 10;

    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(30);
    private static readonly StateSchema s_tokens = new("account_tokens", [], ["identity", "use"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_tokens];

    /// <summary>Makes a token; its text is returned here and never again.</summary>
    /// <exception cref="StaleWriteException">The account has been deleted.</exception>
    public async Task<AccountToken> IssueAsync(AccountRecord account, AccountTokenPurpose purpose, CancellationToken cancellationToken)
    {
        var token = AccountToken.New();
        var record = new AccountTokenRecord(
            token.TokenId, account.AppId, account.IdentityId, purpose, token.Hash(), clock.GetUtcNow() + s_life);
        IEnumerable<StateWrite> surplus = (await store.FindAsync(s_tokens, "identity", account.IdentityId, cancellationToken))
            .Select(AccountTokenRecord.From).OrderByDescending(known => known.ExpiresAt)
            .Where((known, index) => index >= MaxPerAccount - 1 || known.ExpiresAt <= clock.GetUtcNow())
            .Select(known => new StateWrite.Delete(s_tokens, known.Id));
        await store.WriteAsync(
            [AccountStore.Requiring(account), .. surplus, new StateWrite.Insert(s_tokens, record.ToBson())], cancellationToken);
        return token;
    }

    /// <summary>The record of a token that is still good; null for any other.</summary>
    public async Task<AccountTokenRecord?> FindAsync(
        string appId, AccountTokenPurpose purpose, AccountToken token, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_tokens, "_id", token.TokenId, cancellationToken) is { } document
            && AccountTokenRecord.From(document) is var record
            && CryptographicOperations.FixedTimeEquals(record.Hash, token.Hash())
            && record.AppId == appId
            && record.Purpose == purpose
            && record.ExpiresAt > clock.GetUtcNow()
            ? record
            : null;

    /// <summary>Deletes those that have expired.</summary>
    /// <returns>How many.</returns>
    public Task<int> SweepAsync(IDocumentAccess documents, CancellationToken cancellationToken) => documents.SweepAsync(
        s_tokens, found => new(AccountTokenRecord.From(found).ExpiresAt <= clock.GetUtcNow()), cancellationToken);

    public Task DeleteAsync(AccountToken token, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_tokens, token.TokenId), cancellationToken);

    /// <summary>
    /// The writes that use a token up, and with it all others for the same purpose; they fail when somebody else has used it.
    /// </summary>
    public static IEnumerable<StateWrite> Using(AccountTokenRecord token) =>
        [new StateWrite.Require(s_tokens, token.Id), DeletingAll(token.IdentityId, token.Purpose)];

    /// <summary>The write that ends all tokens of an account.</summary>
    public static StateWrite DeletingAll(string identityId) => new StateWrite.DeleteAll(s_tokens, "identity", identityId);

    /// <summary>The write that ends all tokens of an account for one purpose.</summary>
    public static StateWrite DeletingAll(string identityId, AccountTokenPurpose purpose) =>
        new StateWrite.DeleteAll(s_tokens, "use", AccountTokenRecord.Use(identityId, purpose));
}
