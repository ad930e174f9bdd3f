using System;
using System.Management.Automation.Runspaces;

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
            last = session.Print(new Command(text, isScript: true, useLocalScope: false), mayBeIncomplete: true);
            if (last != PipelineOutcome.Incomplete) text = string.Empty;
        }
        if (session.ExitCode is { } requested) return requested;
        if (text.Length > 0) Console.Error.WriteLine("The input ended in the middle of a command: " + text);
        return last == PipelineOutcome.Completed ? 0 : 1;
    }
}
