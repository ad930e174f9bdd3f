using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Dependencies;

/// <summary>What an archive of <c>node_modules</c> has. Source: admin-api 4.11.</summary>
internal static class PackageArchive
{
    /// <summary>The names that archives can have.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".zip", ".tar.gz", ".tgz", ".tar"];

    private const int MaxPackageJson = 1024 * 1024;

    // What an archive unpacks to is read, not kept.
    private const long MaxBytes = 512L * 1024 * 1024;

    /// <summary>The packages of an archive, with their versions.</summary>
    /// <exception cref="ApiException">The archive cannot be read, or has no packages.</exception>
    public static SortedDictionary<string, string> List(string name, byte[] content)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        byte[] buffer = new byte[MaxPackageJson];
        try
        {
            bool isZip = name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
            foreach ((string path, Stream file) in isZip ? Zip(content) : Tar(name, content))
                if (PackageOf(path) is { } package) found[package] = VersionOf(file, buffer);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw ApiException.BadRequest($"the archive cannot be read: {error.Message}");
        }
        return found.Count > 0 ? found : throw ApiException.BadRequest("the archive has no node_modules with packages");
    }

    private static IEnumerable<(string Path, Stream File)> Zip(byte[] content)
    {
        using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => PackageOf(entry.FullName) is not null))
        {
            using Stream file = entry.Open();
            yield return (entry.FullName, file);
        }
    }

    private static IEnumerable<(string Path, Stream File)> Tar(string name, byte[] content)
    {
        Stream source = new MemoryStream(content);
        if (!name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)) source = new GZipStream(source, CompressionMode.Decompress);
        using var tar = new TarReader(source);
        long bytes = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            bytes += entry.Length;
            if (bytes > MaxBytes) throw new InvalidDataException($"it unpacks to more than {MaxBytes} bytes");
            if (entry.DataStream is { } file) yield return (entry.Name, file);
        }
    }

    // node_modules/name/package.json or node_modules/@scope/name/package.json; those deeper belong to others.
    private static string? PackageOf(string path) => path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [.., "node_modules", ['@', ..] scope, var name, "package.json"] parts when IsTop(parts) => $"{scope}/{name}",
        [.., "node_modules", var name, "package.json"] parts when IsTop(parts) && name[0] is not ('@' or '.') => name,
        _ => null,
    };

    private static bool IsTop(string[] parts) => parts.Count(part => part == "node_modules") == 1;

    private static string VersionOf(Stream file, byte[] buffer)
    {
        int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return AdminJson.Parse(buffer.AsSpan(0, length)) is JsonObject package && package["version"] is JsonValue value
            && value.TryGetValue(out string? version)
            ? version
            : "";
    }
}
