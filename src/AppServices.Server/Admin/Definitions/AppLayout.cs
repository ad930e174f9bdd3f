using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace AppServices.Server.Admin.Definitions;

/// <summary>Brings definitions into the newest layout, the one that the API changes. Source: app-folder 1.2, 1.15, admin-api 2.2.</summary>
internal static class AppLayout
{
    public const string Root = "root_config.json";
    public const string Meta = ".mdb/meta.json";
    public const string Endpoints = "https_endpoints/config.json";
    public const string DataApi = "https_endpoints/data_api_config.json";

    private const string Providers = "auth/providers.json";
    private const string Functions = "functions/config.json";
    private const string UserData = "auth/custom_user_data.json";

    private static readonly string[] s_dataSources = ["mongodb-atlas", "mongodb", "datalake"];
    private static readonly string[] s_ruleParts = ["schema", "relationships", "_id"];
    private static readonly string[] s_folders =
        [".mdb", "environments", "values", "auth", "auth_providers", "functions", "data_sources", "services", "http_endpoints",
            "https_endpoints", "triggers", "sync", "log_forwarders", "graphql", "hosting"];
    private static readonly string[] s_olderRoots = ["realm_config.json", "config.json", "stitch.json"];

    /// <summary>
    /// Whether a file, or a folder whose path ends with <c>/</c>, is part of a definition (app-folder 1.2). Secrets are not, and neither
    /// is what is hidden.
    /// </summary>
    public static bool IsOfApp(string path) => path.Split('/') switch
    {
        [.., var file] when file.EndsWith(SnapshotFolders.Unfinished, StringComparison.Ordinal) => false,
        [var file] => file == Root || s_olderRoots.Contains(file) || file == "data_api_config.json",
        [var folder, .. var below] => s_folders.Contains(folder) && !below.Any(name => name == "node_modules" || name.StartsWith('.')
            && !(folder == "hosting" && name == ".well-known")),
        _ => false,
    };

    /// <summary>Whether a file is about the npm packages of functions.</summary>
    public static bool IsOfPackages(string path) => path is "functions/package.json" or "functions/package-lock.json"
        || path.StartsWith("functions/node_modules.", StringComparison.Ordinal);

    /// <summary>The same files, changed where they are of an older layout.</summary>
    public static AppFileSet Normalize(AppFileSet files)
    {
        NormalizeRoot(files);
        NormalizeProviders(files);
        NormalizeFunctions(files);
        foreach (string path in files.Below("services").Where(path => path.Split('/') is [_, _, "config.json"]))
            if (files.Object(path) is { } config && IsDataSource(config)) NormalizeDataSource(files, path[..^"/config.json".Length]);
        Move(files, "data_api_config.json", DataApi, (_, newer) => newer);
        Move(files, "http_endpoints/config.json", Endpoints, (older, newer) => Merge(older.AsArray(), newer.AsArray()));
        Move(files, "http_endpoints/data_api_config.json", DataApi, (_, newer) => newer);
        return files;
    }

    /// <summary>Whether the settings of a service are those of a data source.</summary>
    public static bool IsDataSource(JsonObject config) =>
        config["type"] is JsonValue type && type.TryGetValue(out string? name) && s_dataSources.Contains(name);

