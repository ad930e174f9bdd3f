using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>An identity that a credential has proved.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="UserType">The type of the user that its first login creates.</param>
/// <param name="OwnerId">
/// The user to whom it belongs before it was ever used, as a user's API key does; null for any other identity.
/// </param>
internal sealed record ProvenIdentity(IdentityRecord Identity, string UserType = UserRecord.Normal, string? OwnerId = null)
{
    /// <summary>
    /// Looks again at what the proof rests on, such as the key or the account, and gives the condition under which it holds;
    /// throws when that is gone by now. Null for proofs that rest on nothing in the store.
    /// </summary>
    public Func<CancellationToken, Task<StateWrite>>? Confirm { get; init; }

    /// <summary>The conditions of the writes that follow from the proof.</summary>
    public async Task<StateWrite[]> ConditionsAsync(CancellationToken cancellationToken) =>
        Confirm is null ? [] : [await Confirm(cancellationToken)];
}
