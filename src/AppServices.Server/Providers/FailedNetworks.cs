using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace AppServices.Server.Providers;

/// <summary>The networks whose attempts have failed at this server of late. Too many of them count as all there are.</summary>
internal sealed class FailedNetworks(TimeProvider clock)
{
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private long _allUntil;

    public bool Contains(string network)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return now.UtcTicks < Interlocked.Read(ref _allUntil)
            || (_until.TryGetValue(network, out DateTimeOffset until) && now < until);
    }

    /// <summary>Keeps a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="time">For how long.</param>
    public void Add(string network, TimeSpan time)
    {
        DateTimeOffset now = clock.GetUtcNow();
        _until[network] = now + time;
        if (_until.Count <= MaxKept) return;
        foreach (KeyValuePair<string, DateTimeOffset> kept in _until)
            if (kept.Value <= now) _until.TryRemove(kept);
        if (_until.Count <= MaxKept) return;
        Interlocked.Exchange(ref _allUntil, (now + time).UtcTicks);
        _until.Clear();
    }
}
