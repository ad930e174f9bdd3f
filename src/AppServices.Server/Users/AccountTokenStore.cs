using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>The tokens with which accounts are confirmed and passwords reset. Source: client-api 4.1, app-folder 2.2.</summary>
internal sealed class AccountTokenStore(IStateStore store, TimeProvider clock)
{
    // Mails may arrive late or twice, so a new token leaves older ones alone; but no more than these.
    private const int MostOfAnAccount = 10;

    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(30);
    private static readonly StateSchema s_tokens = new("account_tokens", [], ["identity", "use"]);

    /// <summary>Makes a token; its text is returned here and never again.</summary>
    /// <exception cref="StaleWriteException">The account has been deleted.</exception>
    public async Task<AccountToken> IssueAsync(AccountRecord account, AccountTokenPurpose purpose, CancellationToken cancellationToken)
    {
        var token = AccountToken.New();
        var record = new AccountTokenRecord(
            token.TokenId, account.AppId, account.IdentityId, purpose, token.Hash(), clock.GetUtcNow() + s_life);
        IEnumerable<StateWrite> surplus = (await store.FindAsync(s_tokens, "identity", account.IdentityId, cancellationToken))
            .Select(AccountTokenRecord.From).OrderByDescending(known => known.ExpiresAt)
            .Where((known, index) => index >= MostOfAnAccount - 1 || known.ExpiresAt <= clock.GetUtcNow())
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

    public Task DeleteAsync(AccountToken token, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_tokens, token.TokenId), cancellationToken);

    /// <summary>The writes that use a token up, and with it all others for the same purpose; they fail when somebody else has used it.</summary>
    public static IEnumerable<StateWrite> Using(AccountTokenRecord token) =>
        [new StateWrite.Require(s_tokens, token.Id), DeletingAll(token.IdentityId, token.Purpose)];

    /// <summary>The write that ends all tokens of an account.</summary>
    public static StateWrite DeletingAll(string identityId) => new StateWrite.DeleteAll(s_tokens, "identity", identityId);

    /// <summary>The write that ends all tokens of an account for one purpose.</summary>
    public static StateWrite DeletingAll(string identityId, AccountTokenPurpose purpose) =>
        new StateWrite.DeleteAll(s_tokens, "use", AccountTokenRecord.Use(identityId, purpose));
}
