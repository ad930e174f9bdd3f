using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Exchange;

/// <summary>A whole definition as one flat JSON object: what <c>pull</c> sends and <c>push</c> takes. Source: admin-api 3.6.</summary>
internal static class FlatDefinition
{
    private static readonly string[] s_rootFields =
        ["location", "provider_region", "deployment_model", "environment", "allowed_request_origins"];
    private static readonly string[] s_alike =
        ["triggers", "values", "log_forwarders", "environments", "graphql", "hosting", "data_api_config"];
    private static readonly string[] s_parts = ["rules", "default_rule", "incoming_webhooks"];

    /// <summary>The object of some files.</summary>
    public static JsonObject Of(AppFileSet files)
    {
        JsonObject root = files.Object(AppLayout.Root) ?? [];
        var flat = new JsonObject();
        foreach (string name in s_rootFields.Prepend("name"))
            if (root[name] is { } value) flat[name] = value.DeepClone();
        flat["auth_providers"] = new JsonArray([.. (files.Object("auth/providers.json") ?? []).Select(entry => entry.Value?.DeepClone())]);
        flat["custom_user_data"] = files.Object("auth/custom_user_data.json") ?? [];
        flat["data_api_config"] = files.Object(AppLayout.DataApi) ?? [];
        flat["data_sources"] = new JsonArray([.. Folders(files, "data_sources").Select(folder => DataSource(files, folder))]);
        flat["schemas"] = new JsonArray([.. Folders(files, "data_sources").SelectMany(folder => Schemas(files, folder))]);
        flat["endpoints"] = new JsonArray([.. Folders(files, "http_endpoints").Select(folder => Service(files, folder))]);
        flat["services"] = new JsonArray([.. Folders(files, "services").Select(folder => Service(files, folder))]);
        flat["https_endpoints"] = files.Array(AppLayout.Endpoints);
        flat["functions"] = Functions(files);
        foreach (string section in (string[])["triggers", "values", "log_forwarders"])
            flat[section] = new JsonArray([.. JsonFiles(files, section).Select(path => files.Json(path))]);
        flat["environments"] = new JsonObject(JsonFiles(files, "environments")
            .Select(path => KeyValuePair.Create<string, JsonNode?>(Path.GetFileName(path), files.Json(path))));
        flat["graphql"] = new JsonObject
        {
            ["config"] = files.Object("graphql/config.json") ?? [],
            ["custom_resolvers"] = new JsonArray([.. JsonFiles(files, "graphql/custom_resolvers").Select(path => files.Json(path))]),
        };
        flat["hosting"] = files.Object("hosting/config.json") ?? [];
        flat["sync"] = files.Object("sync/config.json") ?? [];
        return flat;
    }

    /// <summary>The same definition in the form of imports.</summary>
    /// <exception cref="ApiException">Something has another form.</exception>
    public static JsonObject ToImport(JsonObject flat)
    {
        var sources = new JsonObject();
        var config = new JsonArray();
        foreach (JsonObject function in flat.Objects("functions"))
        {
            sources[function.RequiredText("name") + ".js"] = function.Text("source") ?? "";
            config.Add(Without(function, "source", "_id"));
        }
        var body = new JsonObject
        {
            ["config_version"] = DefinitionZip.Newest,
            ["auth"] = new JsonObject
            {
                ["providers"] = new JsonObject(flat.Objects("auth_providers")
                    .Select(provider => KeyValuePair.Create<string, JsonNode?>(provider.RequiredText("name"), Without(provider, "_id")))),
                ["custom_user_data"] = flat["custom_user_data"]?.DeepClone(),
            },
            ["functions"] = new JsonObject { ["config"] = config, ["sources"] = sources },
            ["endpoints"] = new JsonObject { ["config"] = flat["https_endpoints"]?.DeepClone() },
            ["sync"] = new JsonObject { ["config"] = flat["sync"]?.DeepClone() },
            ["data_sources"] = DataSources(flat),
            ["services"] = Services(flat, "services"),
            ["http_endpoints"] = Services(flat, "endpoints"),
        };
        foreach (string name in s_rootFields.Concat(s_alike))
            if (flat[name] is { } value) body[name] = value.DeepClone();
        return body;
    }

    private static IEnumerable<string> Folders(AppFileSet files, string section) =>
        files.Below(section).Where(path => path.Split('/') is [_, _, "config.json"]).Select(path => path[..^"/config.json".Length]);

