using System;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Triggers;

/// <summary>What triggers write to the server's log. The function's own line says how long it took.</summary>
internal static partial class TriggerLog
{
    [LoggerMessage(1, LogLevel.Information, "trigger {Trigger} ({Summary}) {State}")]
    public static partial void Begins(ILogger logger, string trigger, string summary, string state);

    [LoggerMessage(2, LogLevel.Error, "trigger {Trigger}: function {Function} failed for {Cause}: {Error}")]
    public static partial void Failed(ILogger logger, string trigger, string function, string cause, string error);

    [LoggerMessage(3, LogLevel.Error, "trigger {Trigger} is suspended: {Reason} Let it go on with: appservices-server trigger enable, or with what comes from now on: trigger skip")]
    public static partial void Suspended(ILogger logger, string trigger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "trigger {Trigger} goes on from now: {Reason}")]
    public static partial void GoesOnFromNow(ILogger logger, string trigger, string reason);

    [LoggerMessage(5, LogLevel.Error, "trigger {Trigger} has stopped, and is tried again: {Error}")]
    public static partial void Broken(ILogger logger, string trigger, string error);

    [LoggerMessage(6, LogLevel.Warning, "trigger {Trigger} missed {Count} of its times, the last one {Last:yyyy-MM-dd'T'HH:mm'Z'}; {What}")]
    public static partial void Missed(ILogger logger, string trigger, long count, DateTime last, string what);

    [LoggerMessage(7, LogLevel.Warning, "trigger {Trigger}: {Count} earlier runs have not ended; {What}")]
    public static partial void Overlaps(ILogger logger, string trigger, int count, string what);

    [LoggerMessage(8, LogLevel.Warning, "trigger {Trigger}: the run of {Time:yyyy-MM-dd'T'HH:mm:ss'Z'} was broken off, and begins anew")]
    public static partial void RunsAgain(ILogger logger, string trigger, DateTime time);

    [LoggerMessage(9, LogLevel.Error, "triggers cannot be looked after, which is tried again: {Error}")]
    public static partial void CannotLook(ILogger logger, string error);

    [LoggerMessage(10, LogLevel.Warning, "trigger {Trigger}: the event {Cause} cannot be matched, and is left out: {Error}")]
    public static partial void CannotMatch(ILogger logger, string trigger, string cause, string error);

    [LoggerMessage(11, LogLevel.Warning, "trigger {Trigger}: function {Function} is called again for {Cause}: {Error}")]
    public static partial void CallsAgain(ILogger logger, string trigger, string function, string cause, string error);
}
