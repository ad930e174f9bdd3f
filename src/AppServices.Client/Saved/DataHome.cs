using System;
using System.IO;
using System.Runtime.InteropServices;

namespace AppServices.Saved;

/// <summary>Where an account keeps the data of its programs.</summary>
internal static class DataHome
{
    /// <summary>The folder; a relative <c>$XDG_DATA_HOME</c> does not count, as its specification says.</summary>
    public static string Find()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return Folder(Environment.SpecialFolder.LocalApplicationData);
        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { } configured && Path.IsPathRooted(configured)
            ? configured
            : Path.Combine(Folder(Environment.SpecialFolder.UserProfile), ".local", "share");
    }

    private static string Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
