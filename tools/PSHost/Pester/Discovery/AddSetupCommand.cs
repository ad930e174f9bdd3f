using System;
using System.Management.Automation;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Discovery;

/// <summary>BeforeAll, BeforeEach, AfterEach and AfterAll; the name it is called by says which.</summary>
[Cmdlet(VerbsCommon.Add, "TestSetup")]
public sealed class AddSetupCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock? Scriptblock { get; set; }

    protected override void EndProcessing()
    {
        string name = MyInvocation.InvocationName;
        if (Scriptblock is null || !Enum.TryParse(name, ignoreCase: true, out SetupKind kind))
            throw new PSInvalidOperationException($"'{name}' is no setup. Use BeforeAll, BeforeEach, AfterEach or AfterAll.");

        TestBlock block = TestRegistry.Of(this).Current;
        if (block.IsRoot && kind is SetupKind.BeforeEach or SetupKind.AfterEach)
            throw new PSInvalidOperationException($"{kind} must stand in a Describe or Context.");
        if (!block.TryAddSetup(kind, Scriptblock))
            throw new PSInvalidOperationException($"This block has a {kind} already; a second one would replace it silently.");
    }
}
