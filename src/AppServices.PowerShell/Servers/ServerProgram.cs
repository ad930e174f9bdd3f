using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace AppServices.Servers;

/// <summary>Finds the server program and makes its command line.</summary>
internal static class ServerProgram
{
    private const string Name = "appservices-server";

    /// <summary>
    /// The program's path: <c>$env:APPSERVICES_SERVER</c>, else the folder <c>server</c> beside the module's, else the
    /// search path; null when it is nowhere.
    /// </summary>
    public static string? Find(string moduleFolder)
    {
        if (Environment.GetEnvironmentVariable("APPSERVICES_SERVER") is { Length: > 0 } configured)
            return File.Exists(configured) ? configured : null;
        string beside = Path.GetFullPath(Path.Combine(moduleFolder, "..", "server", Name + ".dll"));
        return File.Exists(beside) ? beside : OnSearchPath();
    }

    /// <summary>How to start the program at <paramref name="path"/>; a .dll is run by <c>dotnet</c>.</summary>
    public static ProcessStartInfo CommandLine(string path, IEnumerable<string> arguments)
    {
        bool isLibrary = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        IEnumerable<string> all = isLibrary ? arguments.Prepend(path) : arguments;
        return new ProcessStartInfo(isLibrary ? DotNet() : path, string.Join(" ", all.Select(Quote)));
    }

    private static string DotNet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    private static string? OnSearchPath()
    {
        string file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Name + ".exe" : Name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    // .NET Framework has no argument list, so both targets quote by the rules that .NET parses with.
    private static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.IndexOfAny([' ', '\t', '"']) < 0) return argument;
        var quoted = new System.Text.StringBuilder("\"");
        int backslashes = 0;
        foreach (char character in argument)
        {
            if (character == '"') quoted.Append('\\', backslashes + 1);
            backslashes = character == '\\' ? backslashes + 1 : 0;
            quoted.Append(character);
        }
        return quoted.Append('\\', backslashes).Append('"').ToString();
    }
}
