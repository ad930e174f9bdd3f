using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.Functions;

namespace AppServices.Server.Apps;

/// <summary>The app's functions: files below <c>functions/</c> and what the manifest says of them. Source: app-config.md 1.8.</summary>
internal static class AppFunctions
{
    public static List<FunctionDefinition> Read(string folder, TemplateExpansion templates, Warnings warnings)
    {
        string root = Path.Combine(folder, "functions");
        if (!Directory.Exists(root)) return [];
        try
        {
            ConfigFile? manifest = ConfigFile.TryRead(Path.Combine(root, "config.json"), templates);
            return manifest?.Kind != JsonValueKind.Array && HasOldLayout(root) ? ReadOldLayout(root, templates) : ReadFiles(root, manifest, warnings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AppFolderException.CannotRead(root, error);
        }
    }

    private static List<FunctionDefinition> ReadFiles(string root, ConfigFile? manifest, Warnings warnings)
    {
        Dictionary<string, string> files = SourceFiles(root)
            .ToDictionary(path => Path.ChangeExtension(Path.GetRelativePath(root, path), null).Replace('\\', '/'));
        Dictionary<string, ConfigFile> settings = [];
        foreach (ConfigFile entry in manifest?.Items() ?? [])
        {
            string[] matches = Resolve(entry.RequiredText("name"), files.Keys);
            if (matches is [var name]) settings[name] = entry;
            else if (matches.Length == 0) warnings.Add(entry, $"function '{entry.Text("name")}' has no file, so it cannot be called");
            else throw entry.Wrong($"function '{entry.Text("name")}' may be any of {string.Join(", ", matches)}; give its path below functions/");
        }
        return files.Select(file => Define(file.Key, file.Value, settings.GetValueOrDefault(file.Key))).ToList();
    }

    // Exports name functions by path; some name them by the file alone, which is as good when it is unique.
    private static string[] Resolve(string name, IReadOnlyCollection<string> files) =>
        files.Contains(name) ? [name] : files.Where(file => file.EndsWith("/" + name, StringComparison.Ordinal)).ToArray();

    private static IEnumerable<string> SourceFiles(string root) =>
        Directory.EnumerateFiles(root, "*.js", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path).Split('/', '\\').Contains("node_modules"))
            .Order(StringComparer.Ordinal);

    private static bool HasOldLayout(string root) =>
        Directory.EnumerateDirectories(root).Any(folder => File.Exists(Path.Combine(folder, "source.js")));

    private static List<FunctionDefinition> ReadOldLayout(string root, TemplateExpansion templates)
    {
        var functions = new List<FunctionDefinition>();
        foreach (string folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            string source = Path.Combine(folder, "source.js");
            if (!File.Exists(source)) continue;
            ConfigFile? settings = ConfigFile.TryRead(Path.Combine(folder, "config.json"), templates);
            FunctionDefinition function = Define(settings?.Text("name") ?? Path.GetFileName(folder), source, settings);
            if (functions.Find(other => other.Name == function.Name) is { } first)
                throw AppFolderException.At(source, $"The function is named '{function.Name}', as {first.File} is.");
            functions.Add(function);
        }

        return functions;
    }

    private static FunctionDefinition Define(string name, string path, ConfigFile? settings) => new(name, File.ReadAllText(path), path)
    {
        IsPrivate = settings?.Flag("private") ?? false,
        CanEvaluate = settings?.Field("can_evaluate") is { } expression ? EjsonValue.Read(expression) : null,
        RunAsSystem = settings?.Flag("run_as_system") ?? false,
        RunAsUserId = NotEmpty(settings?.Text("run_as_user_id")),
        RunAsUserIdScript = NotEmpty(settings?.Text("run_as_user_id_script_source")),
        DisableArgumentLogs = settings?.Flag("disable_arg_logs") ?? false,
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
