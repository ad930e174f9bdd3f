using System;

namespace AppServices.Server.Functions.Running;

/// <summary>Unwinds a script that used up its budget. Scripts cannot catch it.</summary>
internal sealed class CallStoppedException(CallStop reason) : Exception($"The call was stopped: {reason}.");

/// <summary>
/// An operation of a call failed by no fault of the script: unwinds the script, and is told apart there from what it did itself.
/// </summary>
internal sealed class OperationFaultException(Exception fault) : Exception(fault.Message, fault)
{
    /// <summary>What the operation failed with.</summary>
    public Exception Fault { get; } = fault;
}
