using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

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
