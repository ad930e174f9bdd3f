using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace AppServices.Names;

/// <summary>
/// What an exported app folder names its functions and services. It is read for completion only, so what cannot be read has no
/// names. Source: app-folder 1.8.
/// </summary>
internal static class FolderNames
{
    // Exports before 2021 kept the code of each function in a folder of its own.
    private const string OldSource = "/source";

    /// <summary>Remembers the names of a folder as those of its app.</summary>
    public static void Read(string folder, string appId, RememberedNames names)
    {
        try
        {
            foreach (string function in Functions(Path.Combine(folder, "functions"))) names.AddFunction(appId, null, function);
            foreach (string kind in (string[])["services", "data_sources"])
                foreach (string service in Folders(Path.Combine(folder, kind))) names.AddService(appId, service);
            if (CustomData(Path.Combine(folder, "auth", "custom_user_data.json")) is { } place) names.AddCustomData(appId, place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // The server that serves the folder says what is wrong with it.
        }
    }

    private static IEnumerable<string> Functions(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        HashSet<string> hidden = Private(Path.Combine(folder, "config.json"));
        return Directory.EnumerateFiles(folder, "*.js", SearchOption.AllDirectories)
            .Select(file => file.Substring(folder.Length + 1, file.Length - folder.Length - 4).Replace('\\', '/'))
            .Where(name => !name.StartsWith("node_modules/", StringComparison.Ordinal))
            .Select(name => name.EndsWith(OldSource, StringComparison.Ordinal) ? name.Substring(0, name.Length - OldSource.Length) : name)
            .Where(name => !hidden.Contains(name));
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!) : [];

    private static HashSet<string> Private(string manifest)
    {
        if (!File.Exists(manifest)) return [];
        using JsonDocument document = Parse(manifest);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return [];
        return [.. document.RootElement.EnumerateArray().Where(IsPrivate).Select(function => function.GetProperty("name").GetString()!)];
    }

    private static CustomDataPlace? CustomData(string file)
    {
        if (!File.Exists(file)) return null;
        using JsonDocument document = Parse(file);
        JsonElement root = document.RootElement;
        return Text("mongo_service_name") is { } service && Text("database_name") is { } database
            && Text("collection_name") is { } collection && Text("user_id_field") is { } field
            ? new CustomDataPlace(service, database, collection, field)
            : null;

        string? Text(string name) =>
            root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value)
                && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
    }

    // A text reader skips the mark that tools on Windows begin files with; the parser would not.
    private static JsonDocument Parse(string file) => JsonDocument.Parse(File.ReadAllText(file));

    private static bool IsPrivate(JsonElement function) =>
        function.ValueKind == JsonValueKind.Object
        && function.TryGetProperty("private", out JsonElement flag) && flag.ValueKind == JsonValueKind.True
        && function.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String;
}
