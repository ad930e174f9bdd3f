using System;

namespace AppServices.Server.Functions.Running;

/// <summary>Unwinds a script that used up its budget. Scripts cannot catch it.</summary>
internal sealed class CallStoppedException(CallStop reason) : Exception($"The call was stopped: {reason}.");
