using Microsoft.Extensions.Logging;

namespace AppServices.Server.Admin.SignIn;

/// <summary>Who did what by the admin API, and when: one line each, and no secret in any. Source: admin-api 1.4.</summary>
internal static partial class AdminLog
{
    /// <summary>Where it is logged.</summary>
    public const string Category = "admin";

    [LoggerMessage(1, LogLevel.Information, "{Who} signed in from {Address}")]
    public static partial void SignedIn(ILogger logger, string who, string address);

    // A name that was typed may be a password in the wrong field.
    [LoggerMessage(2, LogLevel.Warning, "a sign-in with {Provider} from {Address} was refused")]
    public static partial void Refused(ILogger logger, string provider, string address);

    [LoggerMessage(3, LogLevel.Information, "{Who}: {What}")]
    public static partial void Changed(ILogger logger, string who, string what);

    [LoggerMessage(4, LogLevel.Warning, "{Who} may not {Method} {Path}")]
    public static partial void Forbidden(ILogger logger, string who, string method, string path);
}
