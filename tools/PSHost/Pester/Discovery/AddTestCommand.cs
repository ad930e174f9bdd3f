using System.Management.Automation;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Discovery;

/// <summary>It.</summary>
[Cmdlet(VerbsCommon.Add, "TestCase", DefaultParameterSetName = "Normal")]
public sealed class AddTestCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    public ScriptBlock? Test { get; set; }

    [Parameter]
    [Alias("TestCases")]
    public object?[]? ForEach { get; set; }

    [Parameter]
    public string[] Tag { get; set; } = [];

    [Parameter(ParameterSetName = "Pending")]
    public SwitchParameter Pending { get; set; }

    [Parameter(ParameterSetName = "Skip")]
    public SwitchParameter Skip { get; set; }

    protected override void EndProcessing()
    {
        ScriptBlock body = Test
            ?? throw new PSArgumentException($"The test '{Name}' has no body. Its opening brace must stand on the line of the name.");
        TestBlock block = TestRegistry.Of(this).Current;
        if (block.IsRoot) throw new PSInvalidOperationException($"The test '{Name}' must stand in a Describe or Context.");

        foreach (TestData? data in TestData.ForEach(MyInvocation.BoundParameters.ContainsKey(nameof(ForEach)), ForEach))
            block.Add(new TestCase(Name, body) { Tags = Tag, Skip = Skip || Pending, Data = data });
    }
}