    private static IEnumerable<string> JsonFiles(AppFileSet files, string folder) =>
        files.Below(folder).Where(path => path.EndsWith(".json", StringComparison.Ordinal) && path.IndexOf('/', folder.Length + 1) < 0);

    private static JsonArray Functions(AppFileSet files)
    {
        Dictionary<string, JsonObject> known = files.Array("functions/config.json").OfType<JsonObject>()
            .Where(entry => entry["name"] is not null).DistinctBy(entry => entry.Text("name"))
            .ToDictionary(entry => entry.RequiredText("name"));
        return new JsonArray([.. files.Below("functions").Where(path => path.EndsWith(".js", StringComparison.Ordinal)).Select(path =>
        {
            string name = path["functions/".Length..^".js".Length];
            JsonObject function = known.GetValueOrDefault(name)?.DeepClone() as JsonObject
                ?? new JsonObject { ["name"] = name, ["private"] = false };
            function["source"] = files.Text(path);
            return function;
        })]);
    }

    private static JsonObject DataSource(AppFileSet files, string folder)
    {
        JsonObject source = files.Object(folder + "/config.json")!;
        if (files.Object(folder + "/default_rule.json") is { } rule) source["default_rule"] = rule;
        source["rules"] = new JsonArray([.. files.Below(folder)
            .Where(path => path.EndsWith("/rules.json", StringComparison.Ordinal)).Select(path => files.Json(path))]);
        return source;
    }

    private static IEnumerable<JsonObject> Schemas(AppFileSet files, string folder)
    {
        string name = files.Object(folder + "/config.json")!.Text("name") ?? "";
        foreach (string path in files.Below(folder).Where(path => path.EndsWith("/schema.json", StringComparison.Ordinal)))
        {
            string place = path[..^"/schema.json".Length];
            string[] parts = place.Split('/');
            JsonObject? rules = files.Object(place + "/rules.json");
            yield return new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["data_source"] = name,
                    ["database"] = rules?.Text("database") ?? parts[^2],
                    ["collection"] = rules?.Text("collection") ?? parts[^1],
                },
                ["schema"] = files.Json(path),
                ["relationships"] = files.Json(place + "/relationships.json") ?? new JsonObject(),
            };
        }
    }

    private static JsonObject Service(AppFileSet files, string folder)
    {
        JsonObject service = files.Object(folder + "/config.json")!;
        service["rules"] = new JsonArray([.. JsonFiles(files, folder + "/rules").Select(path => files.Json(path))]);
        service["incoming_webhooks"] = new JsonArray([.. files.Below(folder + "/incoming_webhooks")
            .Where(path => path.EndsWith("/config.json", StringComparison.Ordinal)).Select(path => new JsonObject
            {
                ["config"] = files.Json(path),
                ["source"] = files.Text(path[..^"config.json".Length] + "source.js") ?? "",
            })]);
        return service;
    }

    private static JsonArray DataSources(JsonObject flat)
    {
        var sources = new JsonArray();
        foreach (JsonObject source in flat.Objects("data_sources"))
        {
            string name = source.RequiredText("name");
            var rules = source.Objects("rules").Select(rule => (JsonObject)rule.DeepClone()).ToList();
            foreach (JsonObject schema in flat.Objects("schemas")
                .Where(schema => (schema["metadata"] as JsonObject)?.Text("data_source") == name))
            {
                var metadata = (JsonObject)schema["metadata"]!;
                string database = metadata.RequiredText("database"), collection = metadata.RequiredText("collection");
                JsonObject? rule = rules.Find(rule => rule.Text("database") == database && rule.Text("collection") == collection);
                if (rule is null) rules.Add(rule = new JsonObject { ["database"] = database, ["collection"] = collection });
                rule["schema"] = schema["schema"]?.DeepClone();
                rule["relationships"] = schema["relationships"]?.DeepClone();
            }
            sources.Add(new JsonObject
            {
                ["config"] = Without(source, [.. s_parts, "_id"]),
                ["default_rule"] = source["default_rule"]?.DeepClone(),
                ["rules"] = new JsonArray([.. rules]),
            });
        }
        return sources;
    }

    private static JsonArray Services(JsonObject flat, string section) => new([.. flat.Objects(section).Select(service => new JsonObject
    {
        ["config"] = Without(service, [.. s_parts, "_id"]),
        ["rules"] = service["rules"]?.DeepClone(),
        ["incoming_webhooks"] = service["incoming_webhooks"]?.DeepClone(),
    })]);

    private static JsonObject Without(JsonObject from, params string[] names) =>
        new(from.Where(field => !names.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
}
