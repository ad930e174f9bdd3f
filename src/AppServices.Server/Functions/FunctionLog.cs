using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions;

/// <summary>What the runtime writes to the server's log. Arguments and results are never part of it.</summary>
internal static partial class FunctionLog
{
    [LoggerMessage(1, LogLevel.Debug, "function {Function} succeeded in {Milliseconds:0.0} ms")]
    public static partial void Succeeded(ILogger logger, string function, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "function {Function} failed in {Milliseconds:0.0} ms: {Code}")]
    public static partial void Failed(ILogger logger, string function, double milliseconds, string code);

    [LoggerMessage(3, LogLevel.Debug, "function {Function} was cancelled after {Milliseconds:0.0} ms")]
    public static partial void Cancelled(ILogger logger, string function, double milliseconds);

    [LoggerMessage(EventId = 4, Message = "[{Function}] {Line}")]
    public static partial void Printed(ILogger logger, LogLevel level, string function, string line);

    [LoggerMessage(5, LogLevel.Warning, "[{Function}] printed more than {Lines} lines; the rest is left out")]
    public static partial void PrintedTooMuch(ILogger logger, string function, int lines);

    [LoggerMessage(6, LogLevel.Error, "[{Function}] a promise that was not awaited was rejected: {Error}")]
    public static partial void Unhandled(ILogger logger, string function, string error);

    [LoggerMessage(7, LogLevel.Warning, "[{Function}] had not finished what it began without awaiting it: {Error}")]
    public static partial void NotDrained(ILogger logger, string function, string error);

    [LoggerMessage(10, LogLevel.Warning, "function {Function} made the script engine fail: {Type}: {Error}")]
    public static partial void EngineFailed(ILogger logger, string function, string type, string error);

    [LoggerMessage(8, LogLevel.Warning, "can_evaluate of function {Function}: {Problem}")]
    public static partial void Expression(ILogger logger, string function, string problem);

    [LoggerMessage(9, LogLevel.Warning, "a rule could not be decided: {Problem}")]
    public static partial void Rule(ILogger logger, string problem);
}
