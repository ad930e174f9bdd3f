#if NET
using System;
using System.Collections.Generic;
using System.IO;

namespace AppServices.Saved;

/// <summary>
/// Whether only its owner can use what a folder keeps. Others must neither read the file nor be able to put another one in its place,
/// so it matters who can write to the folders above as well, as far as sshd looks before it trusts a key.
/// </summary>
internal static class UnixTrust
{
    private const UnixFileMode WriteOfOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Refuses a file that is none, or that others have made or can use.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="AppServicesException">It is not to be trusted; the message says how to mend it.</exception>
    public static bool CheckFile(string path)
    {
        if (UnixFile.Find(path) is not { } file) return false;
        if (!file.IsFile) throw Unsafe($"'{path}' is {(file.IsLink ? "a link" : "no file")}, so it is not trusted. Run: rm '{path}'");
        if (file.Owner != UnixFile.Self) throw Unsafe($"'{path}' belongs to another account, so it is not trusted. Run: rm -f '{path}'");
        if (file.Others != UnixFileMode.None) throw Unsafe($"Others can use '{path}', so it is not trusted. Run: chmod 600 '{path}'");
        return true;
    }

    /// <summary>Refuses a folder whose files others can see, or put in the place of ours.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="AppServicesException">It is not to be trusted; the message says how to mend it.</exception>
    public static bool CheckFolder(string path)
    {
        if (!Directory.Exists(path)) return false;
        string real = RealPath(path);
        UnixFile folder = Status(real);
        if (folder.Owner != UnixFile.Self)
            throw Unsafe($"'{path}' belongs to another account, so it is not trusted. Move it away, or set $env:XDG_DATA_HOME.");
        if (folder.Others != UnixFileMode.None) throw Unsafe($"Others can use '{path}', so it is not trusted. Run: chmod 700 '{path}'");
        foreach (string above in Above(real)) CheckAbove(above);
        return true;
    }

    /// <summary>Refuses a folder, or the nearest one above that exists, in which others could make or replace one of ours.</summary>
    /// <exception cref="AppServicesException">It is not to be trusted; the message says how to mend it.</exception>
    public static void CheckPlaceFor(string path)
    {
        string existing = Path.GetFullPath(path);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        string real = RealPath(existing);
        CheckAbove(real);
        foreach (string above in Above(real)) CheckAbove(above);
    }

    // In a sticky folder, such as /tmp, everybody can make files and nobody can replace those of others.
    private static void CheckAbove(string path)
    {
        UnixFile folder = Status(path);
        if (folder.Owner != 0 && folder.Owner != UnixFile.Self)
            throw Unsafe(
                $"'{path}' belongs to another account, so what is saved below it is not trusted. " +
                "Set $env:XDG_DATA_HOME to a folder of your own.");
        if ((folder.Others & WriteOfOthers) != 0 && !folder.IsSticky)
            throw Unsafe($"Others can write to '{path}', so what is saved below it is not trusted. Run: chmod go-w '{path}'");
    }

    // Up to the home folder, or to the root when it does not lie in there.
    private static IEnumerable<string> Above(string path)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        home = Directory.Exists(home) ? RealPath(home) : home;
        string? above = path;
        while (above != home && (above = Path.GetDirectoryName(above)) is not null) yield return above;
    }

    private static UnixFile Status(string path) =>
        UnixFile.Find(path) ?? throw new DirectoryNotFoundException($"'{path}' has disappeared.");

    // Links are followed here, and what they lead to is looked at instead of them.
    private static string RealPath(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        string here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }

    private static AppServicesException Unsafe(string message) => new(message) { Code = ClientErrorCode.SessionStoreUnsafe };
}
#endif
