using System;
using System.Management.Automation;
using System.Threading;

namespace AppServices.PSHost.Hosting;

/// <summary>The latest progress record as one line at the bottom of a terminal; nothing where output is redirected.</summary>
internal sealed class ProgressLine
{
    private readonly Lock _lock = new();
    private bool _shown;

    public void Show(ProgressRecord record, int width)
    {
        if (Console.IsOutputRedirected) return;
        lock (_lock)
        {
            Erase();
            if (record.RecordType == ProgressRecordType.Completed) return;
            string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete} %" : "";
            string line = $"{record.Activity} [{record.StatusDescription}{percent}]";
            Console.Out.Write(line.Length < width ? line : line[..(width - 1)]);
            _shown = true;
        }
    }

    public void Clear()
    {
        lock (_lock) Erase();
    }

    private void Erase()
    {
        if (!_shown) return;
        Console.Out.Write("\r\x1b[K");
        _shown = false;
    }
}
