using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Storage.Sqlite;
using AppServices.Tests.Services;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What <c>/health</c> tells those who watch over servers.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_server_that_cannot_write_is_alive_and_not_ready_until_it_can()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        Assert.Equal((200, 200, 200), await AskAsync(server));
        SqliteStore store = (SqliteStore)server.Data.Store;
        int table = await store.InspectAsync(
            read => read.Catalog.Find(new("", "appservices", "health"))!.Id, TestContext.Current.CancellationToken);
        Run(server, $"CREATE TRIGGER full BEFORE INSERT ON d{table} BEGIN SELECT RAISE(FAIL, 'no'); END");

        await WaitAsync(server, (503, 503, 200));
        Assert.Contains(server.Log.Entries, line => line.Contains("cannot be written and read: ", StringComparison.Ordinal));

        Run(server, "DROP TRIGGER full");
        await WaitAsync(server, (200, 200, 200));
    }

    [Fact]
    public async Task A_server_whose_database_turns_out_to_be_damaged_is_not_ready_any_more()
    {
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture server = await AppServerFixture.StartAsync(app);
        string token = await DocumentApp.LogInAsync(server);
        string document = $"{{\"text\":\"{new string('x', 3000)}\"}}", documents = string.Join(',', Enumerable.Repeat(document, 500));
        foreach (int _ in Enumerable.Range(0, 4)) await server.ResultAsync(token, "insertMany", "items", $"\"documents\":[{documents}]");
        await server.Data.Store.TidyAsync(TestContext.Current.CancellationToken);
        using (FileStream file = new(Path.Combine(server.Data.Path, DataFolder.Database), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2;
            file.Write(new byte[file.Length / 4]);
        }

        Assert.Equal(500, (int)(await DocumentApp.CallAsync(server, token, "find", "items", "\"query\":{\"a\":1}")).Status);

        Assert.Equal((503, 503, 200), await AskAsync(server));
        Assert.Contains(server.Log.Entries, line => line.StartsWith("health: The database is damaged: ", StringComparison.Ordinal) && line.Contains("appservices-server repair", StringComparison.Ordinal));
    }

    private static async Task<(int All, int Ready, int Live)> AskAsync(AppServerFixture server) =>
        (await StatusAsync(server, "/health"), await StatusAsync(server, "/health/ready"), await StatusAsync(server, "/health/live"));

    private static async Task<int> StatusAsync(AppServerFixture server, string path)
    {
        using HttpResponseMessage reply = await server.Http.GetAsync(path, TestContext.Current.CancellationToken);
        string text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(reply.StatusCode == HttpStatusCode.OK ? "Healthy" : "Unhealthy", text);
        Assert.True(reply.Headers.CacheControl!.NoStore);
        return (int)reply.StatusCode;
    }

    // An answer counts for a second.
    private static async Task WaitAsync(AppServerFixture server, (int, int, int) expected)
    {
        while (await AskAsync(server) != expected) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private static void Run(AppServerFixture server, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Data.Path, DataFolder.Database)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
