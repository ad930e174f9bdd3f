using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.Deploy;

/// <summary>
/// Starts the server by the command line of a file of deploy/, with folders of a test in the place of those of a machine.
/// </summary>
internal sealed class DeployedServer : IDisposable
{
    private const string Address = "--urls";

    private readonly AppFolder _app = DocumentApp.Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("deployed-");
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <summary>The text of a file of deploy/.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", name));

    /// <summary>Its lines, of which one that goes on is one.</summary>
    public static string[] ReadLines(string name) =>
        Read(name).ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    /// <summary>Says which place of the command line has the app.</summary>
    public DeployedServer WithApp(string place) => With(place, _app.Path);

    /// <summary>Says which place is a folder to write to.</summary>
    public DeployedServer WithFolder(string place) => With(place, Path.Combine(_folder.FullName, $"{_places.Count}"));

    /// <summary>Says what file is at a place.</summary>
    public DeployedServer WithFile(string place, string text)
    {
        string path = Path.Combine(_folder.FullName, $"{_places.Count}.json");
        File.WriteAllText(path, text);
        return With(place, path);
    }

    /// <summary>Starts it, at a free port instead of the one that is said.</summary>
    /// <param name="arguments">The command line, of which each place must be known.</param>
    /// <param name="variables">Variables of its environment.</param>
    public Task<RunningServer> StartAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        Assert.Equal("serve", arguments[0]);
        string[] known = [.. arguments.Select((argument, i) => i > 0 && arguments[i - 1] == Address ? "http://127.0.0.1:0"
            : _places.TryGetValue(argument, out string? place) ? place : argument)];
        Assert.DoesNotContain(known, argument => argument is ['/' or '%', ..] && !_places.ContainsValue(argument));
        return RunningServer.StartAsync(variables ?? new Dictionary<string, string>(), known);
    }

    /// <summary>The port of a command line.</summary>
    public static int PortOf(IEnumerable<string> arguments) =>
        new Uri(arguments.SkipWhile(argument => argument != Address).ElementAt(1)).Port;

    /// <summary>Asserts that the server answers a path with 200.</summary>
    public static async Task AssertHealthyAsync(RunningServer server, string path)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal("Healthy", await server.Http.GetStringAsync(path, cancel));
    }

    public void Dispose()
    {
        _app.Dispose();
        _folder.Delete(recursive: true);
    }

    private DeployedServer With(string place, string path)
    {
        _places.Add(place, path);
        return this;
    }
}
