using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.AppConfig;

/// <summary>The files of an app in a folder of this machine.</summary>
internal sealed class FolderFiles(string folder) : IAppFiles
{
    public string Root { get; } = Path.GetFullPath(folder);

    // A broken link is no missing file, but one that cannot be read.
    public bool Exists(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    public bool HasFolder(string path) => Directory.Exists(path);

    public byte[] Read(string path) => File.ReadAllBytes(path);

    public IReadOnlyList<string> Files(string folder, string extension, bool below = false) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + extension, below ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<string> Folders(string folder) => [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
}
