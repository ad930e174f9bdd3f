using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace AppServices.Servers;

/// <summary>Finds the server program and makes its command line.</summary>
internal static class ServerProgram
{
    private const string Name = "appservices-server";
    private const string Variable = "APPSERVICES_SERVER";

    // Set for servers at large, it would take the data of one for trial out of its data folder.
    private const string MongodbVariable = "APPSERVICES_MONGODB_URI";

    private static readonly string s_executable = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Name + ".exe" : Name;

    /// <summary>How to get the program that belongs to this module.</summary>
    public static string HowToInstall { get; } =
        $"With .NET 10 installed, run: dotnet tool install --global {Name} --version {Version()}";

    /// <summary>
    /// The program's path: where <c>$env:APPSERVICES_SERVER</c> says, and nowhere else; without it in the folder <c>server</c> beside the
    /// module's, on the search path, or among the account's .NET tools, which may be missing on that.
    /// </summary>
    /// <param name="moduleFolder">The module's folder.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="AppServicesException">It is not there; the message says where it was looked for.</exception>
    public static string Find(string moduleFolder, Func<string, string?> environment)
    {
        if (environment(Variable) is { Length: > 0 } configured)
            return File.Exists(configured) ? configured
                : In(configured) ?? throw new AppServicesException($"$env:{Variable} is '{configured}', where no {Name} is.");
        // Windows takes quotation marks around a folder.
        IEnumerable<string> search = (environment("PATH") ?? "")
            .Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries).Select(folder => folder.Trim('"'));
        string[] folders = [Path.GetFullPath(Path.Combine(moduleFolder, "..", "server")), .. search, ToolFolder(environment)];
        return folders.Select(In).FirstOrDefault(program => program is not null) ?? throw new AppServicesException(
            $"The server program {Name} was not found: $env:{Variable} is not set, and it is neither on the search path nor in " +
            $"'{folders[folders.Length - 1]}'.");
    }

    /// <summary>How to start the program at <paramref name="path"/>; a .dll is run by <c>dotnet</c>.</summary>
    public static ProcessStartInfo CommandLine(string path, IEnumerable<string> arguments)
    {
        bool isLibrary = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        IEnumerable<string> all = isLibrary ? arguments.Prepend(path) : arguments;
        var start = new ProcessStartInfo(isLibrary ? DotNet() : path, string.Join(" ", all.Select(Quote)));
        start.Environment.Remove(MongodbVariable);
        return start;
    }

    private static string DotNet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    // Where dotnet tool install --global puts programs.
    private static string ToolFolder(Func<string, string?> environment) => Path.Combine(
        environment("DOTNET_CLI_HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        ".dotnet", "tools");

    private static string? In(string folder) =>
        new[] { s_executable, Name + ".dll" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static string Version() => typeof(ServerProgram).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

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
