using System;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Times as MongoDB writes them: seconds, and in the other half here milliseconds and a number that tells those apart.</summary>
internal static class ClusterTime
{
    private const int NumberBits = 20;

    /// <summary>The time of what happened at a moment.</summary>
    public static BsonTimestamp Of(DateTimeOffset moment, long number)
    {
        long milliseconds = moment.ToUnixTimeMilliseconds();
        return new BsonTimestamp(
            ((milliseconds / 1000) << 32) | ((milliseconds % 1000) << NumberBits) | (number & ((1 << NumberBits) - 1)));
    }

    /// <summary>The moment of a time.</summary>
    public static DateTimeOffset MomentOf(BsonTimestamp time) =>
        DateTimeOffset.FromUnixTimeSeconds((uint)time.Timestamp).AddMilliseconds(Math.Min((uint)time.Increment >> NumberBits, 999));
}
