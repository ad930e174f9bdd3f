using System;

namespace AppServices.Server.Functions.Running;

/// <summary>An operation of a call failed by no fault of the script: unwinds the script, and is told apart there from what it did itself.</summary>
internal sealed class OperationFaultException(Exception fault) : Exception(fault.Message, fault)
{
    /// <summary>What the operation failed with.</summary>
    public Exception Fault { get; } = fault;
}
