using System;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>What is asked of the settings that an app has once, before they are deployed. Source: admin-api 4.1.</summary>
internal static class SettingsChecks
{
    /// <summary>The versions of the Data API.</summary>
    public static readonly string[] Versions = ["v1"];

    private static readonly string[] s_environments = ["", "development", "testing", "qa", "production"];

    /// <exception cref="ApiException">They are no custom user data.</exception>
    public static void UserData(JsonObject settings)
    {
        settings.Flags("enabled");
        settings.Texts("database_name", "collection_name", "user_id_field");
    }

    /// <exception cref="ApiException">They are no settings of the Data API.</exception>
    public static void DataApi(JsonObject settings)
    {
        if (settings.Items("versions") is { Count: > 0 }) settings.SomeOf("versions", Versions);
    }

    /// <summary>Origins as browsers send them: they never match else.</summary>
    /// <exception cref="ApiException">One is none.</exception>
    public static void Origins(JsonArray origins)
    {
        foreach (JsonNode? wrong in origins.Where(origin => !IsOrigin(origin)))
        {
            throw ApiException.BadRequest(
                $"{wrong?.ToJsonString() ?? "null"} is no origin: scheme://host or scheme://host:port is expected, without a path");
        }
    }

    /// <exception cref="ApiException">It is none.</exception>
    public static void Environment(string tag)
    {
        if (!s_environments.Contains(tag))
            throw ApiException.BadRequest($"'{tag}' is no environment; development, testing, qa, production and none are possible");
    }

    private static bool IsOrigin(JsonNode? origin) => origin is JsonValue value && value.TryGetValue(out string? text)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0
        && address.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
