using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>A runspace of its own with the built module imported.</summary>
internal sealed class ModuleRunspace : IDisposable
{
    private readonly Runspace _runspace;

    public ModuleRunspace()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Repository.Module);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("$PSDefaultParameterValues['*-App*:RetryIntervalSec'] = 0");        // a test has no time to wait for better times
    }

    /// <summary>Runs a script with arguments; a terminating error is thrown.</summary>
    public Collection<PSObject> Run(string script, params object?[] arguments) => Run(script, out _, arguments);

    /// <summary>As above, and what went to the error stream.</summary>
    public Collection<PSObject> Run(string script, out Collection<ErrorRecord> errors, params object?[] arguments)
    {
        using PowerShell shell = Shell(script, arguments);
        Collection<PSObject> results = shell.Invoke();
        errors = new Collection<ErrorRecord>(shell.Streams.Error.ReadAll());
        return results;
    }

    /// <summary>The one error of a script that gets the address of a server, in a runspace of its own.</summary>
    public static ErrorRecord ErrorOf(string script, Uri server)
    {
        using var runspace = new ModuleRunspace();
        return runspace.ErrorOf(script, [server]);
    }

    /// <summary>The one error of a script, which may have ended because of it.</summary>
    public ErrorRecord ErrorOf(string script, params object?[] arguments)
    {
        try
        {
            Run(script, out Collection<ErrorRecord> errors, arguments);
            return Assert.Single(errors);
        }
        catch (RuntimeException error)
        {
            return error.ErrorRecord;
        }
    }

    /// <summary>The id of an error, without the class of its cmdlet.</summary>
    public static string IdOf(ErrorRecord record) => record.FullyQualifiedErrorId.Split(',')[0];

    /// <summary>A pipeline of this runspace, not started yet.</summary>
    public PowerShell Shell(string script, params object?[] arguments)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object? argument in arguments) shell.AddArgument(argument);
        return shell;
    }

    public void Dispose() => _runspace.Dispose();
}
