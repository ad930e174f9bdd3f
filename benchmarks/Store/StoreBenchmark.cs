using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Store;

/// <summary>
/// A user's reads and writes of 100,000 documents of their own, through rules, by 16 at once: beside a web server of a page that has the
/// same rows in SQLite and knows no users, and beside one that does nothing.
/// </summary>
internal sealed class StoreBenchmark : IBenchmark
{
    private const int Documents = 100_000;
    private const int Batch = 1000;
    private const int Count = 16;
    private const int WarmUps = 10;

    private readonly List<BareClient> _clients = [];
    private readonly List<Server> _servers = [];
    private string? _folder;
    private int _next = Documents;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("appservices-benchmark-").FullName;
        Server server = Started(await Server.StartAsync("benchmarks/Store/app"));
        Server sqlite = Started(await Server.StartSqliteAsync(Path.Combine(_folder, "items.db"), Documents));
        Server empty = Started(await Server.StartEmptyAsync());
        BareClient user = Known(await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None));
        string owner = "";
        for (int first = 0; first < Documents; first += Batch)
            owner = await PostAsync(user, $$"""{"name":"load","arguments":[{{first}},{{Batch}}]}""");
        await Server.RunAsync(
            "index", "create", "{\"group\":1}", "--app", server.AppId, "--data", server.Data!, "--database", "shop", "--collection",
            "items");
        Subject nothing = Calls("empty endp.", Known(new BareClient(new Uri(empty.Address, "/reply"))), 4000, () => "{}", IsObject);
        Row[] rows =
        [
            Row(
                "read _id", 2000, () => On("findOne", $$""" "query":{"_id":{{Any()}}} """), "/id", Any, 0.5,
                reply => reply.Contains("xxx", StringComparison.Ordinal)),
            Row(
                "read index", 1000, () => On("find", $$""" "query":{"group":{{Any() / 10}}} """), "/group", () => Any() / 10, 0.5,
                reply => reply.Length > 1000),
            Row(
                "insert one", 500, () => On("insertOne", $$""" "document":{{Document(Next(), owner)}} """), "/one", () => Next(), 0.5,
                IsObject),
            Row(
                "insert 1000", 10, () => On("insertMany", $$""" "documents":[{{Many(owner)}}] """), "/many", () => Next(Batch), 0.7,
                IsObject),
        ];
        foreach (Row row in rows) await Subject.WarmUpAsync(WarmUps, [row.Ours, .. row.Rivals.Select(static rival => rival.Subject)]);
        return rows;

        Row Row(string name, int calls, Func<string> body, string path, Func<int> number, double least, Func<string, bool> isRight)
        {
            BareClient rival = Known(new BareClient(new Uri(sqlite.Address, path)));
            var beside = new Rival(
                Calls("SQLite endp.", rival, calls, () => $$"""{"number":{{number()}}}""", isRight), Target.AtLeast(least));
            Subject ours = Calls("AppServices", user, calls, body, isRight);
            return new Row(name, "/s", ours, path == "/many" ? [beside] : [beside, new Rival(nothing, Target.AtLeast(0.4))]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        foreach (Server server in _servers) await server.DisposeAsync();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static Subject Calls(string name, BareClient client, int calls, Func<string> body, Func<string, bool> isRight) => new(
        name, async () => calls / (await Crowd.RunAsync(Count, calls, async _ =>
        {
            string reply = await PostAsync(client, body());
            if (!isRight(reply)) throw new BenchmarkException($"{name} answered {reply}");
        })).TotalSeconds);

    private static async Task<string> PostAsync(BareClient client, string body) =>
        Encoding.UTF8.GetString(await client.PostAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None));

    private static string On(string operation, string more) =>
        $$"""{"name":"{{operation}}","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items",{{more}}}]}""";

    private static string Document(int id, string owner) =>
        $$"""{"_id":{{id}},"owner":{{owner}},"group":{{id / 10}},"text":"{{new string('x', 100)}}"}""";

    private string Many(string owner)
    {
        int first = Next(Batch);
        var documents = new StringBuilder(Document(first, owner));
        for (int i = 1; i < Batch; i++) documents.Append(',').Append(Document(first + i, owner));
        return documents.ToString();
    }

    private static int Any() => Random.Shared.Next(Documents);

    // The first of so many numbers that nobody has had.
    private int Next(int count = 1) => Interlocked.Add(ref _next, count) - count;

    private static bool IsObject(string reply) => reply.StartsWith('{');

    private Server Started(Server server)
    {
        _servers.Add(server);
        return server;
    }

    private BareClient Known(BareClient client)
    {
        _clients.Add(client);
        return client;
    }
}
