using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AppServices.Server.Hosting;

/// <summary>
/// How many files, connections among them, the process may have open. .NET ends a process that has none left, so it must not come to that.
/// </summary>
internal static class OpenFiles
{
    /// <summary>What the server needs for itself: its libraries, the database, the apps.</summary>
    public const int Own = 300;

    /// <summary>With how many it can work.</summary>
    public const int Least = 360;

    private const int StandardError = 2;

    /// <summary>The limit; <see cref="long.MaxValue"/> where there is none, or none that is known.</summary>
    public static long Limit()
    {
        if (OperatingSystem.IsWindows()) return long.MaxValue;
        int files = OperatingSystem.IsLinux() ? 7 : 8;      // RLIMIT_NOFILE
        return GetLimit(files, out ResourceLimit limit) == 0 && limit.Current <= long.MaxValue ? (long)limit.Current : long.MaxValue;
    }

    /// <summary>What to do about a limit.</summary>
    public static string Advice(long limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"The process may have {limit} files and connections open at once. Raise that: 'ulimit -n 65536' in the shell that starts it, "
            + $"LimitNOFILE=65536 in a unit of systemd.");

    /// <summary>Says on standard error that the limit is too low, also where that leaves no file to say so with.</summary>
    public static void Complain(long limit)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{Advice(limit)} The least is {Least}.\n");
        _ = Write(StandardError, text, (nuint)text.Length);
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [DllImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, byte[] text, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Most;
    }
}
