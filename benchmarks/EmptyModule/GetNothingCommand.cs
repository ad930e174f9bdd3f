using System.Management.Automation;

namespace EmptyModule;

/// <summary>Does nothing, so that the module's import is an import and nothing else.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet;
