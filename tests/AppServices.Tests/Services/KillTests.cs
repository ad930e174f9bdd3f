using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using AppServices.Server.Hosting;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The server is killed while it writes all that it can write.</summary>
public sealed class KillTests : IDisposable
{
    // APPSERVICES_TEST_KILLS asks for more than a suite that is often run has time for.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_KILLS"), out int kills) ? kills : 3;

    private readonly AppFolder _app = KilledServer.App();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("killed-");

    public void Dispose()
    {
        _app.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_nothing_is_half_done_and_the_next_start_needs_no_repair()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        Assert.Equal(0, (await ServerProgram.RunAsync(
            "index", "create", """{"mark":1}""", "--unique", "--app", DocumentApp.Id, "--data", _data.FullName, "--database", "shop", "--collection", "items")).ExitCode);
        ProgramResult created = await ServerProgram.RunAsync("admin-key", "create", "ci", "--role", "owner", "--data", _data.FullName);
        string[] key = created.Output.Trim().Split('\n')[^1].Split(':');
        string settings = Path.Combine(_data.FullName, "settings.json");
        await File.WriteAllTextAsync(settings, """{"logins":{"failuresByAddress":100000,"failuresByAccount":100000,"requestsByAddress":100000,"requestsByAccount":100000}}""", TestContext.Current.CancellationToken);

        int seed = Random.Shared.Next();
        var moment = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Moments of seed {seed}.");
        IReadOnlyList<KilledWrites> all = KilledWrites.All();
        KilledServer? server = null;
        for (int kill = 0; kill <= s_kills; kill++)
        {
            await using RunningServer running = await RunningServer.StartAsync(_app.Path, _data.FullName, "--writable", "--settings", settings);
            server = await KilledServer.SignInAsync(running, server, key[0], key[1]);
            foreach (KilledWrites writes in all) await writes.CheckAsync(server, writes);
            if (kill == s_kills) break;
            // After so many writes and a little more, since a busy machine may take long for the first of them.
            int left = moment.Next(1, 200);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] writers = [.. all.Select(writes => writes.RunAsync(server, () =>
            {
                if (Interlocked.Decrement(ref left) == 0) enough.TrySetResult();
            }))];
            await Task.WhenAny([enough.Task, .. writers]);
            await Task.Delay(moment.Next(0, 15), TestContext.Current.CancellationToken);
            running.Process.Kill();
            await Task.WhenAll(writers);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", all.Select(writes => $"{writes.Acknowledged.Count} {writes.Name}")));
        Assert.True(all.Sum(writes => writes.Acknowledged.Count) >= s_kills, "The server was killed before it wrote.");
        await AssertUndamagedAsync();
    }

    private async Task AssertUndamagedAsync()
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_data.FullName, DataFolder.Database)};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand check = database.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await check.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
