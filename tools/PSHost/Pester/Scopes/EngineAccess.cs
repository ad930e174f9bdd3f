using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Scopes;

/// <summary>What the runner needs of the engine, through the cmdlet that started it.</summary>
internal sealed class EngineAccess(PSCmdlet cmdlet)
{
    public SessionState SessionState => cmdlet.SessionState;

    public Collection<PSObject> Invoke(bool useNewScope, ScriptBlock code, params object?[] arguments) =>
        cmdlet.InvokeCommand.InvokeScript(useNewScope, code, Array.Empty<object>(), arguments!);

    /// <summary>Sets a variable in the current scope.</summary>
    public void SetVariable(string name, object? value) => cmdlet.SessionState.PSVariable.Set(name, value);

    /// <summary>The body of a script file, whose positions and <c>$PSScriptRoot</c> are those of the file.</summary>
    /// <exception cref="ParseException">The file has syntax errors.</exception>
    public ScriptBlock Load(string path)
    {
        CommandInfo command = cmdlet.InvokeCommand.GetCommand(path, CommandTypes.ExternalScript);
        return ((ExternalScriptInfo)command).ScriptBlock;
    }

    /// <summary>Prints an error that did not end the code it came from. Past the error stream, where a preference of the tests could end the run.</summary>
    public void ShowError(ErrorRecord error) => cmdlet.Host.UI.WriteErrorLine(Failure.From(error).ToString());
}
