using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace AppServices.Server.Storage;

/// <summary>Whose a file is, on Linux.</summary>
internal static class FileOwner
{
    private const int CurrentFolder = -100;     // AT_FDCWD
    private const uint UserAndGroup = 0x18;     // STATX_UID | STATX_GID
    private const int UserOffset = 20;          // struct statx
    private const int GroupOffset = 24;
    private const int StatusBytes = 256;

    /// <summary>
    /// Gives what the superuser has made to the owner of the folder that it is in. Nothing happens where that cannot be: then it stays
    /// with whoever has made it.
    /// </summary>
    public static void Inherit(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return;
        if (Find(Path.GetDirectoryName(Path.GetFullPath(path))) is (not 0, _) and var (user, group))
            _ = ChangeOwner(Bytes(path), user, group);
    }

    /// <summary>The numbers of user and group; null where the system does not say.</summary>
    public static (uint User, uint Group)? Find(string? path)
    {
        if (path is null) return null;
        byte[] status = new byte[StatusBytes];
        try
        {
            if (Status(CurrentFolder, Bytes(path), 0, UserAndGroup, status) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
        return (Number(status, UserOffset), Number(status, GroupOffset));
    }

    private static uint Number(byte[] status, int offset) => MemoryMarshal.Read<uint>(status.AsSpan(offset));

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "lchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(byte[] path, uint user, uint group);
}
