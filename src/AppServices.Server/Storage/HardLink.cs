using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace AppServices.Server.Storage;

/// <summary>Other names of files, where the system has them.</summary>
internal static class HardLink
{
    /// <summary>Gives a file another name; false where that cannot be, such as when there is a file of that name.</summary>
    public static bool TryCreate(string existing, string made) =>
        !OperatingSystem.IsWindows() && Link(Encoding.UTF8.GetBytes(existing + '\0'), Encoding.UTF8.GetBytes(made + '\0')) == 0;

    /// <summary>Gives a file another name, or makes a copy of it.</summary>
    public static void CreateOrCopy(string existing, string made)
    {
        if (!TryCreate(existing, made)) File.Copy(existing, made, overwrite: false);
    }

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] made);
}
