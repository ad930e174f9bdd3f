#if NET
using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;

namespace AppServices.Saved;

/// <summary>What the system knows of a file, of which .NET tells all but the owner.</summary>
/// <param name="Owner">The id of the account that owns it.</param>
/// <param name="Mode">Its type and its rights.</param>
internal readonly record struct UnixFile(uint Owner, int Mode)
{
    private const int CurrentFolder = -100;         // AT_FDCWD
    private const int NoFollow = 0x100;             // AT_SYMLINK_NOFOLLOW
    private const uint TypeModeAndOwner = 0xB;      // STATX_TYPE | STATX_MODE | STATX_UID
    private const int MaxStatusLength = 512;
    private const int NoSuchFile = 2;               // ENOENT
    private const int NoSuchFolder = 20;            // ENOTDIR

    /// <summary>The id of the account that this process runs as.</summary>
    public static uint Self => GetEffectiveUserId();

    public bool IsFile => (Mode & 0xF000) == 0x8000;

    public bool IsLink => (Mode & 0xF000) == 0xA000;

    public bool IsSticky => (Mode & 0x200) != 0;

    /// <summary>The rights of others than the owner.</summary>
    public UnixFileMode Others => (UnixFileMode)(Mode & 0x3F);

    /// <summary>Looks at a file, not at what it links to; null when there is none.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static UnixFile? Find(string path)
    {
        Span<byte> status = stackalloc byte[MaxStatusLength];
        int result = !OperatingSystem.IsMacOS() ? ExtendedStatus(CurrentFolder, path, NoFollow, TypeModeAndOwner, ref status[0])
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LinkStatus64(path, ref status[0])
            : LinkStatus(path, ref status[0]);
        if (result == 0)
            return OperatingSystem.IsMacOS()
                ? new UnixFile(BinaryPrimitives.ReadUInt32LittleEndian(status[16..]), BinaryPrimitives.ReadUInt16LittleEndian(status[4..]))
                : new UnixFile(MemoryMarshal.Read<uint>(status[20..]), MemoryMarshal.Read<ushort>(status[28..]));
        int error = Marshal.GetLastPInvokeError();
        return error is NoSuchFile or NoSuchFolder
            ? null
            : throw new IOException($"'{path}' cannot be looked at: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [DllImport("libc", EntryPoint = "geteuid"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint GetEffectiveUserId();

    // The one call whose result looks the same on every kind of Linux.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int ExtendedStatus(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint wanted, ref byte status);

    [DllImport("libc", EntryPoint = "lstat", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int LinkStatus([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte status);

    [DllImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int LinkStatus64([MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref byte status);
}
#endif
