using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Http;

namespace AppServices.Admin;

/// <summary>Values of <see cref="AppServicesException.Code"/> for what an admin asked for and the client could not find.</summary>
public static class AdminErrorCode
{
    /// <summary>No app has that name or id.</summary>
    public const string AppNotFound = nameof(AppNotFound);

    /// <summary>Several apps have that name.</summary>
    public const string AppAmbiguous = nameof(AppAmbiguous);

    /// <summary>No project is named, and the admin has several, or none.</summary>
    public const string ProjectAmbiguous = nameof(ProjectAmbiguous);

    /// <summary>No app is named, and the project has no triggers app that could be meant.</summary>
    public const string NoAppNamed = nameof(NoAppNamed);

    /// <summary>Nothing of that kind has that name.</summary>
    public const string ObjectNotFound = nameof(ObjectNotFound);

    /// <summary>No secret has the name that an object is to refer to.</summary>
    public const string SecretNotFound = nameof(SecretNotFound);

    /// <summary>A folder is not that of an app, or a file in it cannot be read.</summary>
    public const string FolderInvalid = nameof(FolderInvalid);

    /// <summary>A deployment did not succeed.</summary>
    public const string DeploymentFailed = nameof(DeploymentFailed);

    /// <summary>The service could not install packages.</summary>
    public const string InstallationFailed = nameof(InstallationFailed);
}

/// <summary>Forms and names that the whole admin API shares. Source: client-api 14.2.</summary>
public static class AdminApi
{
    /// <summary>The path of the API at a service.</summary>
    public const string Root = "/api/admin/v3.0";

    /// <summary>The name of the app of a project's Atlas triggers.</summary>
    public const string TriggersApp = "Triggers";

    /// <summary>Where a client app id stands in saved sessions; no app has this one.</summary>
    public const string SavedAppId = "admin api";

    /// <summary>What kinds of apps there are; a list has only those of one.</summary>
    public static IReadOnlyList<string> Products { get; } = ["standard", "atlas", "data-api", "device-sync"];

    internal static JsonSerializerOptions JsonOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string PathOf(string projectId) => $"/groups/{Uri.EscapeDataString(projectId)}/apps";

    internal static JsonNode? Parse(AppReply reply, string action)
    {
        if (reply.Body.Length == 0) return null;
        try
        {
            return JsonNode.Parse(reply.Body, documentOptions: JsonReply.AnyDepth);
        }
        catch (JsonException error)
        {
            throw InvalidReply.Create(reply, action, "JSON", error);
        }
    }

    internal static JsonObject Object(JsonNode? reply, string action) => reply as JsonObject ?? throw Invalid(action, "a JSON object");

    internal static IEnumerable<JsonObject> Objects(JsonNode? reply, string action) =>
        (reply as JsonArray ?? throw Invalid(action, "a JSON array")).Select(item => Object(item, action));

    /// <summary>The text of a field; null when it is missing, empty or no text.</summary>
    internal static string? Text(JsonObject document, string name) =>
        document[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    internal static bool Flag(JsonObject document, string name) =>
        document[name] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>A time: the API has seconds since 1970, and texts.</summary>
    internal static DateTime? Time(JsonObject document, string name)
    {
        if (document[name] is not JsonValue value) return null;
        if (value.TryGetValue(out double unix))
            return unix is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(unix * 1000)).UtcDateTime : null;
        return value.TryGetValue(out string? text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time.UtcDateTime
                : null;
    }

    internal static AppServicesException Invalid(string action, string expected) =>
        new($"{action} failed: the reply is not {expected}.") { Code = ClientErrorCode.InvalidServerResponse };
}

/// <summary>Apps that were asked for, for a minute: the cmdlets of a script name the same one again and again.</summary>
internal sealed class AppMemory
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string, string?), (AppDefinition App, DateTime Since)> _apps = [];

    public AppDefinition? Find(string text, string? projectId)
    {
        lock (_apps)
            return _apps.TryGetValue((text, projectId), out var kept) && DateTime.UtcNow - kept.Since < s_age ? kept.App : null;
    }

    public AppDefinition Keep(string text, string? projectId, AppDefinition app)
    {
        lock (_apps) _apps[(text, projectId)] = (app, DateTime.UtcNow);
        return app;
    }

    public void Clear()
    {
        lock (_apps) _apps.Clear();
    }
}
