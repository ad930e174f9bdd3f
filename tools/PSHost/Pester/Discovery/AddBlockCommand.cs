using System;
using System.Linq;
using System.Management.Automation;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Discovery;

/// <summary>Describe and Context.</summary>
[Cmdlet(VerbsCommon.Add, "TestBlock")]
public sealed class AddBlockCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public ScriptBlock? Fixture { get; set; }

    [Parameter]
    [Alias("Tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public SwitchParameter Skip { get; set; }

    [Parameter]
    public object? ForEach { get; set; }

    protected override void EndProcessing()
    {
        ScriptBlock body = Fixture
            ?? throw new PSArgumentException($"The block '{Name}' has no body. Its opening brace must stand on the line of the name.");
        bool hasElements = MyInvocation.BoundParameters.ContainsKey(nameof(ForEach));
        Failure? failure = TestRegistry.Of(this).DiscoverBlocks(TestData.ForEach(hasElements, ForEach).Select(data => NewBlock(body, data)));
        if (failure is null) return;
        // The registry keeps the failure itself; this only ends the discovery of what is around the block.
        ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(failure.Message), failure.ErrorId, ErrorCategory.InvalidOperation, Name));
    }

    private TestBlock NewBlock(ScriptBlock body, TestData? data) =>
        new(MyInvocation.InvocationName, Name, body) { Tags = Tag, Skip = Skip, Data = data };
}
