using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Definitions;

/// <summary>
/// Definitions as they were at some moment: folders below the data folder which are written once, and never changed. Which of them counts
/// the store says, so that a process that dies leaves the old definition or the new one. Source: admin-api 2.2.
/// </summary>
/// <param name="dataFolder">The data folder.</param>
internal sealed class SnapshotFolders(string dataFolder)
{
    /// <summary>How the names of files end that a server had not finished when it ended.</summary>
    public const string Unfinished = ".unfinished";

    // Another server may be about to name what it has written.
    private static readonly TimeSpan s_unnamed = TimeSpan.FromHours(1);

    private readonly string _root = Path.Combine(dataFolder, "apps");

    /// <summary>The id of a snapshot that is to be written.</summary>
    public static string NewId() => ObjectId.GenerateNewId().ToString();

    /// <summary>The folder of a snapshot.</summary>
    public string PathOf(string appId, string snapshot) => Path.Combine(_root, appId, snapshot);

    /// <summary>The files of a snapshot.</summary>
    public AppFileSet Open(string appId, string snapshot) => AppFileSet.OfFolder(PathOf(appId, snapshot));

    /// <summary>Writes files to their root. Those of another snapshot are not copied: they get another name.</summary>
    /// <param name="files">The files.</param>
    /// <param name="earlier">An earlier snapshot of files that come from elsewhere; null for none.</param>
    public void Write(AppFileSet files, AppFileSet? earlier = null)
    {
        Directory.CreateDirectory(files.Root);
        foreach (string path in files.Paths)
        {
            string target = Path.Combine(files.Root, path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            AppFile file = earlier is not null && files.IsSame(earlier, path) ? earlier.Find(path)! : files.Find(path)!;
            if (file.Source is { } source && source.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                HardLink.CreateOrCopy(source, target);
            else WriteFile(target, file.Read());
        }
    }

    /// <summary>Brings the files of a snapshot into an app's folder; to do so twice does no harm.</summary>
    public void Mirror(MirrorRecord mirror)
    {
        AppFileSet files = Open(mirror.AppId, mirror.Snapshot);
        foreach (string path in mirror.Paths)
        {
            string target = Path.Combine(mirror.Folder, path.Replace('/', Path.DirectorySeparatorChar));
            if (files.Find(path) is { } file) Replace(target, file.Read());
            else if (Directory.Exists(Path.GetDirectoryName(target))) File.Delete(target);
        }
    }

    /// <summary>Writes a file so that it is there as a whole, or as it was before.</summary>
    public static void Replace(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string made = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        WriteFile(made, content);
        File.Move(made, path, overwrite: true);
    }

    /// <summary>Deletes a snapshot.</summary>
    public void Delete(string appId, string snapshot)
    {
        string folder = PathOf(appId, snapshot);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Deletes what servers that ended in the middle of their work have left behind of an app.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="named">The snapshots that are to stay.</param>
    public void Clean(string appId, HashSet<string?> named)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, appId));
        if (!folder.Exists) return;
        foreach (DirectoryInfo snapshot in folder.EnumerateDirectories())
            if (!named.Contains(snapshot.Name) && DateTime.UtcNow - snapshot.LastWriteTimeUtc > s_unnamed) snapshot.Delete(recursive: true);
    }

    /// <summary>Deletes all that an app has.</summary>
    public void DeleteAll(string appId)
    {
        string folder = Path.Combine(_root, appId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void WriteFile(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
