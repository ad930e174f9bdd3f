using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>The keys with which another issuer signs its tokens.</summary>
internal interface IKeySource
{
    /// <summary>The keys that may have signed a token.</summary>
    /// <param name="keyId">The key that the token names; null when it names none.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    /// <exception cref="Errors.ApiException">The keys cannot be had.</exception>
    ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken);
}
