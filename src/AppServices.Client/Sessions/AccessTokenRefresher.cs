using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>
/// Lets any number of calls that were refused with the same access token share one refresh. Source: protocol.md 3.5.
/// </summary>
/// <param name="current">The access token now; null when the user is logged out.</param>
/// <param name="refresh">Fetches and stores a new access token.</param>
internal sealed class AccessTokenRefresher(Func<string?> current, Func<RequestOptions, Task<string>> refresh)
{
    private readonly SingleFlight<string?> _refreshing = new();

    /// <summary>An access token newer than <paramref name="refused"/>; null when the user was logged out meanwhile.</summary>
    public Task<string?> ReplaceAsync(string refused, RequestOptions options, CancellationToken cancellationToken) =>
        _refreshing.RunAsync(
            async () => current() is { } token && token == refused ? await refresh(options).ConfigureAwait(false) : current(),
            cancellationToken);
}
