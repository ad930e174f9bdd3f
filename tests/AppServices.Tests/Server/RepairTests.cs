using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary><c>repair</c>.</summary>
public sealed class RepairTests : IDisposable
{
    private const int Documents = 1500;
    private const int PageSize = 4096;
    private static readonly CollectionName s_items = new("shop-qwert/mongodb-atlas", "store", "items");
    private static readonly ChangeReader s_reader = new("shop-qwert/reorder", s_items, WantsBefore: false);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("repair-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_temporary.FullName, "data");

    private string Database => Path.Combine(Data, DataFolder.Database);

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task What_can_be_read_is_saved_and_the_rest_is_told()
    {
        string position = await FillAsync();
        Assert.Equal((0, $"{Data}: The database is not damaged, and was not changed.\n"), await RunAsync());
        byte[] damaged = Damage(new Random(1), Enumerable.Range(150, 3));

        (int exitCode, string output) = await RunAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Repaired {Data}. What could be read:\n", output, StringComparison.Ordinal);
        Match items = Regex.Match(output, @"\n +(\d+) documents of shop-qwert/mongodb-atlas store.items; (\d+) lost\n");
        Assert.True(items.Success, output);
        int saved = int.Parse(items.Groups[1].Value, null), lost = int.Parse(items.Groups[2].Value, null);
        Assert.Equal(Documents, saved + lost);
        Assert.InRange(lost, 1, 60);
        string kept = Regex.Match(output, "The damaged database is kept: (.*)\n").Groups[1].Value;
        Assert.Equal(damaged, File.ReadAllBytes(kept));
        await AssertIntactAsync(saved);
        await using IDataStore store = DataFolder.Open(Data).Store;
        Assert.Equal(position, await store.LatestChangeAsync(s_reader.Scope, Token));
        await InsertAsync(store, [Document(Documents)]);
        await foreach (ChangeBatch batch in store.ReadChangesAsync(s_reader, position, Token))
        {
            Assert.Equal(Documents, Assert.Single(batch.Changes).Document["documentKey"]["_id"]);
            break;
        }
    }

    [Fact]
    public async Task Whatever_is_damaged_what_is_saved_is_as_it_was()
    {
        await FillAsync();
        byte[] whole = File.ReadAllBytes(Database);
        int pages = whole.Length / PageSize;
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            File.WriteAllBytes(Database, whole);
            byte[] damaged = Damage(random, Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(1, pages)));
            (int exitCode, string output) = (0, "");
            try
            {
                (exitCode, output) = await RunAsync();
            }
            catch (ConfigurationException error)
            {
                Assert.Contains("Nothing of the database can be read", error.Message, StringComparison.Ordinal);
                Assert.Equal(damaged, File.ReadAllBytes(Database));
                continue;
            }
            Assert.StartsWith("Repaired", output, StringComparison.Ordinal);
            await AssertIntactAsync(null);
            foreach (string kept in Directory.EnumerateFiles(Data, "*.damaged-*")) File.Delete(kept);
        }
    }

    [Fact]
    public async Task Nothing_is_touched_when_nothing_can_be_read_or_a_server_runs()
    {
        await FillAsync();
        byte[] damaged = Damage(new Random(1), [0]);
        string[] files = [.. Directory.EnumerateFiles(Data)];
        Assert.Contains("Nothing of the database can be read", (await Assert.ThrowsAsync<ConfigurationException>(RunAsync)).Message, StringComparison.Ordinal);
        using (new ServerPresence(Data))
            Assert.Equal($"{Data}: A server runs on this folder. Stop it first.", (await Assert.ThrowsAsync<ConfigurationException>(RunAsync)).Message);
        Assert.Equal(damaged, File.ReadAllBytes(Database));
        Assert.Equal(files, Directory.EnumerateFiles(Data));
    }

    private async Task<string> FillAsync()
    {
        await using IDataStore store = DataFolder.Open(Data).Store;
        await store.EnsureIndexAsync(s_items, new IndexDefinition(new BsonDocument("group", 1)), Token);
        await InsertAsync(store, [.. Enumerable.Range(0, Documents).Select(Document)]);
        await store.KeepChangesAsync(s_reader, null, Token);
        await InsertAsync(store, [new BsonDocument { ["_id"] = "told", ["group"] = -1 }]);
        await store.WriteAsync(
            async session =>
            {
                foreach (StoredDocument told in await session.FindAsync(s_items, new StoreQuery(StoreFilter.OfId("told")), Token).ToListAsync(Token))
                    await session.DeleteAsync(s_items, told);
                return true;
            },
            Token);
        return await store.LatestChangeAsync(s_reader.Scope, Token);
    }

    private static BsonDocument Document(int id) => new() { ["_id"] = id, ["group"] = id % 7, ["text"] = new string((char)('a' + (id % 26)), 200 + (id % 300)) };

    private static Task<bool> InsertAsync(IDataStore store, IReadOnlyList<BsonDocument> documents) => store.WriteAsync(
        async session =>
        {
            foreach (BsonDocument document in documents) await session.InsertAsync(s_items, document);
            return true;
        },
        Token);

    private byte[] Damage(Random random, IEnumerable<int> pages)
    {
        byte[] content = File.ReadAllBytes(Database);
        foreach (int page in pages) random.NextBytes(content.AsSpan(page * PageSize, PageSize));
        File.WriteAllBytes(Database, content);
        return content;
    }

    private async Task AssertIntactAsync(int? count)
    {
        await using IDataStore store = DataFolder.Open(Data, checks: true).Store;
        List<BsonDocument> found = await FindAsync(store, StoreFilter.Everything);
        Assert.All(found, document => Assert.Equal(Document(document["_id"].AsInt32), document));
        if (count is { } expected) Assert.Equal(expected, found.Count);
        Assert.Equal(
            found.Count(document => document["group"] == 3), (await FindAsync(store, StoreFilter.Parse(new BsonDocument("group", 3), Token))).Count);
    }

    private static async Task<List<BsonDocument>> FindAsync(IDataStore store, StoreFilter filter) =>
        await store.ReadAsync(session => session.FindAsync(s_items, new StoreQuery(filter), Token), Token).Select(found => found.Document).ToListAsync(Token);

    private async Task<(int ExitCode, string Output)> RunAsync()
    {
        var output = new StringWriter { NewLine = "\n" };
        int exitCode = await new RootCommand { RepairCommand.Create() }.Parse(["repair", "--data", Data])
            .InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, Token);
        return (exitCode, output.ToString());
    }
}
