using System.IO;

namespace AppServices.Saved;

/// <summary>
/// Files and folders that their owner alone can use, from the moment they are made (powershell.md D3, D4). On Windows the
/// account's own folder has such rights already.
/// </summary>
internal static class PrivateFiles
{
#if NET
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#endif

    /// <summary>Makes a folder and those it lies in, as far as they are missing.</summary>
    public static void CreateFolder(string path)
    {
#if NET
        if (!System.OperatingSystem.IsWindows())
        {
            // The system would give the rights to the last folder only.
            if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent)) CreateFolder(parent);
            Directory.CreateDirectory(path, Owner);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }

    /// <summary>Opens a file that nobody else can open meanwhile.</summary>
    public static FileStream Create(string path, FileMode mode)
    {
#if NET
        if (!System.OperatingSystem.IsWindows())
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
#endif
        return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Puts a file in the place of another.</summary>
    public static void Move(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        if (File.Exists(to)) File.Replace(from, to, destinationBackupFileName: null);
        else File.Move(from, to);
#endif
    }

    /// <summary>Refuses what others can use.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="mode">The rights it should have.</param>
    /// <exception cref="AppServicesException">Others can use it; the message says how to mend it.</exception>
    public static void ThrowIfShared(string path, string mode)
    {
#if NET
        if (System.OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~Owner) == 0) return;
        throw new AppServicesException($"Others can use '{path}', so it is not trusted. Run: chmod {mode} '{path}'")
        {
            Code = ClientErrorCode.SessionStoreUnsafe,
        };
#endif
    }
}
