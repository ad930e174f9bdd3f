using System;

namespace AppServices.PSHost.CommandLine;

/// <summary>The command line cannot be understood; the message says which part and why.</summary>
internal sealed class UsageException(string message) : Exception(message);
