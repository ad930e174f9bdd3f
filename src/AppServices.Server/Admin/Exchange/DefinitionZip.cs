using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Exchange;

/// <summary>Definitions as the archives of exports. Source: admin-api 3.4, 3.5.</summary>
internal static class DefinitionZip
{
    /// <summary>The newest format.</summary>
    public const int Newest = 20230101;

    /// <summary>The format that the official command-line tool asks for.</summary>
    public const int OfTool = 20210101;

    // What an archive may unpack to, whatever its size is.
    private const long MaxBytes = 256L * 1024 * 1024;

    private static readonly string[] s_roots = [AppLayout.Root, "realm_config.json", "config.json", "stitch.json"];

    /// <summary>Packs a definition.</summary>
    /// <param name="files">The files.</param>
    /// <param name="clientAppId">The app; null for a template, which is nobody's.</param>
    /// <param name="version">The format.</param>
    public static byte[] Pack(AppFileSet files, string? clientAppId, int version)
    {
        var made = new MemoryStream();
        using (var zip = new ZipArchive(made, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string path in files.Paths.Where(path => IsExported(path, clientAppId is null, version)))
            {
                bool isRoot = path == AppLayout.Root;
                string name = version != OfTool ? path
                    : isRoot ? "realm_config.json"
                    : path.Replace("https_endpoints/", "http_endpoints/", StringComparison.Ordinal);
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(isRoot ? Root(files, clientAppId, version) : files.Find(path)!.Read());
            }
        }
        return made.ToArray();
    }

    /// <summary>Makes the files of an app those of an archive. Its site and its packages stay, unless the archive has others.</summary>
    /// <exception cref="ApiException">The archive is none, is too large, or holds no app.</exception>
    public static void Unpack(byte[] content, AppFileSet files)
    {
        AppFileSet unpacked = AppLayout.Normalize(Read(content));
        JsonObject before = files.Object(AppLayout.Root) ?? [];
        foreach (string path in files.Paths.Where(path => !IsKept(path, unpacked)).ToArray()) files.Delete(path);
        foreach (string path in unpacked.Paths.Where(path => !path.StartsWith(".mdb/", StringComparison.Ordinal)))
            files.Put(path, unpacked.Find(path)!);
        JsonObject root = files.Object(AppLayout.Root)!;
        // The name and the ids of an app are its own, whoever exported the definition.
        foreach (string name in (string[])["app_id", "config_version", "name"])
        {
            root.Remove(name);
            if (before[name] is { } own) root[name] = own.DeepClone();
        }
        files.Write(AppLayout.Root, root);
    }

    private static AppFileSet Read(byte[] content)
    {
        var files = new AppFileSet(Path.GetTempPath());
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            if (zip.Entries.Count > AppFileSet.MaxFiles) throw ApiException.BadRequest($"an app has {AppFileSet.MaxFiles} files at most");
            string top = Top(zip);
            long left = MaxBytes;
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Name.Length > 0))
            {
                string path = entry.FullName.Replace('\\', '/')[top.Length..];
                // A path that leads elsewhere is no file of nobody's, but an attack.
                if (!path.Split('/').Contains("..") && !AppLayout.IsOfApp(path)) continue;
                byte[] file = Read(entry, left);
                left -= file.Length;
                files.Write(path, file);
            }
        }
        catch (InvalidDataException error)
        {
            throw ApiException.BadRequest($"the archive cannot be read: {error.Message}");
        }
        return s_roots.Any(name => files.Find(name) is not null)
            ? files
            : throw ApiException.BadRequest($"this is no exported app: it has none of {string.Join(", ", s_roots)}");
    }

    // People pack the folder itself, too.
    private static string Top(ZipArchive zip)
    {
        string? root = zip.Entries.Select(entry => entry.FullName.Replace('\\', '/')).Where(path => s_roots.Contains(path.Split('/')[^1]))
            .OrderBy(path => path.Count(letter => letter == '/')).FirstOrDefault();
        string top = root is null ? "" : root[..(root.LastIndexOf('/') + 1)];
        return zip.Entries.All(entry => entry.FullName.Replace('\\', '/').StartsWith(top, StringComparison.Ordinal)) ? top : "";
    }

    private static byte[] Read(ZipArchiveEntry entry, long left)
    {
        using Stream source = entry.Open();
        var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
        {
            // What an archive says of its sizes need not be true.
            if (content.Length + read > left) throw ApiException.BadRequest($"the archive unpacks to more than {MaxBytes} bytes");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static bool IsKept(string path, AppFileSet unpacked) => path.StartsWith(".mdb/", StringComparison.Ordinal)
        || (path.StartsWith("hosting/", StringComparison.Ordinal) && unpacked.Below("hosting/files").Count == 0
            && unpacked.Find(path) is null)
        || (AppLayout.IsOfPackages(path) && !unpacked.Paths.Any(AppLayout.IsOfPackages));

    private static bool IsExported(string path, bool isTemplate, int version) => path != ObjectIds.File
        && !path.StartsWith("hosting/files/", StringComparison.Ordinal) && path != "hosting/metadata.json"
        && (!path.StartsWith(".mdb/", StringComparison.Ordinal) || (!isTemplate && version == Newest));

    private static byte[] Root(AppFileSet files, string? clientAppId, int version)
    {
        JsonObject root = files.Object(AppLayout.Root)!;
        root.Remove("app_id");
        if (version == OfTool)
        {
            root.Insert(0, "config_version", OfTool);
            if (clientAppId is not null) root.Insert(0, "app_id", clientAppId);
        }
        var made = new AppFileSet(files.Root);
        made.Write(AppLayout.Root, root);
        return made.Find(AppLayout.Root)!.Read();
    }
}
