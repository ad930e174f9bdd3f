using System;
using System.Threading;

namespace AppServices.Server.Triggers;

/// <summary>How the runs of a trigger went that are not noted in the store yet.</summary>
internal sealed class TriggerTally
{
    private readonly Lock _gate = new();
    private long _runs, _failures;
    private DateTime? _lastRun, _lastFailure;
    private string? _lastError;

    /// <summary>Notes a run.</summary>
    /// <param name="time">When it began.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void Add(DateTime time, string? error)
    {
        lock (_gate)
        {
            _runs++;
            _lastRun = time;
            if (error is null) return;
            _failures++;
            (_lastFailure, _lastError) = (time, error);
        }
    }

    /// <summary>Takes what was noted, as a change of what the store remembers.</summary>
    public Func<TriggerRecord, TriggerRecord> Take()
    {
        lock (_gate)
        {
            (long runs, long failures, DateTime? lastRun, DateTime? lastFailure, string? lastError) =
                (_runs, _failures, _lastRun, _lastFailure, _lastError);
            _runs = _failures = 0;
            return record => record with
            {
                Runs = record.Runs + runs,
                Failures = record.Failures + failures,
                LastRun = lastRun ?? record.LastRun,
                LastFailure = lastFailure ?? record.LastFailure,
                LastError = lastError ?? record.LastError,
            };
        }
    }
}
