using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Definitions;

/// <summary>
/// Definitions as they were at some moment: folders below the data folder which are written once, and never changed. Which of them counts
/// the store says, so that a process that dies leaves the old definition or the new one. Source: admin-api 2.2.
/// </summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="shared">Where servers with other data folders find them; null where there are none.</param>
internal sealed class SnapshotFolders(string dataFolder, SharedSnapshots? shared)
{
    /// <summary>How the names of files end that a server had not finished when it ended.</summary>
    public const string Unfinished = ".unfinished";

    // Another server may be about to name what it has written.
    private static readonly TimeSpan s_unnamed = TimeSpan.FromHours(1);

    private readonly string _root = Path.Combine(dataFolder, "apps");

    /// <summary>Those of a server.</summary>
    /// <param name="options">Where its data folder is, and whether others share its state.</param>
    /// <param name="store">The state.</param>
    public static SnapshotFolders Of(AdminOptions options, IStateStore store) =>
        new(options.DataFolder, options.Shares ? new SharedSnapshots(store) : null);

    /// <summary>The id of a snapshot that is to be written.</summary>
    public static string NewId() => ObjectId.GenerateNewId().ToString();

    /// <summary>The folder of a snapshot.</summary>
    public string PathOf(string appId, string snapshot) => Path.Combine(_root, appId, snapshot);

    /// <summary>The files of a snapshot.</summary>
    public async Task<AppFileSet> OpenAsync(string appId, string snapshot, CancellationToken cancellationToken)
    {
        string folder = PathOf(appId, snapshot);
        if (shared is not null && !Directory.Exists(folder)) await FetchAsync(shared, appId, snapshot, cancellationToken);
        return AppFileSet.OfFolder(folder);
    }

    /// <summary>Writes the files of a snapshot. Those of another one are not copied: they get another name.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="files">The files.</param>
    /// <param name="earlier">An earlier snapshot of files that come from elsewhere; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task WriteAsync(
        string appId, string snapshot, AppFileSet files, AppFileSet? earlier, CancellationToken cancellationToken)
    {
        Write(files.At(PathOf(appId, snapshot)), earlier);
        if (shared is not null) await shared.WriteAsync(appId, snapshot, files, cancellationToken);
    }

    /// <summary>Puts all that the folder has where servers with other folders find it.</summary>
    public async Task ShareAllAsync(SharedSnapshots target, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_root)) return;
        foreach (string folder in Directory.EnumerateDirectories(_root).SelectMany(Directory.EnumerateDirectories))
        {
            (string appId, string snapshot) = (Path.GetFileName(Path.GetDirectoryName(folder)!), Path.GetFileName(folder));
            if (ObjectId.TryParse(snapshot, out _))
                await target.WriteAsync(appId, snapshot, AppFileSet.OfFolder(folder), cancellationToken);
        }
    }

    // Another request, or another server on the folder, may get it at the same time: whoever is first has put it there.
    private async Task FetchAsync(SharedSnapshots shared, string appId, string snapshot, CancellationToken cancellationToken)
    {
        string folder = PathOf(appId, snapshot), own = $"{folder}.{Guid.NewGuid():N}";
        if (await shared.FindAsync(appId, snapshot, own, cancellationToken) is not { } files) return;
        Write(files, earlier: null);
        try
        {
            Directory.Move(own, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private void Write(AppFileSet files, AppFileSet? earlier)
    {
        OwnFile.CreateFolder(_root);
        OwnFile.CreateFolder(files.Root);
        foreach (string path in files.Paths)
        {
            string target = Path.Combine(files.Root, path.Replace('/', Path.DirectorySeparatorChar));
            OwnFile.CreateFolder(Path.GetDirectoryName(target)!);
            AppFile file = earlier is not null && files.IsSame(earlier, path) ? earlier.Find(path)! : files.Find(path)!;
            if (file.Source is { } source && source.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                HardLink.CreateOrCopy(source, target);
            else WriteFile(target, file.Read());
        }
    }

    /// <summary>Brings the files of a snapshot into an app's folder; to do so twice does no harm.</summary>
    public async Task MirrorAsync(MirrorRecord mirror)
    {
        AppFileSet files = await OpenAsync(mirror.AppId, mirror.Snapshot, CancellationToken.None);
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
        // The name itself may be as long as names can be.
        string made = Path.Combine(Path.GetDirectoryName(path)!, $"{Guid.NewGuid():N}{Unfinished}");
        WriteFile(made, content);
        File.Move(made, path, overwrite: true);
    }

    /// <summary>Which deployment the folder of an app has here; null when nobody has said so yet, and empty for none.</summary>
    public string? DeployedTo(string appId) => File.Exists(DeployedPath(appId)) ? File.ReadAllText(DeployedPath(appId)) : null;

    /// <summary>Remembers which deployment the folder of an app has here.</summary>
    public void SetDeployed(string appId, string deployment)
    {
        OwnFile.CreateFolder(_root);
        Replace(DeployedPath(appId), Encoding.UTF8.GetBytes(deployment));
    }

    /// <summary>Deletes a snapshot.</summary>
    public async Task DeleteAsync(string appId, string snapshot)
    {
        string folder = PathOf(appId, snapshot);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (shared is not null) await shared.DeleteAsync(appId, known => known == snapshot, CancellationToken.None);
    }

    /// <summary>Deletes what servers that ended in the middle of their work have left behind of an app.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="named">The snapshots that are to stay.</param>
    public async Task CleanAsync(string appId, HashSet<string?> named)
    {
        DateTime due = DateTime.UtcNow - s_unnamed;
        if (shared is not null)
        {
            await shared.DeleteAsync(
                appId, known => !named.Contains(known) && ObjectId.Parse(known).CreationTime < due, CancellationToken.None);
        }
        var folder = new DirectoryInfo(Path.Combine(_root, appId));
        if (!folder.Exists) return;
        foreach (DirectoryInfo snapshot in folder.EnumerateDirectories())
            if (!named.Contains(snapshot.Name) && snapshot.LastWriteTimeUtc < due) snapshot.Delete(recursive: true);
    }

    /// <summary>Deletes all that an app has.</summary>
    public async Task DeleteAllAsync(string appId)
    {
        if (shared is not null) await shared.DeleteAsync(appId, _ => true, CancellationToken.None);
        string folder = Path.Combine(_root, appId);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private string DeployedPath(string appId) => Path.Combine(_root, appId, "deployed");

    private static void WriteFile(string path, byte[] content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        FileOwner.Inherit(path);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
