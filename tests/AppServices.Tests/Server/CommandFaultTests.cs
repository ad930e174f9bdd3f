using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What keeps a command from its work is one message and exit code 1, whatever part of it is reached.</summary>
public sealed class CommandFaultTests : IDisposable
{
    private const string Full = "Standard output cannot be written: No space left on device. Give the command another one.";

    private readonly AppFolder _app = AppFolder.WithFunction("f", "exports = () => 1;");
    private readonly AppFolder _other = new();

    private string Data => Path.Combine(_other.Path, "data");

    public void Dispose()
    {
        _app.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("user list", true)]
    [InlineData("user disable 6650a1f2c3d4e5f6a7b8c9d0", true)]
    [InlineData("api-key list", true)]
    [InlineData("api-key create ci", true)]
    [InlineData("trigger list", true)]
    [InlineData("index list --database shop --collection items", true)]
    [InlineData("admin-key list", false)]
    [InlineData("admin-account list", false)]
    [InlineData("database-user list", false)]
    [InlineData("keys rotate --end-sessions", false)]
    public async Task A_damaged_database(string command, bool isOfApp)
    {
        _app.Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""");
        Assert.Equal(0, (await ServerProgram.RunAsync("admin-key", "create", "one", "--role", "owner", "--data", Data)).ExitCode);
        Damage(Path.Combine(Data, "appservices.db"));
        ProgramResult result = await ServerProgram.RunAsync([.. command.Split(' '), .. isOfApp ? ["--app", _app.Path] : Array.Empty<string>(), "--data", Data]);
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(
            @"^[^\n]*appservices\.db: The database is damaged: [^\n]+ Nothing was changed\. Save what can be read with 'appservices-server repair --data [^\n]+\n$",
            result.Error);
    }

    [Theory]
    [InlineData("admin-key", "--role", "owner")]
    [InlineData("admin-account", "--role", "owner")]
    [InlineData("database-user")]
    [InlineData("api-key", "--app", "test-abcde")]
    public async Task A_secret_that_nobody_could_read_is_none(string command, params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no output that is always full.");
        string[] app = [.. options, "--data", Data];
        Assert.Equal(
            new ProgramResult(1, "", $"A new data folder: {Data}\n{Full} What was made was deleted again.\n"),
            await RunAsync(">/dev/full", [command, "create", "lost", .. app]));
        string[] listing = command == "api-key" ? app : ["--data", Data];
        Assert.Equal(new ProgramResult(0, "", ""), await ServerProgram.RunAsync([command, "list", .. listing]));
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">/dev/full 2>&1")]
    public async Task An_output_that_is_full(string redirection)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no output that is always full.");
        bool isHeard = !redirection.Contains("2>", StringComparison.Ordinal);
        Assert.Equal(new ProgramResult(1, "", isHeard ? Full + "\n" : ""), await RunAsync(redirection, ["check", _app.Path]));
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public async Task A_server_serves_whoever_listens_to_what_it_says(string redirection)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no output that is always full.");
        using Process process = Start(redirection, ["serve", _app.Path, "--data", Data, "--urls", "http://127.0.0.1:0", "--list", "--stop-with-stdin"]);
        process.StandardInput.Close();
        ProgramResult result = await ProgramResult.OfAsync(process);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static async Task<ProgramResult> RunAsync(string redirection, IEnumerable<string> arguments)
    {
        using Process process = Start(redirection, arguments);
        return await ProgramResult.OfAsync(process);
    }

    private static Process Start(string redirection, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("sh", ["-c", $"exec dotnet \"$@\" {redirection}", "sh", Repository.Server, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
    }

    // All but the first page, which says that it is a database.
    private static void Damage(string database)
    {
        const int page = 4096;
        using FileStream file = File.Open(database, FileMode.Open);
        byte[] noise = new byte[file.Length - page];
        new Random(1).NextBytes(noise);
        file.Position = page;
        file.Write(noise);
    }
}
