using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AppServices.PSHost.Hosting;

/// <summary>Writes the streams where pwsh writes them (errors to standard error, the rest to standard output) and asks on a terminal only.</summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    private readonly ConsoleRawUserInterface _rawUI = new();
    private readonly ProgressLine _progress = new();
    private readonly ConsoleInput _input;
    private TextWriter _output = Console.Out;

    public ConsoleUserInterface(bool interactive)
    {
        _input = new ConsoleInput(interactive);
        string? terminal = Environment.GetEnvironmentVariable("TERM");
        SupportsVirtualTerminal = terminal != "dumb";
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is not null || terminal is "xterm-mono" or "xtermm")
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
    }

    public override PSHostRawUserInterface RawUI => _rawUI;

    public override bool SupportsVirtualTerminal { get; }

    /// <summary>Removes a progress line that a stopped or finished pipeline left behind.</summary>
    public void ClearProgress() => _progress.Clear();

    /// <summary>Collects what <paramref name="body"/> would have written to standard output.</summary>
    public string Capture(Action body)
    {
        StringWriter captured = new();
        TextWriter previous = _output;
        _output = captured;
        try
        {
            body();
        }
        finally
        {
            _output = previous;
        }
        return captured.ToString();
    }

    public override void Write(string value)
    {
        _progress.Clear();
        _output.Write(Plain(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        if (PSStyle.Instance.OutputRendering == OutputRendering.PlainText)
        {
            Write(value);
            return;
        }
        Console.ForegroundColor = foregroundColor;
        if (backgroundColor != _rawUI.BackgroundColor) Console.BackgroundColor = backgroundColor;
        Write(value);
        Console.ResetColor();
    }

    public override void WriteLine() => WriteLine(string.Empty);

    public override void WriteLine(string value)
    {
        _progress.Clear();
        _output.WriteLine(Plain(value));
    }

    public override void WriteErrorLine(string value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _progress.Clear();
        Console.Error.WriteLine(GetOutputString(value, SupportsVirtualTerminal && !Console.IsErrorRedirected));
    }

    public override void WriteDebugLine(string message) => WritePrefixed(FormatStyle.Debug, "DEBUG: ", message);

    public override void WriteVerboseLine(string message) => WritePrefixed(FormatStyle.Verbose, "VERBOSE: ", message);

    public override void WriteWarningLine(string message) => WritePrefixed(FormatStyle.Warning, "WARNING: ", message);

    public override void WriteInformation(InformationRecord record)
    {
        // The engine itself prints information it is told to show; the record is only offered to hosts that keep it.
    }

    public override void WriteProgress(long sourceId, ProgressRecord record) => _progress.Show(record, _rawUI.WindowSize.Width);

    public override string ReadLine() => _input.ReadLine();

    public override SecureString ReadLineAsSecureString() => _input.ReadSecret();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        new FieldPrompt(this, _input).Ask(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        new ChoicePrompt(this, _input).Ask(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        new CredentialPrompt(this, _input).Ask(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    private string Plain(string value) => GetOutputString(value, SupportsVirtualTerminal);

    private void WritePrefixed(FormatStyle style, string prefix, string message) =>
        WriteLine(GetFormatStyleString(style) + prefix + message + PSStyle.Instance.Reset);
}
