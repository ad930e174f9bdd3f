using System.IO;

namespace AppServices.Saved;

/// <summary>
/// Files and folders that their owner alone can use, from the moment they are made (cmdlets D3, D4). On Windows the
/// account's own folder has such rights already.
/// </summary>
internal static class PrivateFiles
{
#if NET
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#endif

    /// <summary>Makes a folder and those it lies in, as far as they are missing.</summary>
    /// <exception cref="AppServicesException">Others could use it, or put another in its place; the message says the remedy.</exception>
    public static void CreateFolder(string path)
    {
#if NET
        if (!System.OperatingSystem.IsWindows())
        {
            if (UnixTrust.CheckFolder(path)) return;
            UnixTrust.CheckPlaceFor(path);
            Make(path);
            UnixTrust.CheckFolder(path);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }

    /// <summary>Opens a file that nobody else can open meanwhile, to hold a lock; makes it if it is missing.</summary>
    public static FileStream Lock(string path)
    {
        ThrowIfUntrusted(path);
        return Open(path, FileMode.OpenOrCreate);
    }

    /// <summary>Makes a file, which nobody can have made before: where its name is taken, even by a link, it fails.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Puts a file in the place of another. Of a link, the link is replaced.</summary>
    public static void Move(string from, string to)
    {
#if NET
        File.Move(from, to, overwrite: true);
#else
        if (File.Exists(to)) File.Replace(from, to, destinationBackupFileName: null);
        else File.Move(from, to);
#endif
    }

    /// <summary>Refuses a folder that others can use, or put another in the place of.</summary>
    /// <exception cref="AppServicesException">Others can; the message says how to mend it.</exception>
    public static void ThrowIfShared(string folder)
    {
#if NET
        if (!System.OperatingSystem.IsWindows()) UnixTrust.CheckFolder(folder);
#endif
    }

    /// <summary>Refuses a file that is a link, or that others own or can use.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="AppServicesException">Others can; the message says how to mend it.</exception>
    public static bool ThrowIfUntrusted(string file)
    {
#if NET
        if (!System.OperatingSystem.IsWindows()) return UnixTrust.CheckFile(file);
#endif
        if (!File.Exists(file)) return false;
        if ((File.GetAttributes(file) & FileAttributes.ReparsePoint) == 0) return true;
        throw new AppServicesException($"'{file}' is a link, so it is not trusted. Delete it.")
        {
            Code = ClientErrorCode.SessionStoreUnsafe,
        };
    }

#if NET
    // The system would give the rights to the last folder only.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Make(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent)) Make(parent);
        Directory.CreateDirectory(path, Owner);
    }
#endif

    private static FileStream Open(string path, FileMode mode)
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
}
