using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AppServices.Server.NodeJs;

/// <summary>Stops a process and lets it go on, where the system can: on Windows it goes on.</summary>
internal static class ProcessSignal
{
    // The numbers differ between systems.
    private static readonly (int Stop, int Continue) s_signals = OperatingSystem.IsLinux() ? (19, 18) : (17, 19);

    public static void Pause(Process process, bool isPaused)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            if (!process.HasExited) _ = Send(process.Id, isPaused ? s_signals.Stop : s_signals.Continue);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
