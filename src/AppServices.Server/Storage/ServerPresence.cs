using System;
using System.IO;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// A server process as others on the same data folder see it: a file that it keeps locked as long as it lives. The operating system
/// ends the lock with the process, however that ends, so that others need not wait until a lease runs out. Servers that share a MongoDB
/// may be on different machines: they do wait, and so the lease is short.
/// </summary>
internal sealed class ServerPresence : IDisposable
{
    /// <summary>The name of the folder with these files.</summary>
    public const string Folder = "servers";

    private const string Extension = ".lock";

    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_leaseFarAway = TimeSpan.FromSeconds(10);

    private readonly string? _folder;
    private readonly FileStream? _file;

    /// <param name="dataFolder">The data folder; null where other servers have other ones.</param>
    public ServerPresence(string? dataFolder)
    {
        if (dataFolder is null) return;
        _folder = Path.GetFullPath(Path.Combine(dataFolder, Folder));
        OwnFile.CreateFolder(_folder);
        _file = OwnFile.Lock(PathOf(Id), FileMode.CreateNew, FileOptions.DeleteOnClose);
    }

    /// <summary>What tells this process from all others.</summary>
    public string Id { get; } = ObjectId.GenerateNewId().ToString();

    /// <summary>
    /// How long what a process has taken is its own unless it says so again: longer than one that only hangs should need.
    /// </summary>
    public TimeSpan Lease => _folder is null ? s_leaseFarAway : s_lease;

    /// <summary>Whether a process has surely ended.</summary>
    public bool IsGone(string id)
    {
        if (id == Id || _folder is null) return false;
        try
        {
            OwnFile.Lock(PathOf(id), FileMode.Open, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether any other process lives. What others have left behind that were ended by force is deleted.</summary>
    public bool ForgetOthers()
    {
        if (_folder is null) return false;
        bool any = false;
        foreach (string file in Directory.EnumerateFiles(_folder, "*" + Extension))
            any |= Path.GetFileNameWithoutExtension(file) is var id && id != Id && !IsGone(id);
        return any;
    }

    public void Dispose() => _file?.Dispose();

    private string PathOf(string id) => Path.Combine(_folder!, id + Extension);
}
