using System;
using System.Diagnostics;
using System.Management.Automation;

namespace AppServices.Documents;

/// <summary>The progress of a load of many documents: after two seconds, and at most five times a second (powershell.md V1).</summary>
internal sealed class LoadProgress(Cmdlet cmdlet, string activity)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.FromSeconds(2);
    private bool _shown;

    public void Report(long count)
    {
        if (_clock.Elapsed < _next) return;
        _next = _clock.Elapsed + TimeSpan.FromMilliseconds(200);
        _shown = true;
        cmdlet.WriteProgress(new ProgressRecord(1, activity, $"{count:N0} so far"));
    }

    public void Complete()
    {
        if (_shown) cmdlet.WriteProgress(new ProgressRecord(1, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
