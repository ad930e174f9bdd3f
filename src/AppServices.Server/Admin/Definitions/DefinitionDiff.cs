using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace AppServices.Server.Admin.Definitions;

/// <summary>How two definitions differ, as texts for people. Source: admin-api 3.4.</summary>
internal static class DefinitionDiff
{
    private const string Hosting = "hosting/files";
    private const string Packages = "functions/package.json";
    private const int Context = 3;

    // A text is for people to read, and of a file that is longer they read the beginning.
    private const int MaxLines = 2000;

    /// <summary>A text for each file of the definition; none for its site.</summary>
    public static JsonArray Texts(AppFileSet before, AppFileSet after) =>
        [.. after.Differences(before).Where(path => !IsHosting(path) && path != ObjectIds.File).Select(path => Text(path, before, after))];

    /// <summary>All that a draft changes.</summary>
    public static JsonObject ToJson(AppFileSet before, AppFileSet after)
    {
        string[] site = [.. after.Differences(before).Where(IsHosting)];
        return new JsonObject
        {
            ["diffs"] = Texts(before, after),
            ["hosting_files_diff"] = new JsonObject
            {
                ["added"] = Paths(site.Where(path => before.Find(path) is null)),
                ["deleted"] = Paths(site.Where(path => after.Find(path) is null)),
                ["modified"] = Paths(site.Where(path => before.Find(path) is not null && after.Find(path) is not null)),
            },
            ["dependencies_diff"] = PackageDiff(Versions(before), Versions(after)),
            ["graphql_config_diff"] = new JsonObject { ["field_diffs"] = new JsonArray() },
            ["schema_options_diff"] = new JsonObject { ["graphql_validation_diff"] = null, ["rest_validation_diff"] = null },
        };
    }

    /// <summary>How packages differ.</summary>
    public static JsonObject PackageDiff(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) => new()
    {
        ["added"] = new JsonArray([.. after.Where(package => !before.ContainsKey(package.Key)).Select(Package)]),
        ["deleted"] = new JsonArray([.. before.Where(package => !after.ContainsKey(package.Key)).Select(Package)]),
        ["modified"] = new JsonArray([.. after.Where(package => before.TryGetValue(package.Key, out string? old) && old != package.Value)
            .Select(package => new JsonObject
            {
                ["name"] = package.Key,
                ["version"] = package.Value,
                ["previous_version"] = before[package.Key],
            })]),
    };

    /// <summary>The packages that a definition names, with their versions.</summary>
    public static Dictionary<string, string> Versions(AppFileSet files) => Versions(files.Object(Packages));

    /// <summary>The packages that a <c>package.json</c> names, with their versions.</summary>
    public static Dictionary<string, string> Versions(JsonObject? package) => (package?["dependencies"] as JsonObject ?? [])
        .Where(entry => entry.Value is JsonValue value && value.TryGetValue(out string? _))
        .ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>(), StringComparer.Ordinal);

    private static bool IsHosting(string path) => path.StartsWith(Hosting + "/", StringComparison.Ordinal);

    private static JsonArray Paths(IEnumerable<string> paths) => [.. paths.Select(path => JsonValue.Create(path[Hosting.Length..]))];

    private static JsonObject Package(KeyValuePair<string, string> package) =>
        new() { ["name"] = package.Key, ["version"] = package.Value };

    private static JsonValue Text(string path, AppFileSet before, AppFileSet after)
    {
        string[] old = Lines(before.Text(path)), now = Lines(after.Text(path));
        int start = 0, end = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start]) start++;
        while (end < old.Length - start && end < now.Length - start && old[^(end + 1)] == now[^(end + 1)]) end++;
        var text = new StringBuilder($"--- {path}\n+++ {path}\n");
        Add(text, " ", old[Math.Max(0, start - Context)..start]);
        Add(text, "-", old[start..(old.Length - end)]);
        Add(text, "+", now[start..(now.Length - end)]);
        Add(text, " ", old[(old.Length - end)..Math.Min(old.Length, old.Length - end + Context)]);
        return JsonValue.Create(text.ToString());
    }

    private static void Add(StringBuilder text, string mark, string[] lines)
    {
        foreach (string line in lines.Take(MaxLines)) text.Append(mark).Append(line).Append('\n');
        if (lines.Length > MaxLines) text.Append(mark).Append("...\n");
    }

    private static string[] Lines(string? text) => text is null ? [] : text.TrimEnd('\n').Split('\n');
}
