using System;
using System.Collections.Specialized;
using System.Globalization;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>A BSON timestamp: a second and a counter within it. The database has it for its own log; for a time use a date.</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC.</param>
/// <param name="Increment">Number of the operation within that second.</param>
public readonly record struct BsonTimestamp(uint Seconds, uint Increment) : IBsonTimestamp, IComparable<BsonTimestamp>
{
    /// <summary>The value in Extended JSON.</summary>
    public OrderedDictionary _timestamp => new() { ["t"] = Seconds, ["i"] = Increment };

    /// <inheritdoc/>
    uint IBsonTimestamp.Seconds => Seconds;

    /// <inheritdoc/>
    uint IBsonTimestamp.Increment => Increment;

    internal uint Seconds { get; } = Seconds;

    internal uint Increment { get; } = Increment;

    /// <inheritdoc/>
    public int CompareTo(BsonTimestamp other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Increment.CompareTo(other.Increment);

    /// <summary>Seconds and increment, such as <c>1700000000:1</c>.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Seconds, Increment);

    /// <summary>Earlier than.</summary>
    public static bool operator <(BsonTimestamp left, BsonTimestamp right) => left.CompareTo(right) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(BsonTimestamp left, BsonTimestamp right) => left.CompareTo(right) > 0;

    /// <summary>Earlier than or same.</summary>
    public static bool operator <=(BsonTimestamp left, BsonTimestamp right) => left.CompareTo(right) <= 0;

    /// <summary>Later than or same.</summary>
    public static bool operator >=(BsonTimestamp left, BsonTimestamp right) => left.CompareTo(right) >= 0;
}
