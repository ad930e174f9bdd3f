using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>Makes users and sessions of proven identities. Source: client-api 2.3, 2.7, 3.9.</summary>
internal sealed class Logins(string appId, string domainId, UserDirectory users, TimeProvider clock)
{
    private static readonly TimeSpan s_precision = TimeSpan.FromMinutes(1);

    private readonly FirstLogins _firstLogins = new(users.Store, clock);

    /// <summary>Opens a session for the user of an identity, whom the identity's first login creates.</summary>
    /// <param name="proven">The identity.</param>
    /// <param name="device">The device that logs in.</param>
    /// <param name="lifetime">How long the session lasts.</param>
    /// <param name="creating">
    /// Runs before a new user is stored, once however many log in at once; when it throws, nothing is. Null for nothing to run.
    /// </param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">The user is disabled, or the proof does not hold any more.</exception>
    public async Task<(UserRecord User, SessionRecord Session)> OpenAsync(
        ProvenIdentity proven, Device device, TimeSpan lifetime, Func<UserRecord, Task>? creating, CancellationToken cancellationToken)
    {
        SessionRecord? session = null;
        UserRecord user = await LogInAsync(proven, creating, Begin, cancellationToken);
        return (user, session!);

        IEnumerable<StateWrite> Begin(UserRecord user, DateTimeOffset now)
        {
            session = new SessionRecord(
                ObjectId.GenerateNewId(now.UtcDateTime).ToString(), appId, domainId, user.Id, device.Id, proven.Identity, now + lifetime);
            return
            [
                .. DeviceStore.Noting(new DeviceRecord(user.Id, device.Id, device.Information, now.UtcDateTime)),
                SessionStore.Adding(session),
            ];
        }
    }

    /// <summary>Logs the user of an identity in for one request, without a session.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<UserRecord> LogInAsync(ProvenIdentity proven, Func<UserRecord, Task>? creating, CancellationToken cancellationToken) =>
        LogInAsync(proven, creating, null, cancellationToken);

    private async Task<UserRecord> LogInAsync(
        ProvenIdentity proven, Func<UserRecord, Task>? creating, Func<UserRecord, DateTimeOffset, IEnumerable<StateWrite>>? session,
        CancellationToken cancellationToken)
    {
        // Of an anonymous identity there is no other login.
        if (creating is null || proven.Identity.ProviderType == ProviderTypes.Anonymous) return await OnceAsync();
        await using IAsyncDisposable? turn = await _firstLogins.TakeAsync(
            proven.Identity.Key(appId), async () => await users.Users.FindOwnerAsync(appId, proven, cancellationToken) is not null,
            cancellationToken);
        return await OnceAsync();

        Task<UserRecord> OnceAsync() => LogInOnceAsync(proven, creating, session, cancellationToken);
    }

    private Task<UserRecord> LogInOnceAsync(
        ProvenIdentity proven, Func<UserRecord, Task>? creating, Func<UserRecord, DateTimeOffset, IEnumerable<StateWrite>>? session,
        CancellationToken cancellationToken)
    {
        UserRecord? created = null;
        return Contention.RepeatAsync(async () =>
        {
            StateWrite[] conditions = await proven.ConditionsAsync(cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            UserRecord? known = await users.Users.FindOwnerAsync(appId, proven, cancellationToken);
            if (known?.IsDisabled == true) throw new ApiException(401, "UserDisabled", "user disabled");
            bool isFirst = known is null && created is null;
            UserRecord user = (known ?? (created ??= New(proven, now))).With(proven.Identity) with { LastLoginAt = now.UtcDateTime };
            if (isFirst && creating is not null) await creating(user);
            StateWrite[] writes =
            [
                .. known is null ? UserStore.Creating(user)
                    : session is null && IsNoted(known, user) ? []
                    : UserStore.Changing(known, user),
                .. session?.Invoke(user, now) ?? [],
                .. AuthenticationEvents.OfLogin(user, proven.Identity.ProviderType, isFirst: known is null),
            ];
            await users.Store.WriteAsync([.. conditions, .. writes], cancellationToken);
            return user;
        });
    }

    // Requests that log in one by one would stand in each other's way if each noted its moment.
    private static bool IsNoted(UserRecord known, UserRecord user) =>
        user.LastLoginAt - known.LastLoginAt < s_precision && (known with { LastLoginAt = user.LastLoginAt }).ToBson() == user.ToBson();

    private UserRecord New(ProvenIdentity proven, DateTimeOffset now) =>
        new(ObjectId.GenerateNewId().ToString(), appId, proven.UserType, [], now.UtcDateTime, IsDisabled: false);
}
