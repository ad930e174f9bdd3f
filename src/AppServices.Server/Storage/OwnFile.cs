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
        if (File.Exists(path)) return path;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
        return path;
    }

    /// <summary>Makes a folder, unless there is one.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
