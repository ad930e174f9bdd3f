using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>
/// Keys that an issuer publishes. They are kept for an hour; a token of a key that is not among them makes them be fetched
/// anew, which is how a new key becomes known, but not more often than twice a minute.
/// </summary>
internal sealed partial class FetchedKeys(KeySetAddress address, TimeProvider clock, ILogger logger) : IKeySource
{
    private static readonly TimeSpan s_freshFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_usableFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private volatile Snapshot _known = new([], DateTimeOffset.MinValue);
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;
    private Task? _fetching;

    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (Age > s_freshFor || Matching(keyId).Count == 0) await FetchAsync().WaitAsync(cancellationToken);
        if (Age > s_usableFor) throw ApiException.Unavailable("the keys of the token's issuer cannot be fetched; try again later");
        return Matching(keyId);
    }

    private TimeSpan Age => clock.GetUtcNow() - _known.FetchedAt;

    private List<SecurityKey> Matching(string? keyId) => [.. _known.Keys.Where(key => keyId is null || key.KeyId == keyId)];

    // All who wait for keys wait for one request; a client that leaves ends its own wait only.
    private Task FetchAsync()
    {
        lock (_lock)
        {
            if (_fetching is { IsCompleted: false }) return _fetching;
            if (clock.GetUtcNow() - _triedAt < s_pause) return Task.CompletedTask;
            _triedAt = clock.GetUtcNow();
            return _fetching = FetchNowAsync();
        }
    }

    private async Task FetchNowAsync()
    {
        try
        {
            _known = new Snapshot(await address.ReadAsync(), clock.GetUtcNow());
        }
        catch (ProviderUnreachableException error)
        {
            LogFailure(logger, error.Message);      // the old keys go on while they are young enough
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);

    private sealed record Snapshot(IReadOnlyList<SecurityKey> Keys, DateTimeOffset FetchedAt);
}
