using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>The folder of an app's files, as exports and the vendor's tools have it. Source: app-folder 1.2, client-api 14.2.</summary>
public static class AppFolder
{
    private static readonly string[] s_roots = ["root_config.json", "realm_config.json"];
    private static readonly string[] s_endpointFolders = ["http_endpoints", "https_endpoints"];
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 512 };

    /// <summary>The client app id that a folder names; null when it names none.</summary>
    /// <exception cref="AppServicesException">The folder is not that of an app.</exception>
    public static string? FindClientAppId(string folder) =>
        AdminApi.Text(ReadRoot(folder), "app_id")
            ?? (ReadOptional(folder, ".mdb", "meta.json") is JsonObject meta ? AdminApi.Text(meta, "client_app_id") : null);

    /// <summary>The app as the body of an import: objects refer to each other by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="AppServicesException">The folder is not that of an app, or a file in it cannot be read.</exception>
    public static JsonObject Read(string folder)
    {
        JsonObject app = ReadRoot(folder);
        if (!app.ContainsKey("config_version")) app["config_version"] = 20210101;
        Put(app, "environments", ByFileName(folder, "environments"));
        Put(app, "values", All(folder, "values"));
        Put(app, "auth", Parts(
            ("custom_user_data", ReadOptional(folder, "auth", "custom_user_data.json")),
            ("providers", ReadOptional(folder, "auth", "providers.json"))));
        Put(app, "functions", Functions(folder));
        Put(app, "triggers", All(folder, "triggers"));
        Put(app, "data_sources", Array(Folders(folder, "data_sources").Select(DataSource)));
        Put(
            app, "services",
            Array(Folders(folder, "services").Concat(s_endpointFolders.SelectMany(name => Folders(folder, name))).Select(Service)));
        JsonNode?[] endpoints = [.. s_endpointFolders.Select(name => ReadOptional(folder, name, "config.json"))];
        Put(
            app, "endpoints",
            Parts(("config", Array(endpoints.OfType<JsonArray>().SelectMany(list => list.Select(one => one?.DeepClone()))))));
        Put(
            app, "data_api_config",
            s_endpointFolders.Select(name => ReadOptional(folder, name, "data_api_config.json")).FirstOrDefault(one => one is not null));
        Put(
            app, "graphql",
            Parts(
                ("config", ReadOptional(folder, "graphql", "config.json")),
                ("custom_resolvers", All(folder, "graphql", "custom_resolvers"))));
        Put(app, "hosting", ReadOptional(folder, "hosting", "config.json"));
        Put(app, "sync", Parts(("config", ReadOptional(folder, "sync", "config.json"))));
        Put(app, "log_forwarders", All(folder, "log_forwarders"));
        Put(app, "secrets", ReadOptional(folder, "secrets.json"));
        return app;
    }

    /// <summary>Writes the files of an export.</summary>
    /// <param name="zip">The export.</param>
    /// <param name="folder">The folder, which is made when it is not there; files of the same names are replaced.</param>
    /// <exception cref="InvalidDataException">It is no archive, or one that leads out of the folder.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(ReadOnlyMemory<byte> zip, string folder)
    {
        using var archive = new ZipArchive(new MemoryStream(zip.ToArray()), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries) FileIn(folder, entry.FullName);
        Directory.CreateDirectory(folder);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.Length > 0))
        {
            string file = FileIn(folder, entry.FullName);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using Stream content = entry.Open();
            using FileStream written = File.Create(file);
            content.CopyTo(written);
        }
    }

    /// <summary>The file of a folder that a path is about.</summary>
    /// <exception cref="InvalidDataException">The path leads out of the folder.</exception>
    public static string FileIn(string folder, string path)
    {
        string root = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        string file = Path.GetFullPath(Path.Combine(root, path));
        return file.StartsWith(root, StringComparison.Ordinal)
            ? file
            : throw new InvalidDataException($"'{path}' leads out of the folder.");
    }

    private static JsonObject ReadRoot(string folder) => s_roots.Select(
        name => ReadOptional(folder, name)).OfType<JsonObject>().FirstOrDefault()
        ?? throw Invalid($"'{folder}' has no root_config.json and no realm_config.json.");

    private static JsonObject Functions(string folder)
    {
        string root = Path.Combine(folder, "functions");
        var sources = new JsonObject();
        foreach (string file in Files(root, "*.js", SearchOption.AllDirectories))
        {
            string name = Relative(root, file);
            if (!name.StartsWith("node_modules/", StringComparison.Ordinal)) sources[name] = ReadText(file);
        }
        return Parts(("config", ReadOptional(root, "config.json")), ("sources", sources.Count == 0 ? null : sources));
    }

    private static JsonNode DataSource(string folder)
    {
        IEnumerable<JsonNode?> rules = Directory.GetDirectories(folder).OrderBy(name => name, StringComparer.Ordinal)
            .SelectMany(database => Directory.GetDirectories(database).OrderBy(name => name, StringComparer.Ordinal)).Select(collection =>
            {
                JsonObject rule = ReadOptional(collection, "rules.json") as JsonObject ?? new JsonObject
                {
                    ["database"] = Path.GetFileName(Path.GetDirectoryName(collection)), ["collection"] = Path.GetFileName(collection),
                };
                Put(rule, "schema", ReadOptional(collection, "schema.json"));
                Put(rule, "relationships", ReadOptional(collection, "relationships.json"));
                return rule;
            });
        return Parts(
            ("config", ReadOptional(folder, "config.json")), ("default_rule", ReadOptional(folder, "default_rule.json")),
            ("rules", Array(rules)));
    }

    private static JsonNode Service(string folder) => Parts(
        ("config", ReadOptional(folder, "config.json")),
        ("rules", All(folder, "rules")),
        ("incoming_webhooks", Array(Folders(folder, "incoming_webhooks").Select(webhook => Parts(
            ("config", ReadOptional(webhook, "config.json")),
            ("source", Path.Combine(webhook, "source.js") is var file && File.Exists(file) ? ReadText(file) : null))))));

    private static JsonObject? ByFileName(string folder, string name)
    {
        var all = new JsonObject();
        foreach (string file in Files(Path.Combine(folder, name), "*.json")) all[Path.GetFileName(file)] = ReadJson(file);
        return all.Count == 0 ? null : all;
    }

    private static JsonArray? All(params string[] folder) => Array(Files(Path.Combine(folder), "*.json").Select(ReadJson));

    private static IEnumerable<string> Folders(string folder, string name) => Path.Combine(folder, name) is var path
        && Directory.Exists(path)
        ? Directory.GetDirectories(path).OrderBy(one => one, StringComparer.Ordinal)
        : [];

    // An order that every machine has.
    private static IEnumerable<string> Files(string folder, string pattern, SearchOption depth = SearchOption.TopDirectoryOnly) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, depth).OrderBy(one => one, StringComparer.Ordinal) : [];

    private static string Relative(string root, string file) => file.Substring(root.Length + 1).Replace(Path.DirectorySeparatorChar, '/');

    private static JsonNode? ReadOptional(params string[] path) =>
        Path.Combine(path) is var file && File.Exists(file) ? ReadJson(file) : null;

    private static JsonNode? ReadJson(string file)
    {
        try
        {
            return JsonNode.Parse(ReadText(file), documentOptions: s_options);
        }
        catch (JsonException error)
        {
            throw Invalid($"'{file}' is not JSON: {error.Message}", error);
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"'{file}' cannot be read: {error.Message}", error);
        }
    }

    private static JsonArray? Array(IEnumerable<JsonNode?> items) => items.ToArray() is { Length: > 0 } all ? new JsonArray(all) : null;

    private static JsonObject Parts(params (string Name, JsonNode? Value)[] parts)
    {
        var whole = new JsonObject();
        foreach ((string name, JsonNode? value) in parts) Put(whole, name, value);
        return whole;
    }

    private static void Put(JsonObject whole, string name, JsonNode? value)
    {
        if (value is not (null or JsonObject { Count: 0 })) whole[name] = value;
    }

    private static AppServicesException Invalid(string message, Exception? cause = null) =>
        new(message, cause) { Code = AdminErrorCode.FolderInvalid };
}
