using System;
using System.IO;

namespace AppServices.Server.Storage;

/// <summary>Files and folders that only their owner can read.</summary>
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

    /// <summary>Makes a folder, unless there is one.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Waits until all that was written to a file is on the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
