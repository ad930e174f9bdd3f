using AppServices.Server.AppConfig;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Features;

/// <summary>What is logged about an app as a whole.</summary>
internal static partial class AppLog
{
    /// <summary>Logs what is wrong in an app's files.</summary>
    public static void Show(AppDefinition app, ILoggerFactory logs)
    {
        ILogger logger = Of(app.ClientAppId, logs);
        foreach (AppFinding finding in AppFinding.Of(app)) Error(logger, finding.ToString());
        foreach (string warning in app.Warnings) Warning(logger, warning);
    }

    /// <summary>Where what concerns an app is logged.</summary>
    public static ILogger Of(string clientAppId, ILoggerFactory logs) => logs.CreateLogger($"apps/{clientAppId}");

    [LoggerMessage(2, LogLevel.Error, "{Error}")]
    public static partial void Error(ILogger logger, string error);

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void Warning(ILogger logger, string warning);
}
