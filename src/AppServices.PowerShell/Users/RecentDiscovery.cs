using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Users;

/// <summary>
/// What the server told of a user's app, remembered for a moment: Tab asks again and again, and so do pipelines. Safe for any thread.
/// </summary>
internal sealed class RecentDiscovery(AppSession session)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private Task<AppDiscovery?>? _asked;
    private DateTime _askedAt;

    /// <summary>What the server told lately, else what it tells now; null when it does not tell such things.</summary>
    /// <param name="options">Time limit and observer of the question, should it be asked.</param>
    /// <param name="repeats">Whether a question that failed is asked again at once.</param>
    /// <param name="cancellationToken">Stops waiting; the question goes on for others.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<AppDiscovery?> AskAsync(RequestOptions options, bool repeats, CancellationToken cancellationToken)
    {
        Task<AppDiscovery?> asked = Ask(options, repeats);
        Task stopped = Task.Delay(Timeout.Infinite, cancellationToken);
        if (await Task.WhenAny(asked, stopped) == stopped) await stopped;
        return await asked;
    }

    /// <summary>The question itself, for who waits in another way.</summary>
    public Task<AppDiscovery?> Ask(RequestOptions options, bool repeats)
    {
        lock (_gate)
        {
            if (_asked is null || DateTime.UtcNow - _askedAt > s_kept || (repeats && _asked.IsFaulted))
                (_asked, _askedAt) = (AppDiscovery.FetchAsync(session, options, CancellationToken.None), DateTime.UtcNow);
            return _asked;
        }
    }
}
