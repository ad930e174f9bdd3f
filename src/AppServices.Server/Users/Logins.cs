using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>Makes users and sessions of proven identities. Source: client-api 2.3, 2.7, 3.9.</summary>
internal sealed class Logins(string appId, string domainId, UserDirectory users, TimeProvider clock)
{
    /// <summary>Opens a session for the user of an identity, whom the identity's first login creates.</summary>
    /// <param name="proven">The identity.</param>
    /// <param name="device">The device that logs in.</param>
    /// <param name="lifetime">How long the session lasts.</param>
    /// <param name="creating">Runs before a new user is stored; when it throws, nothing is.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">The user is disabled, or the proof does not hold any more.</exception>
    public Task<(UserRecord User, SessionRecord Session)> OpenAsync(
        ProvenIdentity proven, Device device, TimeSpan lifetime, Func<UserRecord, Task> creating, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            StateWrite[] conditions = await proven.ConditionsAsync(cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            UserRecord? known = await users.Users.FindOwnerAsync(appId, proven, cancellationToken);
            if (known?.IsDisabled == true) throw new ApiException(401, "UserDisabled", "user disabled");
            UserRecord user = (known ?? New(proven, now)).With(proven.Identity) with { LastLoginAt = now.UtcDateTime };
            if (known is null) await creating(user);
            var session = new SessionRecord(
                ObjectId.GenerateNewId().ToString(), appId, domainId, user.Id, device.Id, proven.Identity, now + lifetime);
            await users.Store.WriteAsync(
                [
                    .. conditions,
                    .. known is null ? UserStore.Creating(user) : UserStore.Changing(known, user),
                    .. DeviceStore.Noting(new DeviceRecord(user.Id, device.Id, device.Information, now.UtcDateTime)),
                    SessionStore.Adding(session),
                ],
                cancellationToken);
            return (user, session);
        });

    private UserRecord New(ProvenIdentity proven, DateTimeOffset now) =>
        new(ObjectId.GenerateNewId().ToString(), appId, proven.UserType, [], now.UtcDateTime, IsDisabled: false);
}
