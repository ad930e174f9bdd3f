using System.Diagnostics;
using System.Management.Automation;

namespace AppServices.Pump;

/// <summary>
/// Shows how many of a pipeline's objects are done, once that takes long. One request never shows it, and no pipeline shows it
/// often (cmdlets V1).
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="activity">What it does.</param>
/// <param name="status">What stands behind the number.</param>
internal sealed class PipelineProgress(Cmdlet cmdlet, string activity, string status = "done")
{
    private const int FirstMilliseconds = 2000;
    private const int EveryMilliseconds = 200;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _next = FirstMilliseconds;
    private long _done;

    private ProgressRecord Record => new(0, activity, $"{_done:N0} {status}");

    /// <summary>More objects are done.</summary>
    public void Advance(int count = 1)
    {
        _done += count;
        if (_clock.ElapsedMilliseconds < _next) return;
        _next = _clock.ElapsedMilliseconds + EveryMilliseconds;
        cmdlet.WriteProgress(Record);
    }

    /// <summary>All are done.</summary>
    public void Complete()
    {
        if (_next == FirstMilliseconds) return;
        ProgressRecord last = Record;
        last.RecordType = ProgressRecordType.Completed;
        cmdlet.WriteProgress(last);
    }
}
