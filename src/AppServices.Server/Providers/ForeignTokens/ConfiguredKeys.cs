using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Keys that the app's configuration gives; each is tried.</summary>
internal sealed class ConfiguredKeys(IReadOnlyList<SecurityKey> keys) : IKeySource
{
    public ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keys);
}
