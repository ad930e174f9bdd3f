using System.Management.Automation;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>
/// Refuses switches together with what they do not go with. No switch selects a parameter set, because the engine would select
/// it for <c>-All:$false</c> as well, which has to mean what it means to leave the switch out.
/// </summary>
internal static class SwitchConflict
{
    /// <summary>Ends the cmdlet, as the engine does for parameters of different sets.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="isConflict">Whether the switch is on together with what it does not go with.</param>
    /// <param name="message">What does not go together.</param>
    public static void Refuse(this PSCmdlet cmdlet, bool isConflict, string message)
    {
        if (isConflict) cmdlet.ThrowTerminatingError(ErrorRecords.Create(
            new ParameterBindingException(message), "AmbiguousParameterSet", ErrorCategory.InvalidArgument, null, message,
            "Leave one of them out; Get-Help shows what goes together."));
    }
}
