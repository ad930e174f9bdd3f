using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Processes;

/// <summary>A server on a free port, from the moment it says that it is ready.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Child _child;

    private Server(Child child, string? data)
    {
        _child = child;
        Data = data;
    }

    public Uri Address { get; private set; } = null!;

    public string AppId { get; private set; } = "";

    /// <summary>The folder with the server's data; null when it has none.</summary>
    public string? Data { get; }

    /// <summary>Starts our server on an app, with data of its own that goes when the server does.</summary>
    /// <param name="app">The app's folder in the repository.</param>
    /// <param name="settings">What the file of <c>--settings</c> says; null for no such file.</param>
    /// <param name="options">Further options.</param>
    public static async Task<Server> StartAsync(
        string app = "samples/quickstart", string? settings = null, params IEnumerable<string> options)
    {
        string data = Directory.CreateTempSubdirectory("appservices-benchmark-").FullName, file = Path.Combine(data, "settings.json");
        if (settings is not null) await File.WriteAllTextAsync(file, settings);
        string[] more = settings is null ? [.. options] : ["--settings", file, .. options];
        return await ReadyAsync(
            data, Program, ["serve", Repository.Find(app), "--urls", "http://127.0.0.1:0", "--data", data, "--stop-with-stdin", .. more]);
    }

    /// <summary>The time that processors have worked for it.</summary>
    public TimeSpan ProcessorTime => _child.ProcessorTime;

    /// <summary>The memory of its process and the files of its data, in bytes.</summary>
    public (long Memory, long Files) Measure() =>
        (_child.Memory, new DirectoryInfo(Data!).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));

    /// <summary>The next line that it says after it is ready.</summary>
    public Task<string> ReadLineAsync() => _child.ReadLineAsync();

    /// <summary>Runs another command of our server's program to its end, and returns the first line that it says.</summary>
    public static async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        await using Child child = Child.StartDotNet(Program, arguments);
        return await child.ReadLineAsync();
    }

    /// <summary>Starts the server that serves nothing.</summary>
    public static Task<Server> StartEmptyAsync() => ReadyAsync(null, Repository.Find("out/benchmarks/EmptyServer.dll"));

    /// <summary>Starts the server that has rows in SQLite.</summary>
    /// <param name="database">Its file, which is made.</param>
    /// <param name="rows">How many rows there are from the start.</param>
    public static Task<Server> StartSqliteAsync(string database, int rows) => ReadyAsync(
        null, Repository.Find("out/benchmarks/SqliteServer.dll"), database, rows.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        if (Data is not null) Directory.Delete(Data, recursive: true);
    }

    private static string Program => Repository.Find("out/server/appservices-server.dll");

    private static async Task<Server> ReadyAsync(string? data, string library, params IEnumerable<string> arguments)
    {
        var server = new Server(Child.StartDotNet(library, arguments), data);
        try
        {
            await server.ReadReadyLineAsync();
            return server;
        }
        catch (BenchmarkException)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task ReadReadyLineAsync()
    {
        string[] words;
        do words = (await _child.ReadLineAsync()).Split(' ');
        while (words is not ["Ready:", _, "serving", _]);
        Address = new Uri(words[1]);
        AppId = words[3].Split(',')[0];
    }
}
