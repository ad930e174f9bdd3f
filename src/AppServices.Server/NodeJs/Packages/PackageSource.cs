using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Functions.Reading;

namespace AppServices.Server.NodeJs.Packages;

/// <summary>Where an app's packages come from: the archive of its export, its <c>package.json</c>, or what its functions name.</summary>
/// <param name="Description">What it is, for whoever installs it.</param>
/// <param name="Needed">The packages that functions name.</param>
internal sealed record PackageSource(string Description, IReadOnlyList<string> Needed)
{
    private static readonly string[] s_archives = ["node_modules.tar.gz", "node_modules.tgz", "node_modules.tar", "node_modules.zip"];

    /// <summary>The archive; null where npm installs.</summary>
    public string? Archive { get; private init; }

    /// <summary>The content of <c>package.json</c>; null for an archive.</summary>
    public string? Manifest { get; private init; }

    /// <summary>The file that pins all versions; null for none.</summary>
    public string? LockFile { get; private init; }

    /// <summary>Looks for it.</summary>
    /// <param name="root">The app's folder.</param>
    /// <param name="mentions">The packages that functions name.</param>
    /// <returns>The source; null when the app uses no packages.</returns>
    public static PackageSource? Find(string root, IReadOnlyList<SourceMention> mentions)
    {
        string[] needed =
            [.. mentions.Select(mention => mention.PackageName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string functions = Path.Combine(root, "functions");
        if (s_archives.Select(name => Path.Combine(functions, name)).FirstOrDefault(File.Exists) is { } archive)
            return new PackageSource($"functions/{Path.GetFileName(archive)}", needed) { Archive = archive };
        string manifest = Path.Combine(functions, "package.json"), locked = Path.Combine(functions, "package-lock.json");
        if (File.Exists(manifest))
        {
            return new PackageSource("functions/package.json", needed)
            {
                Manifest = File.ReadAllText(manifest),
                LockFile = File.Exists(locked) ? locked : null,
            };
        }
        return needed.Length == 0
            ? null
            : new PackageSource($"what functions name: {string.Join(", ", needed)}", needed) { Manifest = Make(needed, mentions) };
    }

    private static string Make(string[] needed, IReadOnlyList<SourceMention> mentions)
    {
        var dependencies = new JsonObject();
        foreach (string name in needed) dependencies[name] = Version(name, mentions);
        return new JsonObject { ["name"] = "functions", ["private"] = true, ["dependencies"] = dependencies }.ToJsonString();
    }

    // Later versions have no such files, which functions of those days ask for.
    private static string Version(string name, IReadOnlyList<SourceMention> mentions) =>
        name == "uuid" && mentions.Any(mention => mention.Name.StartsWith("uuid/v", StringComparison.Ordinal)) ? "3" : "*";
}
