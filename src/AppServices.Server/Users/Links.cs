using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>How an attempt to link an identity ended.</summary>
internal enum LinkOutcome
{
    /// <summary>The user has the identity now, or had it before.</summary>
    Linked,

    /// <summary>The identity is another user's.</summary>
    OfAnotherUser,

    /// <summary>The user has another e-mail identity, and there can be one only.</summary>
    SecondEmail,
}

/// <summary>Gives users further identities. Source: client-api 2.6.</summary>
internal sealed class Links(string appId, UserDirectory users)
{
    /// <summary>Links an identity to a user; of two users who link one identity at once, one gets it.</summary>
    /// <exception cref="ApiException">The user is gone, or the proof does not hold any more.</exception>
    public Task<LinkOutcome> LinkAsync(string userId, ProvenIdentity proven, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            StateWrite[] conditions = await proven.ConditionsAsync(cancellationToken);
            UserRecord user = await users.Users.FindAsync(userId, cancellationToken) ?? throw ApiException.SessionNotFound();
            UserRecord? owner = await users.Users.FindOwnerAsync(appId, proven, cancellationToken);
            if (owner is not null && owner.Id != user.Id) return LinkOutcome.OfAnotherUser;
            if (HasOtherEmail(user, proven.Identity)) return LinkOutcome.SecondEmail;
            await users.Store.WriteAsync([.. conditions, .. UserStore.Changing(user, user.With(proven.Identity))], cancellationToken);
            return LinkOutcome.Linked;
        });

    private static bool HasOtherEmail(UserRecord user, IdentityRecord identity) =>
        identity.ProviderType == ProviderTypes.EmailPassword
        && user.Identities.Any(known => known.ProviderType == identity.ProviderType && !known.IsSameAs(identity));
}
