using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The folder with the server's memory.</summary>
public sealed class DataFolderTests : IDisposable
{
    private static readonly StateSchema s_things = new("things", [], []);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("data-");

    private string Folder => Path.Combine(_temporary.FullName, "a", "data");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_its_owner_can_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no mode there.");
        await using IDataStore store = DataFolder.Open(Folder).Store;
        await store.WriteAsync(new StateWrite.Insert(s_things, new BsonDocument("_id", 1)), TestContext.Current.CancellationToken);
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(own | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        string[] files = [.. Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal)];
        Assert.Equal(["appservices.db", "appservices.db-shm", "appservices.db-wal", "signing.key"], files.Select(Path.GetFileName));
        Assert.All(files, file => Assert.Equal(own, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Documents_and_signing_key_are_there_again_at_the_next_start()
    {
        DataFolder first = DataFolder.Open(Folder);
        await first.Store.WriteAsync(new StateWrite.Insert(s_things, new BsonDocument("_id", 1)), TestContext.Current.CancellationToken);
        await first.Store.DisposeAsync();
        DataFolder second = DataFolder.Open(Folder);
        await using IDataStore store = second.Store;
        Assert.NotNull(await store.FindOneAsync(s_things, "_id", 1, TestContext.Current.CancellationToken));
        Assert.Equal(first.SigningKeys.Single().Secret, second.SigningKeys.Single().Secret);
        Assert.Equal(64, second.SigningKeys[0].Secret.Length);
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_a_new_folder_sign_with_one_key()
    {
        string[] folders = [.. Enumerable.Range(0, 200).Select(i => _temporary.CreateSubdirectory($"new {i}").FullName)];
        using var start = new Barrier(2);
        string[][] keys = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => Array.ConvertAll(folders, folder =>
            {
                Assert.True(start.SignalAndWait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
                return Convert.ToHexString(KeyFile.Signing.ReadOrCreate(folder));
            }),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(keys[0], keys[1]);
        Assert.All(folders, folder => Assert.Equal(["signing.key"], Directory.EnumerateFiles(folder).Select(Path.GetFileName)));
    }

    [Fact]
    public async Task Two_folders_have_two_keys()
    {
        DataFolder first = DataFolder.Open(Folder), second = DataFolder.Open(Folder + "2");
        Assert.NotEqual(first.SigningKeys[0].Secret, second.SigningKeys[0].Secret);
        await first.Store.DisposeAsync();
        await second.Store.DisposeAsync();
    }

    [Theory]
    [InlineData("signing.key", "")]
    [InlineData("signing.key", "c2hvcnQ=")]
    [InlineData("signing.key", "not base64!")]
    public void A_damaged_file_is_no_reason_for_a_stack_trace(string file, string content)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, file), content);
        AssertRefused(Folder);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(100, 500)]
    [InlineData(20 * 4096, 4096)]
    [InlineData(4096, 40 * 4096)]
    public async Task A_damaged_database_is_found_before_it_is_served(int from, int length)
    {
        string path = Path.Combine(Folder, "appservices.db");
        await using (IDataStore store = DataFolder.Open(Folder).Store)
        {
            await store.WriteAsync(
                [.. Enumerable.Range(0, 500).Select(i => new StateWrite.Insert(s_things, new BsonDocument { ["_id"] = i, ["text"] = new string('x', 500) }))],
                TestContext.Current.CancellationToken);
        }
        await DataFolder.Open(Folder, checks: true).Store.DisposeAsync();
        byte[] content = File.ReadAllBytes(path);
        content.AsSpan(from, length).Fill(0xA5);
        File.WriteAllBytes(path, content);

        var error = Assert.Throws<ConfigurationException>(() => DataFolder.Open(Folder, checks: true));

        Assert.StartsWith($"{path}: The database is damaged: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'appservices-server repair --data {Folder}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'appservices-server restore BACKUP", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        string path = Path.Combine(_temporary.FullName, "file");
        File.WriteAllText(path, "x");
        AssertRefused(path);
    }

    private static void AssertRefused(string path)
    {
        var error = Assert.Throws<ConfigurationException>(() => DataFolder.Open(path));
        Assert.StartsWith($"{path}: The data folder cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Give another one with --data, or make this one and its files writable for this account.", error.Message, StringComparison.Ordinal);
    }
}
