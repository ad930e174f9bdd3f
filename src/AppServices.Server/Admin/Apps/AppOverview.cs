using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;

namespace AppServices.Server.Admin.Apps;

/// <summary>What an app has, in short: <c>description</c>. Source: admin-api 2.4.</summary>
internal static class AppOverview
{
    public static JsonObject Of(AppEntry app, AppFileSet files) => new()
    {
        ["client_app_id"] = app.ClientAppId,
        ["name"] = app.App.Definition.Description.Name,
        ["realm_url"] = "",
        ["environment"] = app.App.Definition.Description.EnvironmentTag,
        ["data_sources"] = Array(Configs(files, "data_sources").Select(source => new JsonObject
        {
            ["name"] = Clone(source["name"]),
            ["type"] = Clone(source["type"]),
            ["data_source"] = Clone(source["config"]?["clusterName"] ?? source["config"]?["dataLakeName"]) ?? "",
        })),
        ["http_endpoints"] = Array(files.Array(AppLayout.Endpoints).OfType<JsonObject>().Select(endpoint => new JsonObject
        {
            ["route"] = Clone(endpoint["route"]),
            ["http_method"] = Clone(endpoint["http_method"]),
            ["url"] = $"/app/{app.ClientAppId}/endpoint{endpoint["route"]}",
        })),
        ["services"] = Array(Configs(files, "services").Select(service => Pick(service, "name", "type"))),
        ["auth_providers"] = Array((files.Object("auth/providers.json") ?? []).Select(provider => provider.Value).OfType<JsonObject>()
            .Select(provider => Enabled(provider, "name", "type"))),
        ["custom_user_data"] = CustomUserData(files.Object("auth/custom_user_data.json") ?? []),
        ["values"] = Array(Files(files, "values").Select(value => Clone(value["name"]))),
        ["hosting"] = new JsonObject
        {
            ["enabled"] = Clone(files.Object("hosting/config.json")?["enabled"]) ?? false,
            ["status"] = "setup_ok",
            ["url"] = "",
        },
        ["functions"] = Array(files.Below("functions").Where(path => path.EndsWith(".js", System.StringComparison.Ordinal))
            .Select(path => new JsonObject { ["name"] = path["functions/".Length..^".js".Length], ["path"] = path })),
        ["sync"] = Clone(files.Object("sync/config.json")) ?? new JsonObject(),
        ["graphql"] = Clone(files.Object("graphql/config.json")) ?? new JsonObject(),
        ["event_subscription"] = Array(Files(files, "triggers").Select(trigger => Enabled(trigger, "name", "type"))),
        ["log_forwarders"] = Array(Files(files, "log_forwarders").Select(forwarder => Enabled(forwarder, "name"))),
    };

    private static JsonObject CustomUserData(JsonObject settings) => new()
    {
        ["enabled"] = Clone(settings["enabled"]) ?? false,
        ["data_source"] = Clone(settings["mongo_service_name"]) ?? "",
        ["database"] = Clone(settings["database_name"]) ?? "",
        ["collection"] = Clone(settings["collection_name"]) ?? "",
        ["user_id_field"] = Clone(settings["user_id_field"]) ?? "",
    };

    private static JsonObject Pick(JsonObject from, params string[] names) =>
        new(names.Select(name => KeyValuePair.Create(name, Clone(from[name]))));

    private static JsonObject Enabled(JsonObject from, params string[] names)
    {
        JsonObject picked = Pick(from, names);
        picked["enabled"] = from["disabled"] is not JsonValue disabled || !disabled.TryGetValue(out bool isDisabled) || !isDisabled;
        return picked;
    }

    private static IEnumerable<JsonObject> Configs(AppFileSet files, string folder) => files.Below(folder)
        .Where(path => path.Split('/') is [_, _, "config.json"]).Select(files.Object).OfType<JsonObject>();

    private static IEnumerable<JsonObject> Files(AppFileSet files, string folder) => files.Below(folder)
        .Where(path => Path.GetExtension(path) == ".json").Select(files.Object).OfType<JsonObject>();

    private static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    private static JsonNode? Clone(JsonNode? value) => value?.DeepClone();
}
