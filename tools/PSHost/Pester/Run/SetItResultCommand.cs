using System;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Ends a test as skipped or inconclusive.</summary>
[Cmdlet(VerbsCommon.Set, "ItResult")]
public sealed class SetItResultCommand : PSCmdlet
{
    /// <summary>How the error id of a skipped test begins.</summary>
    internal const string SkippedId = "PesterTestSkipped";

    /// <summary>How the error id of an inconclusive test begins.</summary>
    internal const string InconclusiveId = "PesterTestInconclusive";

    [Parameter(ParameterSetName = "Inconclusive", Mandatory = true)]
    public SwitchParameter Inconclusive { get; set; }

    [Parameter(ParameterSetName = "Pending", Mandatory = true)]
    public SwitchParameter Pending { get; set; }

    [Parameter(ParameterSetName = "Skipped", Mandatory = true)]
    public SwitchParameter Skipped { get; set; }

    [Parameter]
    public string? Because { get; set; }

    protected override void EndProcessing()
    {
        string message = (Inconclusive ? "is inconclusive" : Pending ? "is pending" : "is skipped") + Reason.Clause(Because).TrimEnd(',');
        string id = Inconclusive ? InconclusiveId : SkippedId;
        ThrowTerminatingError(new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidResult, targetObject: null));
    }
}
