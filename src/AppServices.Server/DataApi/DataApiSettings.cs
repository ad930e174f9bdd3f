using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Endpoints;
using AppServices.Server.Functions;
using AppServices.Server.Routes;

namespace AppServices.Server.DataApi;

/// <summary>The Data API of an app. Source: app-folder 8.7.</summary>
internal sealed record DataApiSettings
{
    private const string FileName = "data_api_config.json";

    /// <summary>Its file, below the app's folder, and the line where it can be read.</summary>
    public required string Place { get; init; }

    /// <summary>What is wrong with its file; null for nothing.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether the app has it off.</summary>
    public bool IsDisabled { get; private init; }

    /// <summary>The versions in its paths.</summary>
    public IReadOnlySet<string> Versions { get; private init; } = new HashSet<string>();

    /// <summary>Who may call it; null when its file is broken, so that nobody may.</summary>
    public RouteSettings? Route { get; private init; }

    /// <summary>Whether requests are the system's, to which no rule applies.</summary>
    public bool RunsAsSystem { get; private init; }

    /// <summary>The id of the user whose requests they are; null for the caller.</summary>
    public string? RunAsUserId { get; private init; }

    /// <summary>What names that user; null for nothing.</summary>
    public CatalogFunction? RunAs { get; private init; }

    /// <summary>Reads the settings; null where the app has none.</summary>
    public static DataApiSettings? Read(AppReading app)
    {
        DataApiSettings? settings = null;
        string path = EndpointFiles.Folders(app).Append(app.Files.Root).Select(folder => Path.Combine(folder, FileName))
            .FirstOrDefault(app.Files.Source.Exists) ?? "";
        if (path.Length == 0) return null;
        string place = app.Files.PlaceOf(path);
        app.Warnings.TryRead(
            path,
            () =>
            {
                ConfigFile file = app.Files.Read(path);
                place = app.Files.PlaceOf(file);
                settings = Read(file, app, place);
            },
            out ConfigurationException? problem);
        return settings ?? new DataApiSettings { Place = place, Problem = problem?.Message };
    }

    private static DataApiSettings Read(ConfigFile file, AppReading app, string place)
    {
        if (file.Flag("disabled")) return new DataApiSettings { Place = place, IsDisabled = true };
        return new DataApiSettings
        {
            Place = place,
            Versions = (file.Field("versions")?.Items().Select(version => version.Text()).DefaultIfEmpty("v1") ?? ["v1"])
                .ToHashSet(StringComparer.Ordinal),
            Route = RouteSettings.Read(file, RouteProofs.Read(file, app), app),
            RunsAsSystem = file.Flag("run_as_system"),
            RunAsUserId = RouteProofs.FirstText(file, "run_as_user_id"),
            RunAs = RouteProofs.FirstText(file, "run_as_user_id_script_source") is { } script ? ReadScript(script, file, app) : null,
        };
    }

    private static CatalogFunction ReadScript(string script, ConfigFile file, AppReading app)
    {
        string place = app.Files.PlaceOf(file.Path) + "#run_as_user_id_script_source";
        return FunctionCatalog.AddScript(new FunctionDefinition("data", script, file.Path) { Place = place }, app);
    }
}
