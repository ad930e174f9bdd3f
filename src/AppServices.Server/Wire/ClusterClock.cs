using System;
using System.Threading;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// The times that replies carry. A reply has the time at which its command began, so that a change stream that starts there tells of what
/// the command wrote. What clients say of the time does not move it.
/// </summary>
internal sealed class ClusterClock(TimeProvider clock)
{
    private long _latest;

    /// <summary>The time now, never less than it was.</summary>
    public BsonTimestamp Now()
    {
        long now = ClusterTime.Of(clock.GetUtcNow(), 1).Value, latest = Volatile.Read(ref _latest);
        while (now > latest)
        {
            long seen = Interlocked.CompareExchange(ref _latest, now, latest);
            if (seen == latest) return new BsonTimestamp(now);
            latest = seen;
        }
        return new BsonTimestamp(latest);
    }
}
