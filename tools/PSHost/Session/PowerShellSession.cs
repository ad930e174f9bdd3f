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

    /// <summary>The commands and providers that the engine brings along.</summary>
    public static InitialSessionState DefaultState()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        // Scripts given on the command line are meant to run; Windows would ask its policy otherwise.
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        return state;
    }

    /// <summary>The code of an <c>exit</c> that ended the session, or null.</summary>
    public int? ExitCode => _host.ExitCode;

    /// <summary>Runs a script file with arguments as <c>pwsh -File</c> does.</summary>
    /// <returns>The exit code.</returns>
    public int RunFile(string path, IEnumerable<CommandParameter> arguments)
    {
        // A file of another name is a script too, by its #! line; only .ps1 makes the engine see it so.
        bool isScriptFile = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        Command command = isScriptFile ? new Command(path, isScript: false, useLocalScope: false) : new Command(File.ReadAllText(path), isScript: true, useLocalScope: false);
        foreach (CommandParameter argument in arguments) command.Parameters.Add(argument);

        PipelineOutcome outcome = Print(command);
        if (outcome != PipelineOutcome.Completed) return ExitCodeOf(outcome);
        if (ExitCode is { } requested) return requested;
        // The engine handles `exit N` of a script file itself: it sets $LASTEXITCODE and, if N is not 0, makes $? false.
        return LastStatementSucceeded() ? 0 : LastExitCode() is var code and not 0 ? code : 1;
    }

    /// <summary>Runs a text as <c>pwsh -Command</c> does.</summary>
    /// <returns>The exit code.</returns>
    public int RunCommand(string text)
    {
        PipelineOutcome outcome = PrintText(text);
        if (outcome == PipelineOutcome.Incomplete) ReportIncomplete(text);
        if (outcome == PipelineOutcome.Interrupted) return Interrupts.ExitCode;
        if (ExitCode is { } requested) return requested;
        return outcome == PipelineOutcome.Completed && LastStatementSucceeded() ? 0 : 1;
    }

    /// <summary>Runs a text and prints what comes out, errors included; a text that lacks its end is not an error yet.</summary>
    public PipelineOutcome PrintText(string text) => Print(new Command(text, isScript: true, useLocalScope: false));

    /// <summary>Says what a text lacks whose outcome was <see cref="PipelineOutcome.Incomplete"/>.</summary>
    public void ReportIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        Report(new ParseException(errors));
    }

    /// <summary>Runs a command and prints what comes out, errors included.</summary>
    public PipelineOutcome Print(Command command)
    {
        using Pipeline pipeline = PrintingPipeline(command);
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

    /// <summary>Runs a text and returns its first result as a string, or null; for the prompt.</summary>
    public string? Evaluate(string text)
    {
        using Pipeline pipeline = _runspace.CreatePipeline(text);
        Collection<PSObject> results = Invoke(pipeline);
        return results.Count > 0 ? results[0]?.ToString() : null;
    }

    public void Dispose()
    {
        _interrupts.Dispose();
        _runspace.Dispose();
    }

    private static int ExitCodeOf(PipelineOutcome outcome) => outcome == PipelineOutcome.Interrupted ? Interrupts.ExitCode : 1;

    private Pipeline PrintingPipeline(Command command)
    {
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        return pipeline;
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

    private bool LastStatementSucceeded() => LanguagePrimitives.IsTrue(EvaluateObject("$global:?"));

    private int LastExitCode() => EvaluateObject("$global:LASTEXITCODE")?.BaseObject is int code ? code : 0;

    private PSObject? EvaluateObject(string text)
    {
        using Pipeline pipeline = _runspace.CreatePipeline(text);
        Collection<PSObject> results = Invoke(pipeline);
        return results.Count > 0 ? results[0] : null;
    }
}
