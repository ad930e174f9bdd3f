using System;

namespace AppServices.PSHost.Session;

/// <summary>Reads a command, runs it, prints the result, until <c>exit</c> or the end of the input.</summary>
internal sealed class CommandReader(PowerShellSession session, bool showBanner)
{
    /// <returns>The exit code.</returns>
    public int Run()
    {
        bool onTerminal = !Console.IsInputRedirected;
        if (onTerminal && showBanner) Console.Out.WriteLine("PowerShell " + session.Evaluate("$PSVersionTable.PSVersion") + " (PSHost)");

        string text = string.Empty;
        PipelineOutcome last = PipelineOutcome.Completed;
        while (session.ExitCode is null)
        {
            if (onTerminal) Console.Out.Write(text.Length > 0 ? ">> " : session.Evaluate("prompt"));
            string? line = Console.In.ReadLine();
            if (line is null) break;
            if (string.IsNullOrWhiteSpace(line) && text.Length == 0) continue;

            text = text.Length > 0 ? text + "\n" + line : line;
            last = session.Print(text, []);
            if (last != PipelineOutcome.Incomplete) text = string.Empty;
        }
        if (session.ExitCode is { } requested) return requested;
        if (last == PipelineOutcome.Incomplete) session.ReportIncomplete(text);
        return last == PipelineOutcome.Completed && session.LastStatementSucceeded ? 0 : 1;
    }
}
