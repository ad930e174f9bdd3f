using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.Apps.Authentication;

/// <summary>Where an app keeps a document about each user. Source: app-config.md 3.</summary>
/// <param name="DataSource">The data source's name.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
/// <param name="UserIdField">The field that holds the user's id.</param>
/// <param name="CreationFunction">The function that runs before a user is created; null for none.</param>
internal sealed record CustomUserDataSettings(string DataSource, string Database, string Collection, string UserIdField, string? CreationFunction)
{
    /// <summary>Reads the settings; null when the app has custom user data off.</summary>
    public static CustomUserDataSettings? Read(string folder, IEnumerable<ConfigFile> roots, TemplateExpansion templates)
    {
        ConfigFile? settings = ConfigFile.TryRead(Path.Combine(folder, "auth", "custom_user_data.json"), templates)
            ?? roots.Select(root => root.Field("custom_user_data_config")).FirstOrDefault(old => old is not null);
        if (settings?.Flag("enabled") != true) return null;
        return new CustomUserDataSettings(
            settings.Text("mongo_service_name") is { Length: > 0 } name ? name : settings.Text("mongo_service_id") ?? "mongodb-atlas",
            settings.RequiredText("database_name"),
            settings.RequiredText("collection_name"),
            settings.RequiredText("user_id_field"),
            settings.Text("on_user_creation_function_name") is { Length: > 0 } function ? function : null);
    }
}
