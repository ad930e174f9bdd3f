using System;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// The times that replies and change events carry: seconds, and in the other half milliseconds and a number. A reply has the time at which
/// its command began, so that a stream that starts there tells of what the command wrote. What clients say of the time does not move it.
/// </summary>
internal sealed class ClusterClock(TimeProvider clock)
{
    private const int NumberBits = 20;

    private long _latest;

    /// <summary>The time now, never less than it was.</summary>
    public BsonTimestamp Now()
    {
        long now = Value(clock.GetUtcNow().ToUnixTimeMilliseconds(), 0), latest = Volatile.Read(ref _latest);
        while (now > latest)
        {
            long seen = Interlocked.CompareExchange(ref _latest, now, latest);
            if (seen == latest) return new BsonTimestamp(now);
            latest = seen;
        }
        return new BsonTimestamp(latest);
    }

    /// <summary>The moment of a time.</summary>
    public static DateTimeOffset MomentOf(BsonTimestamp time) =>
        DateTimeOffset.FromUnixTimeSeconds((uint)time.Timestamp).AddMilliseconds((uint)time.Increment >> NumberBits);

    /// <summary>The time of a change.</summary>
    public static BsonTimestamp Of(DateTimeOffset moment, long number) => new(Value(moment.ToUnixTimeMilliseconds(), number));

    private static long Value(long milliseconds, long number) =>
        ((milliseconds / 1000) << 32) | ((milliseconds % 1000) << NumberBits) | ((number & ((1 << NumberBits) - 1)) + 1);
}
