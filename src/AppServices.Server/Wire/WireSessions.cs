using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;

namespace AppServices.Server.Wire;

/// <summary>The sessions of clients. Those that nobody uses end.</summary>
internal sealed class WireSessions(TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long a session lasts that nobody uses.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const int Most = 100_000;

    // While a transaction that has written something is open, nobody else writes.
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SessionKey, WireSession> _sessions = new();

    /// <summary>All that are known.</summary>
    public IEnumerable<WireSession> All => _sessions.Values;

    /// <summary>A session, which begins when it is not known.</summary>
    /// <exception cref="DocumentException">There are too many.</exception>
    public WireSession Open(SessionKey key) => _sessions.Count >= Most && !_sessions.ContainsKey(key)
        ? throw new DocumentException(261, "TooManyLogicalSessions", "Unable to add session into the cache: there are too many.")
        : _sessions.GetOrAdd(key, static (key, clock) => new WireSession(key, clock), clock);

    /// <summary>Lets a session last, which begins when it is not known; one beyond the number that is kept is not listed.</summary>
    public void Refresh(SessionKey key)
    {
        if (_sessions.Count < Most || _sessions.ContainsKey(key)) Open(key).Use();
    }

    /// <summary>Ends a session with its transaction.</summary>
    public async Task EndAsync(SessionKey key)
    {
        if (!_sessions.TryRemove(key, out WireSession? session)) return;
        await AbortAsync(session);
    }

    /// <summary>Undoes transactions that keep others waiting and do nothing, and ends sessions that nobody uses.</summary>
    public async Task TidyAsync()
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach (WireSession session in _sessions.Values)
        {
            // One that somebody works with at this moment is used.
            if (session.Turn.CurrentCount == 0) continue;
            if (session.UsedAt < now - Lifetime) await EndAsync(session.Key);
            else if (session.ExcludesOthers && session.UsedAt < now - s_idle) await AbortAsync(session);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WireSession session in _sessions.Values.ToArray())
        {
            await session.AbortAsync();
            session.Dispose();
        }
    }

    private static async Task AbortAsync(WireSession session)
    {
        await session.Turn.WaitAsync();
        try
        {
            await session.AbortAsync();
        }
        finally
        {
            session.Turn.Release();
        }
    }
}
