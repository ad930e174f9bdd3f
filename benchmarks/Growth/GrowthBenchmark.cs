using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Growth;

/// <summary>
/// Calls of a function, one after another and each of another app, where a server has many apps; beside the same calls where it has few.
/// And writes that make a collection or are refused, where a database has many collections and few. What grows with users and sessions is
/// measured by the fleet, and with documents by theirs.
/// </summary>
internal sealed class GrowthBenchmark : IBenchmark
{
    private const int Few = 10;
    private const int Many = 1_000;
    private const int Callers = 10;
    private const int Calls = 2_000;
    private const int ManyCollections = 2_000;
    private const int Works = 5;
    private const int Refusals = 20;

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"name":"sum","arguments":[1,2]}""");

    private readonly string _folder = Directory.CreateTempSubdirectory("appservices-benchmark-").FullName;
    private readonly List<Server> _servers = [];
    private readonly List<BareClient> _clients = [];

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        for (int i = 0; i < Many; i++) CopyApp(i);
        Subject many = await ServeAsync("1,000 apps", Many), few = await ServeAsync("10 apps", Few);
        Subject full = await FillAsync("2,000 colls.", ManyCollections), small = await FillAsync("10 colls.", Few);
        await Subject.WarmUpAsync(10, many, few, full, small);
        return
        [
            new Row("apps", "/s", many, [new Rival(few, Target.AtLeast(0.77))]),
            new Row("collections", "/s", full, [new Rival(small, Target.AtLeast(0.77))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        foreach (Server server in _servers) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Folder(int app) => Path.Combine(_folder, AppId(app));

    private static string AppId(int app) => string.Create(CultureInfo.InvariantCulture, $"app{app}-abcde");

    // Without its triggers, which are busy by themselves.
    private void CopyApp(int app)
    {
        string source = Repository.Find("samples/quickstart"), target = Folder(app);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(source, file);
            if (name.StartsWith("triggers", StringComparison.Ordinal)) continue;
            string copy = Path.Combine(target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        string root = Path.Combine(target, "root_config.json");
        JsonNode config = JsonNode.Parse(File.ReadAllText(root))!;
        config["app_id"] = AppId(app);
        File.WriteAllText(root, config.ToJsonString());
    }

    private async Task<Subject> ServeAsync(string name, int apps)
    {
        Server server = await Server.StartAsync(Folder(0), options: Enumerable.Range(1, apps - 1).Select(Folder));
        _servers.Add(server);
        var clients = new BareClient[Callers];
        for (int i = 0; i < Callers; i++)
            _clients.Add(clients[i] = await BareClient.LogInAsync(server.Address, AppId(i * apps / Callers), CancellationToken.None));
        return new Subject(name, async () =>
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++) await clients[i % Callers].PostAsync(s_body, CancellationToken.None);
            return Calls / Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
    }

    private async Task<Subject> FillAsync(string name, int collections)
    {
        Server server = await Server.StartAsync("benchmarks/Growth/app");
        _servers.Add(server);
        BareClient client = await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None);
        _clients.Add(client);
        for (int first = 0; first < collections; first += Few) await CallAsync("fill", first, Few);
        int made = 0;
        return new Subject(name, async () =>
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < Works; i++) await CallAsync("work", made++, Refusals);
            return Works * (1 + Refusals) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        });

        Task CallAsync(string function, int one, int other) => client.PostAsync(
            Encoding.UTF8.GetBytes($$"""{"name":"{{function}}","arguments":[{{one}},{{other}}]}"""), CancellationToken.None);
    }
}
