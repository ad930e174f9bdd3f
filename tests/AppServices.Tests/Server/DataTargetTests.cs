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
using AppServices.Server.Users;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Which data commands work on: those that are meant, or none.</summary>
public sealed class DataTargetTests : IDisposable
{
    private const string App = "--app shop-qwert ";
    private const int Stranger = 54321;

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("target-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_temporary.FullName, "data");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Theory]
    [InlineData("keys list")]
    [InlineData("keys rotate --end-sessions")]
    [InlineData("admin-key list")]
    [InlineData("admin-key delete one")]
    [InlineData("admin-account list")]
    [InlineData("admin-account delete one")]
    [InlineData("database-user list")]
    [InlineData("database-user delete one")]
    [InlineData("user list " + App)]
    [InlineData("user disable one " + App)]
    [InlineData("user delete one " + App)]
    [InlineData("api-key list " + App)]
    [InlineData("api-key disable one " + App)]
    [InlineData("trigger list " + App)]
    [InlineData("trigger skip one " + App)]
    [InlineData("index list --database shop --collection items " + App)]
    [InlineData("index drop n_1 --database shop --collection items " + App)]
    public async Task A_folder_without_data_is_refused_and_stays_as_it_is(string line)
    {
        foreach (string folder in (string[])[Folder, _temporary.CreateSubdirectory("empty").FullName])
        {
            bool isThere = Directory.Exists(folder);
            (string output, _, ConfigurationException? error) = await RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--data", folder]);
            Assert.StartsWith($"{folder}: There is no appservices.db in this folder, so no server has run on it. ", error?.Message, StringComparison.Ordinal);
            Assert.Equal("", output);
            Assert.Equal(isThere, Directory.Exists(folder));
            if (isThere) Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
    }

    [Theory]
    [InlineData("admin-key create one --role owner")]
    [InlineData("admin-account create one --role owner")]
    [InlineData("database-user create one")]
    [InlineData("api-key create one " + App)]
    [InlineData("index create {\"n\":1} --database shop --collection items " + App)]
    public async Task What_may_come_before_the_first_start_says_that_the_folder_is_new(string line)
    {
        string[] arguments = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--data", Folder];
        (string output, string said, ConfigurationException? error) = await RunAsync(arguments);
        Assert.Equal(($"A new data folder: {Folder}\n", null), (said, error?.Message));
        Assert.NotEqual("", output);
        Assert.True(File.Exists(Path.Combine(Folder, DataFolder.Database)));
        Assert.Equal("", (await RunAsync([.. arguments.Select(argument => argument == "one" ? "two" : argument)])).Said);
    }

    [Theory]
    [InlineData("keys list")]
    [InlineData("admin-key list")]
    [InlineData("admin-account create one --role owner")]
    [InlineData("database-user list")]
    public async Task It_has_to_be_said_which_data(string line) => Assert.Equal(
        "--data: Say which data: give the server's data folder.", (await RunAsync(line.Split(' '))).Error?.Message);

    [Theory]
    [InlineData("user show one", "See: appservices-server user list")]
    [InlineData("api-key disable one", "See: appservices-server api-key list")]
    [InlineData("trigger skip one", "See: appservices-server trigger list")]
    [InlineData("index drop n_1 --database shop --collection items", "See: appservices-server index list")]
    public async Task Advice_names_the_same_app_and_the_same_data(string line, string advice)
    {
        await DataFolder.Open(Folder).Store.DisposeAsync();
        string app = WriteAppWithoutId();
        string[] target = ["--app", app, "--app-id", "shop-qwert", "--data", Folder];
        string? message = (await RunAsync([.. line.Split(' '), .. target])).Error?.Message;
        string more = line.Contains("index", StringComparison.Ordinal) ? " --database shop --collection items" : "";
        Assert.EndsWith($"{advice} {string.Join(' ', target)}{more}", message!.Replace(" --service mongodb-atlas", "", StringComparison.Ordinal), StringComparison.Ordinal);
        string seen = message[(message.IndexOf("appservices-server ", StringComparison.Ordinal) + "appservices-server ".Length)..];
        Assert.Null((await RunAsync(seen.Split(' '))).Error);
    }

    [Fact]
    public async Task Advice_has_nothing_of_a_connection_string()
    {
        await DataFolder.Open(Folder).Store.DisposeAsync();
        ParseResult parsed = new RootCommand { KeysCommand.Create() }.Parse(["keys", "list", "--mongodb", "mongodb://ann:secret@127.0.0.1:1", "--state-database", "state"]);
        Assert.Equal(" --mongodb URI --state-database state", DataTarget.Given(parsed));
    }

    [Fact]
    public async Task An_export_that_does_not_say_its_id_is_given_one()
    {
        string app = WriteAppWithoutId();
        ConfigurationException? without = (await RunAsync(["api-key", "create", "one", "--app", app, "--data", Folder])).Error;
        Assert.Contains("give it with --app-id", without?.Message, StringComparison.Ordinal);
        Assert.Null((await RunAsync(["api-key", "create", "one", "--app", app, "--app-id", "mine-abcde", "--data", Folder])).Error);
        Assert.EndsWith("  one\n", (await RunAsync(["api-key", "list", "--app", "mine-abcde", "--data", Folder])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--service nope --collection items", "--service nope: App 'mine-abcde' has no such data source.")]
    [InlineData("--collection $x", "'$x' is no name of a collection: ")]
    [InlineData("--collection system.x", "'system.x' is no name of a collection: ")]
    [InlineData("--database a.b --collection items", "'a.b' is no name of a database: ")]
    public async Task An_index_is_of_a_collection_that_can_be(string more, string message)
    {
        await DataFolder.Open(Folder).Store.DisposeAsync();
        string database = more.Contains("--database", StringComparison.Ordinal) ? "" : "--database shop";
        string[] line = ["index", "create", """{"n":1}""", .. $"{database} {more}".Split(' ', StringSplitOptions.RemoveEmptyEntries), "--data", Folder];
        foreach (string[] app in (string[][])[["--app", "mine-abcde"], ["--app", WriteAppWithoutId(), "--app-id", "mine-abcde"]])
            Assert.StartsWith(message, (await RunAsync([.. line, .. app])).Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_was_never_used_is_no_user_yet()
    {
        DataFolder data = DataFolder.Open(Folder);
        await using (data.Store)
        {
            await UserDirectory.Open(data.Store, TimeProvider.System).Accounts.AddAsync(
                new AccountRecord("shop-qwert", "pia@example.com", "hash", "6650a1f2c3d4e5f6a7b8c9d0-x", IsConfirmed: true), Cancel);
        }
        Assert.Equal(
            "The account 'pia@example.com' of app 'shop-qwert' was never used, so it has no user yet.",
            (await RunAsync([.. "user disable pia@example.com --app shop-qwert --data".Split(' '), Folder])).Error?.Message);
    }

    [Fact]
    public async Task What_root_makes_belongs_to_the_account_of_the_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root gives files away, and only Linux tells whose they are.");
        Directory.CreateDirectory(Folder);
        Assert.Equal(0, (await ProgramResult.RunAsync("chown", [$"{Stranger}:{Stranger}", Folder])).ExitCode);
        Assert.Null((await RunAsync(["admin-key", "create", "one", "--role", "owner", "--data", Folder])).Error);
        Assert.Null((await RunAsync(["keys", "rotate", "--end-sessions", "--data", Folder])).Error);
        string[] made = [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories)];
        Assert.Contains(Path.Combine(Folder, "signing.key"), made);
        Assert.Contains(Path.Combine(Folder, "servers", "signing.key"), made);
        Assert.All(made, path => Assert.Equal((path, (uint)Stranger), (path, FileOwner.Find(path)?.User ?? 0)));
    }

    private string WriteAppWithoutId()
    {
        string app = _temporary.CreateSubdirectory("app").FullName;
        File.WriteAllText(Path.Combine(app, "root_config.json"), """{"name":"mine"}""");
        string source = Directory.CreateDirectory(Path.Combine(app, "data_sources", "mongodb-atlas")).FullName;
        File.WriteAllText(Path.Combine(source, "config.json"), """{"name":"mongodb-atlas","type":"mongodb-atlas"}""");
        return app;
    }

    private static async Task<(string Output, string Said, ConfigurationException? Error)> RunAsync(IReadOnlyList<string> arguments)
    {
        StringWriter output = new() { NewLine = "\n" }, said = new() { NewLine = "\n" };
        var root = new RootCommand
        {
            ApiKeyCommand.Create(), UserCommand.Create(), IndexCommand.Create(), TriggerCommand.Create(), KeysCommand.Create(),
            OperatorCommand.CreateForKeys(), OperatorCommand.CreateForAccounts(), DatabaseUserCommand.Create(),
        };
        var configuration = new InvocationConfiguration { Output = output, Error = said, EnableDefaultExceptionHandler = false };
        try
        {
            Assert.Equal(0, await root.Parse(arguments).InvokeAsync(configuration, Cancel));
            return (output.ToString(), said.ToString(), null);
        }
        catch (ConfigurationException error)
        {
            return (output.ToString(), said.ToString(), error);
        }
    }
}
