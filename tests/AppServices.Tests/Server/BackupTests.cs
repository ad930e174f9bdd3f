using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary><c>backup</c> and <c>restore</c>.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly StateSchema s_things = new("things", [], []);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("backup-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_temporary.FullName, "data");

    private string Backup => Path.Combine(_temporary.FullName, "backup");

    private string Restored => Path.Combine(_temporary.FullName, "restored");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task A_backup_that_is_made_while_others_write_has_what_was_there_at_one_moment()
    {
        DataFolder data = DataFolder.Open(Data);
        Directory.CreateDirectory(Path.Combine(Data, "apps", "one"));
        File.WriteAllText(Path.Combine(Data, "apps", "one", "app.json"), "{}");
        using var presence = new ServerPresence(Data);
        await WriteAsync(data.Store, 0, 1000);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> writing = Task.Run(async () =>
        {
            int count = 1000;
            for (; !enough.IsCancellationRequested; count++)
            {
                await WriteAsync(data.Store, count, 1);
                began.TrySetResult();
            }
            return count;
        });
        await began.Task;

        string output = await RunAsync(BackupCommand.Create(), Backup, "--data", Data);
        await enough.CancelAsync();
        int written = await writing;

        Assert.StartsWith($"Backed up {Data} to {Backup}: appservices.db (", output, StringComparison.Ordinal);
        Assert.EndsWith(" MB), 2 other files.\n", output, StringComparison.Ordinal);
        output = await RunAsync(BackupCommand.CreateRestore(), Backup, "--data", Restored);
        Assert.StartsWith($"Restored {Backup} to {Restored}: appservices.db (", output, StringComparison.Ordinal);
        DataFolder restored = DataFolder.Open(Restored, checks: true);
        int[] ids = [.. (await AllAsync(restored.Store)).Order()];
        Assert.Equal(Enumerable.Range(0, ids.Length), ids);
        Assert.Equal(0, ids.Length % 2);
        Assert.InRange(ids.Length / 2, 1001, written);
        Assert.Equal(data.SigningKeys[0].Secret, restored.SigningKeys[0].Secret);
        Assert.Equal("{}", File.ReadAllText(Path.Combine(Restored, "apps", "one", "app.json")));
        await WriteAsync(restored.Store, written, 1);
        await restored.Store.DisposeAsync();
        await data.Store.DisposeAsync();
        AssertOwn(Backup);
        AssertOwn(Restored);
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_half_made_is_left()
    {
        await DataFolder.Open(Data).Store.DisposeAsync();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Restored).FullName, "mine"), "x");
        byte[] before = File.ReadAllBytes(Path.Combine(Data, "appservices.db"));

        await AssertRefusedAsync(BackupCommand.Create(), $"{Restored}: There is something here already", Restored, "--data", Data);
        await AssertRefusedAsync(BackupCommand.Create(), $"{Path.Combine(Data, "inner")}: This is inside of", Data + "/inner", "--data", Data);
        await AssertRefusedAsync(BackupCommand.Create(), $"{Backup}: There is no appservices.db", Restored, "--data", Backup);
        await AssertRefusedAsync(BackupCommand.Create(), "Say which data: give the data folder with --data", Backup);
        await AssertRefusedAsync(BackupCommand.CreateRestore(), $"{Data}: This is inside of", Data, "--data", Data + "/");
        await AssertRefusedAsync(BackupCommand.CreateRestore(), $"{Restored}: There is something here already", Data, "--data", Restored);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Restored).Select(Path.GetFileName));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Data, "appservices.db")));

        File.WriteAllBytes(Path.Combine(Data, "appservices.db"), [.. before.AsSpan(0, 8192), .. new byte[before.Length - 8192]]);
        await AssertRefusedAsync(BackupCommand.Create(), $"{Path.Combine(Data, "appservices.db")}: The database is damaged: ", Backup, "--data", Data);
        Assert.False(Directory.Exists(Backup));
        File.WriteAllText(Path.Combine(Data, "appservices.db"), "");
        await AssertRefusedAsync(BackupCommand.CreateRestore(), "is no database of a server", Data, "--data", Backup);
        Assert.False(Directory.Exists(Backup));
    }

    [Fact]
    public async Task A_file_that_deployments_share_is_one_in_backups_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no links are made there");
        await DataFolder.Open(Data).Store.DisposeAsync();
        string page = Path.Combine("hosting", "files", "page"), moved = Path.Combine("hosting", "files", "moved");
        string[] shared = [Path.Combine("1", page), Path.Combine("3", page), Path.Combine("4", moved)];
        Write(Data, shared[0], "one");
        foreach (string other in shared[1..]) HardLink.CreateOrCopy(AppFile(Data, shared[0]), AppFile(Data, other));
        Write(Data, Path.Combine("2", page), "two");
        File.WriteAllText(Path.Combine(Data, "mine"), "one");

        await RunAsync(BackupCommand.Create(), Backup, "--data", Data);
        await RunAsync(BackupCommand.CreateRestore(), Backup, "--data", Restored);
        foreach (string folder in (string[])[Restored, Backup, Data])
        {
            Assert.All(shared, path => Assert.Equal("one", File.ReadAllText(AppFile(folder, path))));
            // Whoever writes to a file writes to all that are the same.
            File.AppendAllText(AppFile(folder, shared[0]), "+");
            Assert.All(shared, path => Assert.Equal("one+", File.ReadAllText(AppFile(folder, path))));
            Assert.Equal("two", File.ReadAllText(AppFile(folder, Path.Combine("2", page))));
            Assert.Equal("one", File.ReadAllText(Path.Combine(folder, "mine")));
        }
    }

    private static void Write(string folder, string path, string text) => File.WriteAllText(AppFile(folder, path), text);

    private static string AppFile(string folder, string path)
    {
        string file = Path.Combine(folder, "apps", "one", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    // Two documents with each write, so that half of one would be seen.
    private static Task WriteAsync(IDataStore store, int from, int count) => store.WriteAsync(
        [.. Enumerable.Range(2 * from, 2 * count).Select(i => new StateWrite.Insert(s_things, new BsonDocument { ["_id"] = i, ["text"] = new string('x', 300) }))],
        Token);

    private static async Task<List<int>> AllAsync(IDataStore store) => await store.ReadAsync(
        session => session.FindAsync(s_things.FullName, new StoreQuery(StoreFilter.Everything), Token), Token)
        .Select(found => found.Document["_id"].AsInt32).ToListAsync(Token);

    private static async Task<string> RunAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        await new RootCommand { command }.Parse([command.Name, .. arguments]).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }, Token);
        return output.ToString();
    }

    private static async Task AssertRefusedAsync(Command command, string message, params string[] arguments) => Assert.Contains(
        message, (await Assert.ThrowsAsync<ConfigurationException>(() => RunAsync(command, arguments))).Message, StringComparison.Ordinal);

    private static void AssertOwn(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(["apps", "appservices.db", "signing.key"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(own, File.GetUnixFileMode(Path.Combine(folder, "appservices.db")));
        Assert.Equal(own, File.GetUnixFileMode(Path.Combine(folder, "signing.key")));
    }
}
