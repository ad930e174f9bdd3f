using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Servers;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Where Start-AppServer finds the program.</summary>
public sealed class ServerProgramTests : IDisposable
{
    private static readonly string s_program = OperatingSystem.IsWindows() ? "appservices-server.exe" : "appservices-server";

    private readonly string _root = Directory.CreateTempSubdirectory("appservices-program-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("named/appservices-server.dll", "server/appservices-server.dll path/*", "APPSERVICES_SERVER=named/appservices-server.dll")]
    [InlineData("named/any name", "", "APPSERVICES_SERVER=named/any name")]
    [InlineData("named/*", "named/appservices-server.dll path/*", "APPSERVICES_SERVER=named")]
    [InlineData("named/appservices-server.dll", "", "APPSERVICES_SERVER=named")]
    [InlineData("server/appservices-server.dll", "path/* home/.dotnet/tools/*", "")]
    [InlineData("path/*", "home/.dotnet/tools/*", "")]
    [InlineData("home/.dotnet/tools/*", "", "")]
    public void The_first_of_the_places_counts(string expected, string others, string variable)
    {
        foreach (string file in others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(expected)) Write(file);

        Assert.Equal(Full(expected), ServerProgram.Find(Full("AppServices"), Environment(variable)));
    }

    [Theory]
    [InlineData("APPSERVICES_SERVER=named")]
    [InlineData("")]
    public void Where_it_was_looked_for_is_said_when_it_is_nowhere(string variable)
    {
        if (variable.Length > 0) Write("path/*");

        var error = Assert.Throws<AppServicesException>(() => ServerProgram.Find(Full("AppServices"), Environment(variable)));

        Assert.Contains(Full(variable.Length > 0 ? "named" : "home/.dotnet/tools"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_is_the_line_that_installs_the_version_of_this_module() => Assert.EndsWith(
        $"dotnet tool install --global appservices-server --version {Repository.Version}", ServerProgram.HowToInstall, StringComparison.Ordinal);

    private Func<string, string?> Environment(string variable)
    {
        var all = new Dictionary<string, string>
        {
            ["PATH"] = string.Join(Path.PathSeparator, Full("empty"), Full("path")),
            ["DOTNET_CLI_HOME"] = Full("home"),
        };
        if (variable.Split('=') is [var name, var value]) all[name] = Full(value);
        return wanted => all.GetValueOrDefault(wanted);
    }

    private void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(file))!);
        File.WriteAllText(Full(file), "");
    }

    private string Full(string file) => Path.GetFullPath(Path.Combine(_root, file.Replace("*", s_program)));
}
