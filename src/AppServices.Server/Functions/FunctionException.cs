using System;

namespace AppServices.Server.Functions;

/// <summary>A call that failed; code and message go to the client as they are (client-api 6.3).</summary>
internal sealed class FunctionException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The code of an unknown function.</summary>
    public const string NotFound = "FunctionNotFound";

    /// <summary>The code of a script that threw, or of a caller who may not call.</summary>
    public const string ExecutionError = "FunctionExecutionError";

    /// <summary>The code of a function whose file or entry is broken.</summary>
    public const string SyntaxError = "FunctionSyntaxError";

    /// <summary>The code of a script that took too long.</summary>
    public const string TimeLimit = "ExecutionTimeLimitExceeded";

    /// <summary>The code of a script that ended because the database cannot be reached, of which it did not take care.</summary>
    public const string Unavailable = "ServiceUnavailable";

    /// <summary>Whether the script engine failed in a way of its own, which the log tells the operator.</summary>
    public bool IsOfEngine { get; init; }

    /// <summary>
    /// Whether the process in which it ran was lost, perhaps by what another call did: called again, the function may well succeed.
    /// </summary>
    public bool IsWorkerLost { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = code switch { NotFound => 404, Unavailable => 503, _ => 400 };

    /// <summary>The protocol's <c>error_code</c>.</summary>
    public string Code { get; } = code;
}
