using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.Functions;

namespace AppServices.Server.Apps;

/// <summary>The app's functions: files below <c>functions/</c> and what the manifest says of them. Source: app-folder 1.8.</summary>
internal static class AppFunctions
{
    /// <returns>All functions, those too that cannot run.</returns>
    public static List<FunctionDefinition> Read(string folder, TemplateExpansion templates, Warnings warnings)
    {
        string root = Path.Combine(folder, "functions");
        List<FunctionDefinition> functions = [];
        if (Path.Exists(root)) warnings.TryRead(root, () => functions = ReadFolder(root, new FunctionFile(folder), templates));
        return functions;
    }

    private static List<FunctionDefinition> ReadFolder(string root, FunctionFile files, TemplateExpansion templates)
    {
        string path = Path.Combine(root, "config.json");
        ConfigFile? manifest = null;
        // Who may call a function is not known without the manifest, so nobody may.
        string? problem = Warnings.Problem(path, () => manifest = ConfigFile.TryRead(path, templates));
        if (manifest?.Kind != JsonValueKind.Array && HasOldLayout(root)) return FunctionFolders.Read(root, problem, files, templates);
        return FunctionManifest.Read(root, SourceFiles(root), manifest, problem, files);
    }

    private static Dictionary<string, string> SourceFiles(string root) =>
        Directory.EnumerateFiles(root, "*.js", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path).Split('/', '\\').Contains("node_modules"))
            .Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.ChangeExtension(Path.GetRelativePath(root, path), null).Replace('\\', '/'));

    private static bool HasOldLayout(string root) =>
        Directory.EnumerateDirectories(root).Any(folder => File.Exists(Path.Combine(folder, "source.js")));
}