    /// <summary>Writes the rules of a collection, with its schema and its relationships.</summary>
    /// <param name="files">Where.</param>
    /// <param name="folder">The folder of the data source.</param>
    /// <param name="rule">The rules, with the other two inside.</param>
    public static void WriteRule(AppFileSet files, string folder, JsonObject rule)
    {
        string database = rule.RequiredText("database"), collection = rule.RequiredText("collection");
        string path = $"{folder}/{FileNames.Of(database)}/{FileNames.Of(collection)}";
        var own = new JsonObject(rule.Where(field => !s_ruleParts.Contains(field.Key))
            .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
        if (own.Count > 2 || !FileNames.IsPlain(database) || !FileNames.IsPlain(collection)) files.Write(path + "/rules.json", own);
        foreach (string part in (string[])["schema", "relationships"])
            if (rule[part] is JsonObject { Count: > 0 } value) files.Write($"{path}/{part}.json", value);
    }

    private static void NormalizeProviders(AppFileSet files)
    {
        string[] older = [.. files.Below("auth_providers").Where(path => path.EndsWith(".json", StringComparison.Ordinal))];
        if (older.Length == 0 || files.Find(Providers) is not null) return;
        var providers = new JsonObject();
        foreach (string path in older)
        {
            JsonObject provider = files.Object(path)!;
            providers[provider.Text("type") ?? Path.GetFileNameWithoutExtension(path)] = provider.DeepClone();
            files.Delete(path);
        }
        files.Write(Providers, providers);
    }

    // A manifest makes files of that name functions like others (app-folder 1.8).
    private static void NormalizeFunctions(AppFileSet files)
    {
        if (files.Find(Functions) is not null && files.Json(Functions) is JsonArray) return;
        (string Path, string Name, JsonObject Settings)[] older =
            [.. files.Below("functions").Where(path => path.Split('/') is [_, not "node_modules", "source.js"])
                .Select(path => Function(files, path))];
        // Where two have a name, nobody knows which is meant, and none is changed.
        if (older.Length == 0 || older.DistinctBy(function => function.Name).Count() < older.Length) return;
        var manifest = new JsonArray();
        foreach ((string path, string name, JsonObject settings) in older)
        {
            AppFile source = files.Find(path)!;
            files.DeleteBelow(path[..path.LastIndexOf('/')]);
            files.Put($"functions/{name}.js", source);
            settings["name"] = name;
            manifest.Add(settings);
        }
        files.Write(Functions, manifest);
    }

    private static (string Path, string Name, JsonObject Settings) Function(AppFileSet files, string path)
    {
        string folder = path[..path.LastIndexOf('/')];
        JsonObject settings = files.Object(folder + "/config.json")?.DeepClone() as JsonObject ?? [];
        return (path, settings.Text("name") is { Length: > 0 } name ? name : folder.Split('/')[^1], settings);
    }

    private static void NormalizeDataSource(AppFileSet files, string folder)
    {
        string newer = $"data_sources/{folder.Split('/')[^1]}";
        foreach (string path in files.Below(folder))
        {
            string[] parts = path.Split('/');
            AppFile file = files.Find(path)!;
            if (parts is [_, _, "rules", _] && files.Object(path) is { } rule)
            {
                string[] place = Path.GetFileNameWithoutExtension(path).Split('.', 2);
                rule["database"] ??= place[0];
                rule["collection"] ??= place[^1];
                WriteRule(files, newer, rule);
            }
            else
            {
                files.Put(newer + path[folder.Length..], file);
            }
            files.Delete(path);
        }
    }

    private static void NormalizeRoot(AppFileSet files)
    {
        JsonObject root = files.Object(Root) ?? [];
        string[] older = [.. s_olderRoots.Where(name => files.Find(name) is not null)];
        if (older.Length == 0) return;
        foreach ((string name, JsonNode? value) in older.SelectMany(path => files.Object(path)!).ToArray())
            if (!root.ContainsKey(name) && name != "config_version") root[name] = value?.DeepClone();
        foreach (string path in older) files.Delete(path);
        if (root["security"] is JsonObject security && root["allowed_request_origins"] is null)
            root["allowed_request_origins"] = security["allowed_request_origins"]?.DeepClone();
        root.Remove("security");
        if (root["custom_user_data_config"] is JsonObject userData && files.Find(UserData) is null)
        {
            files.Write(UserData, userData);
            root.Remove("custom_user_data_config");
        }
        files.Write(Root, root);
    }

    private static void Move(AppFileSet files, string from, string to, Func<JsonNode, JsonNode, JsonNode> merge)
    {
        if (files.Find(from) is not { } file) return;
        if (files.Json(to) is not { } newer) files.Put(to, file);
        else if (files.Json(from) is { } older) files.Write(to, merge(older, newer));
        files.Delete(from);
    }

    // Of an endpoint that both have the newer one counts (app-folder 8.1).
    private static JsonArray Merge(JsonArray older, JsonArray newer)
    {
        HashSet<string> known = [.. newer.OfType<JsonObject>().Select(Key)];
        return [.. newer.Concat(older.OfType<JsonObject>().Where(entry => !known.Contains(Key(entry))))
            .Select(entry => entry?.DeepClone())];
    }

    private static string Key(JsonObject endpoint) => $"{endpoint["http_method"]} {endpoint["route"]}";
}
