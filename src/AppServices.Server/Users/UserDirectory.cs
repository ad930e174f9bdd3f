using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>All that is known of users, where one operation touches several stores.</summary>
internal sealed record UserDirectory(
    IStateStore Store,
    UserStore Users,
    AccountStore Accounts,
    AccountTokenStore AccountTokens,
    SessionStore Sessions,
    ApiKeyStore ApiKeys,
    DeviceStore Devices,
    PushStore Push)
{
    public static UserDirectory Open(IStateStore store, TimeProvider clock) => new(
        store, new UserStore(store), new AccountStore(store), new AccountTokenStore(store, clock), new SessionStore(store, clock),
        new ApiKeyStore(store), new DeviceStore(store), new PushStore(store));

    /// <summary>
    /// Deletes a user and everything that belongs to it, at once; false when there is no such user. Source: client-api 3.8.
    /// </summary>
    public Task<bool> DeleteAsync(string userId, CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
    {
        if (await Users.FindAsync(userId, cancellationToken) is not { } user) return false;
        await Store.WriteAsync([.. Deleting(user)], cancellationToken);
        return true;
    });

    /// <summary>The writes that delete a user who is still as it was read, and everything that belongs to it.</summary>
    public static IEnumerable<StateWrite> Deleting(UserRecord user) =>
    [
        .. UserStore.Deleting(user),
        .. user.Identities.SelectMany(AccountStore.Deleting),
        SessionStore.EndingAll(user.Id),
        ApiKeyStore.DeletingAll(user),
        DeviceStore.DeletingAll(user.Id),
        PushStore.DeletingAll(user.Id),
        AuthenticationEvents.OfDeletion(user),
    ];

    /// <summary>
    /// Refuses a user's logins and tokens, and ends its sessions, or allows logins again; false when there is no such user. The sessions of
    /// an anonymous user, who could not log in again, are only refused. Source: client-api 11.4.
    /// </summary>
    public Task<bool> SetDisabledAsync(
        string userId, bool disabled, CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
    {
        if (await Users.FindAsync(userId, cancellationToken) is not { } user) return false;
        if (user.IsDisabled == disabled) return true;
        StateWrite[] ending = disabled && !user.IsAnonymous ? [SessionStore.EndingAll(user.Id)] : [];
        await Store.WriteAsync([.. UserStore.Changing(user, user with { IsDisabled = disabled }), .. ending], cancellationToken);
        return true;
    });

    /// <summary>
    /// Deletes anonymous users to whom nobody can come back: without a session or an API key, and whose login was some time ago.
    /// Source: client-api 3.10.
    /// </summary>
    /// <param name="documents">Where they are.</param>
    /// <param name="before">Until when the last login was.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(IDocumentAccess documents, DateTime before, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (UserRecord user in UserStore.AllAsync(documents, cancellationToken))
        {
            if (user.Identities.Count == 0 || !user.IsAnonymous || (user.LastLoginAt ?? user.CreatedAt) >= before) continue;
            if (await Sessions.AnyAsync(user.Id, null, cancellationToken)) continue;
            if ((await ApiKeys.ListAsync(user.AppId, user.Id, cancellationToken)).Count > 0) continue;
            if (await DeleteAsync(user.Id, cancellationToken)) count++;
        }
        return count;
    }

    /// <summary>Ends all sessions of a user. Source: client-api 3.4.</summary>
    public Task LogOutAsync(string userId, CancellationToken cancellationToken) =>
        Store.WriteAsync(SessionStore.EndingAll(userId), cancellationToken);
}
