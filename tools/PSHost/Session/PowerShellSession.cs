using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using AppServices.PSHost.Hosting;

namespace AppServices.PSHost.Session;

/// <summary>One runspace on the console and the ways to run something in it. Results are formatted by the engine and printed.</summary>
internal sealed class PowerShellSession : IDisposable
{
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly Interrupts _interrupts = new();

    public PowerShellSession(ConsoleHost host, InitialSessionState state)
    {
        _host = host;
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    /// <summary>The code of an <c>exit</c> that ended the session, or null.</summary>
    public int? ExitCode => _host.ExitCode;

    /// <summary>The value of <c>$?</c>.</summary>
    public bool LastStatementSucceeded => LanguagePrimitives.IsTrue(Evaluate("$global:?"));

    /// <summary>The commands and providers that the engine brings along.</summary>
    public static InitialSessionState DefaultState()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        // Scripts given on the command line are meant to run; Windows would ask its policy otherwise.
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        return state;
    }

    /// <summary>Runs a script file with arguments as <c>pwsh -File</c> does.</summary>
    /// <returns>The exit code.</returns>
    public int RunFile(string path, IReadOnlyList<CommandParameter> arguments)
    {
        // A file of another name is a script too, by its #! line; only .ps1 makes the engine see it so.
        bool isScriptFile = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        ScriptCall call = ScriptCall.To(path, arguments);
        PipelineOutcome outcome = isScriptFile ? Print(call.Text, call.Arguments) : Print(File.ReadAllText(path), arguments);
        return outcome switch
        {
            PipelineOutcome.Interrupted => Interrupts.ExitCode,
            PipelineOutcome.Failed or PipelineOutcome.Incomplete => 1,
            _ when ExitCode is { } requested => requested,
            _ when isScriptFile && !LastStatementSucceeded => ExitCodeOfScriptFile(),
            _ => 0,
        };
    }

    /// <summary>Runs a text as <c>pwsh -Command</c> does.</summary>
    /// <returns>The exit code.</returns>
    public int RunCommand(string text)
    {
        PipelineOutcome outcome = Print(text, []);
        if (outcome == PipelineOutcome.Incomplete) ReportIncomplete(text);
        return outcome switch
        {
            PipelineOutcome.Interrupted => Interrupts.ExitCode,
            _ when ExitCode is { } requested => requested,
            PipelineOutcome.Completed when LastStatementSucceeded => 0,
            _ => 1,
        };
    }

    /// <summary>Runs a text and prints what comes out, errors included; a text that lacks its end is not an error yet.</summary>
    public PipelineOutcome Print(string text, IReadOnlyList<CommandParameter> parameters)
    {
        // Only a command that enters the history changes $?.
        using Pipeline pipeline = _runspace.CreatePipeline(text, addToHistory: true);
        Command command = pipeline.Commands[0];
        foreach (CommandParameter parameter in parameters) command.Parameters.Add(parameter);
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        try
        {
            Invoke(pipeline);
            // A pipeline that is stopped while its last command ends reports that without an exception.
            return pipeline.PipelineStateInfo.State == PipelineState.Stopped ? PipelineOutcome.Interrupted : PipelineOutcome.Completed;
        }
        catch (PipelineStoppedException)
        {
            return PipelineOutcome.Interrupted;
        }
        catch (IncompleteParseException)
        {
            return PipelineOutcome.Incomplete;
        }
        catch (RuntimeException e)
        {
            Report(e);
            return PipelineOutcome.Failed;
        }
        finally
        {
            _host.Console.ClearProgress();
        }
    }

    /// <summary>Says what a text lacks whose outcome was <see cref="PipelineOutcome.Incomplete"/>.</summary>
    public void ReportIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        Report(new ParseException(errors));
    }

    /// <summary>Runs a text without printing and returns its first result, or null.</summary>
    public PSObject? Evaluate(string text)
    {
        using Pipeline pipeline = _runspace.CreatePipeline(text);
        Collection<PSObject> results = Invoke(pipeline);
        return results.Count > 0 ? results[0] : null;
    }

    public void Dispose()
    {
        _interrupts.Dispose();
        _runspace.Dispose();
    }

    private Collection<PSObject> Invoke(Pipeline pipeline)
    {
        Collection<PSObject> results = [];
        _interrupts.Guard(pipeline, () => results = pipeline.Invoke());
        return results;
    }

    // An error that ended a pipeline has left the error stream, and only that stream marks a record as an error for
    // Out-Default; so it is formatted like any object, in the view the user chose, and the text goes to standard error.
    private void Report(RuntimeException exception)
    {
        using Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        pipeline.Input.Write(exception.ErrorRecord);
        pipeline.Input.Close();
        _host.Console.WriteErrorLine(_host.Console.Capture(() => Invoke(pipeline)).TrimEnd());
    }

    // The engine ends an `exit N` at the script file: N is in $LASTEXITCODE, and $? is false unless N is 0. A file that could not
    // even begin leaves $? false as well; a file that only wrote errors counts as done.
    private int ExitCodeOfScriptFile()
    {
        if (Evaluate("$global:LASTEXITCODE")?.BaseObject is int code and not 0) return code;
        bool neverBegan = Evaluate("$global:Error[0]")?.BaseObject is ErrorRecord { Exception: ParameterBindingException or ParseException or ScriptRequiresException };
        return neverBegan ? 1 : 0;
    }
}
