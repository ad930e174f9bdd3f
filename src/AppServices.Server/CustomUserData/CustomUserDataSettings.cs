using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Services;
using AppServices.Server.Storage;

namespace AppServices.Server.CustomUserData;

/// <summary>Where an app keeps a document about each user. Source: app-folder 3.</summary>
/// <param name="DataSource">The data source's name.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
/// <param name="UserIdField">The field that holds the user's id.</param>
/// <param name="CreationFunction">The function that runs before a user is created; null for none.</param>
internal sealed record CustomUserDataSettings(
    string DataSource, string Database, string Collection, string UserIdField, string? CreationFunction)
{
    /// <summary>The collection, in an app.</summary>
    public CollectionName CollectionOf(string clientAppId) =>
        new(Services.DataSource.SourceOf(clientAppId, DataSource), Database, Collection);

    /// <summary>The file of the newer layouts.</summary>
    public static string FileOf(string root) => Path.Combine(root, "auth", "custom_user_data.json");

    /// <summary>Reads the settings; null when the app has custom user data off.</summary>
    /// <param name="app">The app.</param>
    /// <param name="sources">The app's data sources.</param>
    /// <exception cref="ConfigurationException">They are broken, or name a data source that the app does not have.</exception>
    public static CustomUserDataSettings? Read(AppReading app, IReadOnlyList<DataSourceSettings> sources)
    {
        ConfigFile? settings = app.Files.TryRead(FileOf(app.Files.Root))
            ?? app.Roots.Select(root => root.Field("custom_user_data_config")).FirstOrDefault(old => old is not null);
        if (settings?.Flag("enabled") != true) return null;
        // Where the app has one only, there is no doubt which is meant.
        string source = settings.Text("mongo_service_name") is { Length: > 0 } name ? name
            : settings.Text("mongo_service_id") is { Length: > 0 } id ? id
            : sources is [var only] ? only.Name : "mongodb-atlas";
        if (sources.All(other => other.Name != source))
            throw settings.Wrong($"custom user data are kept in '{source}', which is none of the app's data sources that can be used");
        return new CustomUserDataSettings(
            source,
            settings.RequiredText("database_name"),
            settings.RequiredText("collection_name"),
            settings.RequiredText("user_id_field"),
            new FunctionReference("on_user_creation_function_name", "on_user_creation_function_id").Read(settings, app));
    }
}
