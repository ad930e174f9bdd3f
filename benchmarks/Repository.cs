using System;
using System.IO;

namespace AppServices.Benchmarks;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the repository's root, which must exist.</summary>
    public static string Find(string path)
    {
        string full = Path.Combine(Root, path);
        return Path.Exists(full) ? full : throw new BenchmarkException($"'{full}' is missing. Run ./build.sh bench, which builds it.");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AppServices.sln"))) return folder.FullName;
        throw new BenchmarkException($"'{AppContext.BaseDirectory}' does not lie in the repository.");
    }
}
