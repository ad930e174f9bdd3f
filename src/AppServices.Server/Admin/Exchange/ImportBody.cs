using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Exchange;

/// <summary>
/// A whole definition as one JSON object, in the form in which the official command-line tool sends it. Source: admin-api 3.4.
/// </summary>
internal sealed class ImportBody
{
    private static readonly string[] s_rootFields = ["location", "provider_region", "deployment_model", "environment"];

    private readonly JsonObject _body;

    /// <exception cref="ApiException">The body is no definition.</exception>
    public ImportBody(JsonObject body)
    {
        string[] sections = ["config_version", "functions", "auth", "values", "data_sources", "triggers", "environments"];
        if (!sections.Any(body.ContainsKey)) throw ApiException.BadRequest("the request body is no definition of an app");
        _body = OldImportBody.IsOne(body) ? OldImportBody.ToNew(body) : body;
        foreach ((string section, string folder) in ((string, string)[])[("auth_providers", ""), ("services", "")])
            if (Part(Part(_body, "secrets"), section) is { } owners) AddSecrets(section, owners);
    }

    /// <summary>The secrets that it brings, by name.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the files of an app those of the body. What is not in the body is not in the app any more.</summary>
    /// <exception cref="ApiException">Something in the body has another form.</exception>
    public void WriteTo(AppFileSet files)
    {
        JsonObject root = files.Object(AppLayout.Root) ?? [];
        foreach (string path in files.Paths.Where(path => !IsKept(path)).ToArray()) files.Delete(path);
        WriteRoot(root, files);
        WriteEach("values", files);
        WriteEach("triggers", files);
        WriteEach("log_forwarders", files);
        foreach ((string name, JsonNode? value) in Part(_body, "environments") ?? [])
            Write(files, $"environments/{FileNames.Of(name)}", value);
        JsonObject auth = Part(_body, "auth") ?? [];
        Write(files, "auth/providers.json", auth["providers"]);
        Write(files, "auth/custom_user_data.json", auth["custom_user_data"]);
        WriteFunctions(Part(_body, "functions") ?? [], files);
        foreach (JsonObject source in _body.Objects("data_sources")) WriteDataSource(source, files);
        foreach (string folder in (string[])["services", "http_endpoints"])
            foreach (JsonObject service in _body.Objects(folder)) WriteService(folder, service, files);
        Write(files, AppLayout.Endpoints, Part(_body, "endpoints")?["config"]);
        Write(files, AppLayout.DataApi, _body["data_api_config"]);
        Write(files, "sync/config.json", Part(_body, "sync")?["config"]);
        Write(files, "graphql/config.json", Part(_body, "graphql")?["config"]);
        foreach (JsonObject resolver in (Part(_body, "graphql") ?? []).Objects("custom_resolvers"))
            Write(files, $"graphql/custom_resolvers/{FileNames.Of($"{resolver["on_type"]}_{resolver["field_name"]}")}.json", resolver);
        if (_body["hosting"] is JsonObject { Count: > 0 } hosting) Write(files, "hosting/config.json", hosting);
    }

    // What other calls bring, and no import.
    private static bool IsKept(string path) => path.StartsWith(".mdb/", StringComparison.Ordinal)
        || path.StartsWith("hosting/", StringComparison.Ordinal) || AppLayout.IsOfPackages(path);

    private static JsonObject? Part(JsonObject? owner, string name) => owner?[name] switch
    {
        null => null,
        JsonObject part => part,
        _ => throw ApiException.BadRequest($"'{name}' must be an object"),
    };

    private static void Write(AppFileSet files, string path, JsonNode? value)
    {
        if (value is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 })) files.Write(path, value);
    }

    private void WriteRoot(JsonObject before, AppFileSet files)
    {
        // The name and the ids of an app are its own, whoever exported the definition.
        var root = new JsonObject();
        foreach (string name in (string[])["app_id", "name"])
            if (before[name] is { } own) root[name] = own.DeepClone();
        foreach (string name in s_rootFields)
            if ((_body[name] ?? before[name]) is { } value) root[name] = value.DeepClone();
        if (_body["allowed_request_origins"] is JsonArray { Count: > 0 } origins) root["allowed_request_origins"] = origins.DeepClone();
        files.Write(AppLayout.Root, root);
    }

    private void WriteEach(string section, AppFileSet files)
    {
        foreach (JsonObject entry in _body.Objects(section))
            Write(files, $"{section}/{FileNames.Of(entry.RequiredText("name"))}.json", entry);
    }

    private static void WriteFunctions(JsonObject functions, AppFileSet files)
    {
        Write(files, "functions/config.json", functions["config"]);
        foreach ((string path, JsonNode? source) in Part(functions, "sources") ?? [])
        {
            if (source is not JsonValue value || !value.TryGetValue(out string? text) || !path.EndsWith(".js", StringComparison.Ordinal))
                throw ApiException.BadRequest($"the source of function '{path}' must be a string, and its name end with .js");
            files.Write("functions/" + path, text);
        }
    }

    private static void WriteDataSource(JsonObject source, AppFileSet files)
    {
        JsonObject config = Config(source, "data_sources");
        string folder = $"data_sources/{FileNames.Of(config.RequiredText("name"))}";
        Write(files, folder + "/config.json", config);
        Write(files, folder + "/default_rule.json", source["default_rule"]);
        foreach (JsonObject rule in source.Objects("rules")) AppLayout.WriteRule(files, folder, rule);
    }

    private static void WriteService(string section, JsonObject service, AppFileSet files)
    {
        JsonObject config = Config(service, section);
        string folder = $"{section}/{FileNames.Of(config.RequiredText("name"))}";
        Write(files, folder + "/config.json", config);
        foreach (JsonObject rule in service["rules"] is JsonArray ? service.Objects("rules") : [])
            Write(files, $"{folder}/rules/{FileNames.Of(rule.RequiredText("name"))}.json", rule);
        foreach (JsonObject hook in service.Objects("incoming_webhooks"))
        {
            JsonObject settings = Config(hook, "incoming_webhooks");
            string path = $"{folder}/incoming_webhooks/{FileNames.Of(settings.RequiredText("name"))}";
            Write(files, path + "/config.json", settings);
            files.Write(path + "/source.js", hook.Text("source") ?? "");
        }
    }

    private static JsonObject Config(JsonObject owner, string section) =>
        Part(owner, "config") ?? throw ApiException.BadRequest($"'config' of an entry of '{section}' must be an object");

    // What was a value in the body becomes a secret, which the configuration names (app-folder 1.7).
    private void AddSecrets(string section, JsonObject owners)
    {
        foreach (string owner in owners.Select(owner => owner.Key))
        {
            JsonObject config = FindOwner(section, owner)
                ?? throw ApiException.BadRequest($"'secrets' names '{owner}', which is not in the body");
            JsonObject names = (config["secret_config"] ??= new JsonObject()).AsObject();
            foreach (string key in Part(owners, owner)!.Select(entry => entry.Key).ToArray())
            {
                string name = $"__{owner}_{key}";
                Secrets[name] = Part(owners, owner)!.RequiredText(key);
                names[key] = name;
            }
        }
    }

    private JsonObject? FindOwner(string section, string name) => section == "auth_providers"
        ? Part(Part(Part(_body, "auth"), "providers"), name)
        : ((string[])["services", "data_sources", "http_endpoints"]).SelectMany(list => _body.Objects(list))
            .Select(entry => Part(entry, "config")).FirstOrDefault(config => config?.Text("name") == name);
}
