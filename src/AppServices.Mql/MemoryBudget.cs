using System;
using System.Globalization;
using MongoDB.Bson;

namespace AppServices.Mql;

/// <summary>How much a stage may hold at once, by the size of its values in BSON.</summary>
/// <param name="holder">The stage, for the message.</param>
/// <param name="limit">The most bytes it may hold.</param>
internal sealed class MemoryBudget(string holder, long limit)
{
    public const long Default = 100 * 1024 * 1024;

    private const int PerValue = 16;

    private long _used;

    /// <summary>What is told when there is no room.</summary>
    public Func<DocumentException> Refusal { get; init; } = () => DocumentException.Numbered(
        292,
        string.Create(CultureInfo.InvariantCulture, $"{holder} exceeds its memory limit of {limit} bytes, and does not spill to disk."));

    /// <summary>Counts a value that is kept; null for none.</summary>
    /// <exception cref="DocumentException">It is too much.</exception>
    public void Hold(BsonValue? value) => Hold(value is null ? 0 : DocumentLimits.SizeOf(value));

    /// <exception cref="DocumentException">It is too much.</exception>
    public void Hold(long bytes)
    {
        if (!TryHold(bytes)) throw Refusal();
    }

    /// <summary>Counts a value if there is room for it.</summary>
    public bool TryHold(BsonValue value) => TryHold(DocumentLimits.SizeOf(value));

    /// <inheritdoc cref="TryHold(BsonValue)"/>
    public bool TryHold(long bytes)
    {
        if (_used + bytes + PerValue > limit) return false;
        _used += bytes + PerValue;
        return true;
    }

    /// <summary>Counts a value that is kept no longer.</summary>
    public void Release(BsonValue? value) => Release(value is null ? 0 : DocumentLimits.SizeOf(value));

    /// <inheritdoc cref="Release(BsonValue?)"/>
    public void Release(long bytes) => _used -= bytes + PerValue;
}
