using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace AppServices.Tests;

/// <summary>Where things lie in the checkout that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built module, importable by path.</summary>
    public static string Module => Path.Combine(Root, "out", "AppServices", "AppServices.psd1");

    /// <summary>The built server.</summary>
    public static string Server => Path.Combine(Root, "out", "server", "appservices-server.dll");

    /// <summary>The version of everything that is built.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AppServices.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests must run from below the folder of AppServices.sln.");
    }
}
