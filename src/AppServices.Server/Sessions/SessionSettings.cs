using System;
using System.IO;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Sessions;

/// <summary>
/// How long sessions of an app last, which exports do not have (app-folder 1.16) and the admin API sets. Source: admin-api 4.10.
/// </summary>
/// <param name="Refresh">How long; null for what the server does.</param>
internal sealed record SessionSettings(TimeSpan? Refresh)
{
    /// <summary>The file that has it, below the app.</summary>
    public const string File = ".mdb/sessions.json";

    public const string Field = "expiration_time_seconds";

    public const long Default = 5_184_000;
    public const long Least = 30 * 60;
    public const long Most = 5L * 365 * 24 * 60 * 60;

    public static SessionSettings Read(AppReading app)
    {
        TimeSpan? refresh = null;
        string path = Path.Combine(app.Files.Root, ".mdb", "sessions.json");
        app.Warnings.TryRead(
            path, () => refresh = app.Files.TryRead(path)?.Count(Field) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return new SessionSettings(refresh);
    }
}
