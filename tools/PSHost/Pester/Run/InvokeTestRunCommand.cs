using System.Management.Automation;
using AppServices.PSHost.Pester.Scopes;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Runs a test run inside the pipeline, so that scopes, errors and Ctrl+C are the engine's.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "TestRun")]
public sealed class InvokeTestRunCommand : PSCmdlet
{
    /// <summary>The command's name.</summary>
    internal const string Name = "Invoke-TestRun";

    /// <summary>What to run; an object of this program.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public PSObject Run { get; set; } = new();

    protected override void EndProcessing() => ((TestRun)Run.BaseObject).Run(new EngineAccess(this));
}
