using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>The app's functions: files below <c>functions/</c> and what the manifest says of them. Source: app-folder 1.8.</summary>
internal static class AppFunctions
{
    /// <returns>All functions, those too that cannot run.</returns>
    public static List<FunctionDefinition> Read(ConfigFiles files, Warnings warnings)
    {
        string root = Path.Combine(files.Root, "functions");
        List<FunctionDefinition> functions = [];
        if (files.Source.Exists(root)) warnings.TryRead(root, () => functions = ReadFolder(root, files));
        return functions;
    }

    private static List<FunctionDefinition> ReadFolder(string root, ConfigFiles files)
    {
        string path = Path.Combine(root, "config.json");
        ConfigFile? manifest = null;
        // Who may call a function is not known without the manifest, so nobody may.
        string? problem = Warnings.Problem(path, () => manifest = files.TryRead(path))?.Message;
        if (manifest?.Kind != JsonValueKind.Array && HasOldLayout(root, files.Source)) return FunctionFolders.Read(root, problem, files);
        return FunctionManifest.Read(root, SourceFiles(root, files.Source), manifest, problem, new FunctionFile(files.Source));
    }

    private static Dictionary<string, string> SourceFiles(string root, IAppFiles files) =>
        files.Files(root, ".js", below: true)
            .Where(path => !Path.GetRelativePath(root, path).Split('/', '\\').Contains("node_modules"))
            .ToDictionary(path => Path.ChangeExtension(Path.GetRelativePath(root, path), null).Replace('\\', '/'));

    private static bool HasOldLayout(string root, IAppFiles files) =>
        files.Folders(root).Any(
            folder => files.Exists(Path.Combine(folder, "source.js")) && !files.HasFolder(Path.Combine(folder, "source.js")));
}
