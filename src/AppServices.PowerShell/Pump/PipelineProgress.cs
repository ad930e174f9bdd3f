using System.Diagnostics;
using System.Management.Automation;

namespace AppServices.Pump;

/// <summary>
/// Shows how many of a pipeline's objects are done, once that takes long. One request never shows it, and no pipeline shows it
/// often (powershell.md V1).
/// </summary>
internal sealed class PipelineProgress(Cmdlet cmdlet, string activity)
{
    private const int FirstMilliseconds = 2000;
    private const int EveryMilliseconds = 200;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _next = FirstMilliseconds;
    private int _done;

    /// <summary>One more object is done.</summary>
    public void Advance()
    {
        _done++;
        if (_clock.ElapsedMilliseconds < _next) return;
        _next = _clock.ElapsedMilliseconds + EveryMilliseconds;
        cmdlet.WriteProgress(new ProgressRecord(0, activity, $"{_done} done"));
    }

    /// <summary>All are done.</summary>
    public void Complete()
    {
        if (_next != FirstMilliseconds)
            cmdlet.WriteProgress(new ProgressRecord(0, activity, $"{_done} done") { RecordType = ProgressRecordType.Completed });
    }
}
