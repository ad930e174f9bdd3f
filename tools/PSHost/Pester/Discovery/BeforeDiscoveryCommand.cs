using System;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Discovery;

/// <summary>BeforeDiscovery: code that marks itself as meant for the first phase; it runs at once, in the scope around it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "BeforeDiscovery")]
public sealed class BeforeDiscoveryCommand : PSCmdlet
{
    private static readonly ScriptBlock DotSource = ScriptBlock.Create(". $args[0]");

    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock? ScriptBlock { get; set; }

    protected override void EndProcessing()
    {
        _ = TestRegistry.Of(this).Current;
        InvokeCommand.InvokeScript(useLocalScope: false, DotSource, Array.Empty<object>(), ScriptBlock!);
    }
}
