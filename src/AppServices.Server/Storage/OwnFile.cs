using System;
using System.IO;

namespace AppServices.Server.Storage;

/// <summary>
/// Files and folders that only their owner can read. What the superuser makes belongs to the owner of the folder it is in: a command at
/// a prompt of root's leaves nothing behind that the account of the server cannot read, as SQLite does with the files beside a database.
/// </summary>
internal static class OwnFile
{
    /// <summary>Makes an empty file, unless there is one.</summary>
    /// <returns>The path.</returns>
    public static string Create(string path)
    {
        if (!File.Exists(path)) Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        return path;
    }

    /// <summary>Makes a file to write to.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    public static FileStream CreateNew(string path) => Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);

    /// <summary>Opens a file for oneself alone, and makes it when there is none.</summary>
    /// <exception cref="IOException">Somebody else has it, or it cannot be made.</exception>
    public static FileStream Lock(string path, FileMode mode, FileOptions options = FileOptions.None) =>
        Open(path, mode, FileAccess.ReadWrite, FileShare.None, options);

    /// <summary>Makes a folder, unless there is one. Folders above it that are missing are open to others as usual.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FileOwner.Inherit(path);
    }

    /// <summary>Waits until all that was written to a file is on the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions kind = FileOptions.None)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = kind };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        FileOwner.Inherit(path);
        return file;
    }
}
