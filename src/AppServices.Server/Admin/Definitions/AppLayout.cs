using System;
using System.Collections.Generic;
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

    private static readonly string[] s_olderRoots = ["realm_config.json", "config.json", "stitch.json"];

    /// <summary>Whether a file is about the npm packages of functions.</summary>
    public static bool IsOfPackages(string path) => path is "functions/package.json" or "functions/package-lock.json"
        || path.StartsWith("functions/node_modules.", StringComparison.Ordinal);

    /// <summary>The same files, changed where they are of an older layout.</summary>
    public static AppFileSet Normalize(AppFileSet files)
    {
        NormalizeRoot(files);
        Move(files, "http_endpoints/config.json", Endpoints, (older, newer) => Merge(older.AsArray(), newer.AsArray()));
        Move(files, "http_endpoints/data_api_config.json", DataApi, (_, newer) => newer);
        return files;
    }

    private static void NormalizeRoot(AppFileSet files)
    {
        JsonObject root = files.Object(Root) ?? [];
        string[] older = [.. s_olderRoots.Where(name => files.Find(name) is not null)];
        if (older.Length == 0) return;
        foreach ((string name, JsonNode? value) in older.SelectMany(path => files.Object(path)!).ToArray())
            if (!root.ContainsKey(name) && name != "config_version") root[name] = value?.DeepClone();
        foreach (string path in older) files.Delete(path);
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
        return [.. newer.Concat(older.OfType<JsonObject>().Where(entry => !known.Contains(Key(entry)))).Select(entry => entry?.DeepClone())];
    }

    private static string Key(JsonObject endpoint) => $"{endpoint["http_method"]} {endpoint["route"]}";
}
