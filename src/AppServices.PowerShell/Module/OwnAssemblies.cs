#if !NET
using System;
using System.IO;
using System.Reflection;
using System.Threading;

namespace AppServices;

/// <summary>
/// Finds the libraries beside ours on Windows PowerShell, whose configuration cannot reconcile the versions that they ask of
/// each other (cmdlets L4). Requests of other modules are left alone.
/// </summary>
internal static class OwnAssemblies
{
    private static readonly string s_folder = Path.GetDirectoryName(typeof(OwnAssemblies).Assembly.Location)! + Path.DirectorySeparatorChar;
    private static int s_hooked;

    /// <summary>Hooks into the process once, however often the module is imported.</summary>
    public static void Resolve()
    {
        if (Interlocked.Exchange(ref s_hooked, 1) == 0) AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Load(request);
    }

    private static Assembly? Load(ResolveEventArgs request)
    {
        string file = s_folder + new AssemblyName(request.Name).Name + ".dll";
        if (!File.Exists(file)) return null;
        bool ours = request.RequestingAssembly is { } asker
            ? asker.Location.StartsWith(s_folder, StringComparison.OrdinalIgnoreCase)
            : AssemblyName.GetAssemblyName(file).FullName == request.Name;
        return ours ? Assembly.LoadFrom(file) : null;
    }
}
#endif
