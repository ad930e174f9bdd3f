using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Exchange;

/// <summary>
/// Imports of the first two formats, 20180301 and 20200603, in the form of the third. Source: admin-api 3.4, app-folder 1.15.
/// </summary>
internal static class OldImportBody
{
    /// <summary>Whether a body is one of these.</summary>
    public static bool IsOne(JsonObject body) => body["functions"] is JsonArray || body["auth_providers"] is JsonArray;

    /// <summary>The same definition in the newer form.</summary>
    /// <exception cref="ApiException">Something has another form.</exception>
    public static JsonObject ToNew(JsonObject body)
    {
        JsonObject made = body.Without("functions", "auth_providers", "services", "custom_user_data_config", "security");
        var config = new JsonArray();
        var sources = new JsonObject();
        foreach (JsonObject function in body.Objects("functions"))
        {
            JsonObject settings = function.Part("config")?.Copy()
                ?? throw ApiException.BadRequest("'config' of a function must be an object");
            sources[settings.RequiredText("name") + ".js"] = function.Text("source") ?? "";
            config.Add(settings.Without("id"));
        }
        made["functions"] = new JsonObject { ["config"] = config, ["sources"] = sources };
        made["auth"] = new JsonObject
        {
            ["providers"] = new JsonObject(body.Objects("auth_providers")
                .Select(provider => KeyValuePair.Create<string, JsonNode?>(provider.RequiredText("type"), provider.Without("id")))),
            ["custom_user_data"] = body.Part("custom_user_data_config")?.Copy(),
        };
        if (body.Part("security")?["allowed_request_origins"] is { } origins) made["allowed_request_origins"] = origins.DeepClone();
        JsonObject[] services = [.. body.Objects("services").Select(service => service.Copy())];
        made["data_sources"] = new JsonArray([.. services.Where(IsDataSource)]);
        made["services"] = new JsonArray([.. services.Where(service => !IsDataSource(service))]);
        return made;
    }

    private static bool IsDataSource(JsonObject service) => service.Part("config") is { } config && AppLayout.IsDataSource(config);
}
