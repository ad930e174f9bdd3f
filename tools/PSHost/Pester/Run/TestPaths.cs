using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.PSHost.CommandLine;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Finds the test files that the paths of the command line mean.</summary>
internal static class TestPaths
{
    /// <returns>Absolute paths in a stable order, each once.</returns>
    /// <exception cref="UsageException">A path does not exist, or no file was found.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        List<string> files = [.. paths.SelectMany(FindIn).Distinct(StringComparer.Ordinal)];
        return files.Count > 0 ? files : throw new UsageException($"There is no *.Tests.ps1 file in {string.Join(", ", paths)}.");
    }

    private static IEnumerable<string> FindIn(string path)
    {
        if (File.Exists(path)) return [Path.GetFullPath(path)];
        if (!Directory.Exists(path)) throw new UsageException($"The test path '{path}' does not exist.");
        return Directory.EnumerateFiles(Path.GetFullPath(path), "*.Tests.ps1", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
    }
}
