using System;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace AppServices.Server.Triggers;

/// <summary>
/// For how long others have said nothing of what they hold, by this machine's own measure: the clock of another machine may be wrong, and
/// one that is ahead must not take away what is held.
/// </summary>
/// <param name="lease">After which time of silence a holder has lost what it holds.</param>
internal sealed class LeaseWatch(TimeSpan lease)
{
    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether the holder of a trigger has been silent for too long, as far as that could be seen from here.</summary>
    public bool HasRunOut(TriggerRecord record)
    {
        Seen seen = _seen.AddOrUpdate(
            TriggerRecord.Key(record.AppId, record.Name), _ => See(record),
            (_, before) => before.Holder == record.Holder && before.Until == record.HeldUntil ? before : See(record));
        return Stopwatch.GetElapsedTime(seen.At) > lease;
    }

    private static Seen See(TriggerRecord record) => new(record.Holder, record.HeldUntil, Stopwatch.GetTimestamp());

    private readonly record struct Seen(string? Holder, DateTime Until, long At);
}
