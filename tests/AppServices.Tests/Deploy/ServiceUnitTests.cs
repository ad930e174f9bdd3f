using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using AppServices.Tests.Storage.Contract;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Deploy;

/// <summary>What deploy/appservices-server.service says is so.</summary>
[Collection(MongoDeployment.Name)]
public sealed class ServiceUnitTests(MongoDeployment deployment) : IAsyncDisposable
{
    private const string File = "appservices-server.service";
    private const string Program = "/usr/bin/dotnet";

    // In tenths: what systemd itself calls OK goes to 4.9.
    private const string MaxExposure = "20";

    private readonly MongoDatabases _databases = deployment.NewDatabases();

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    [Fact]
    public async Task Its_command_starts_the_server_on_a_MongoDB_that_a_credential_names()
    {
        string[] command = Value("ExecStart").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([Program, "/opt/appservices-server/appservices-server.dll"], command[..2]);
        Assert.Equal(["settings.json", "secrets.json"], Values("LoadCredential").Select(each => each.Split(':')[0]));
        var database = new BsonDocument { ["uri"] = deployment.Uri, ["stateDatabase"] = _databases.State };
        using DeployedServer deployed = new DeployedServer().WithApp("/srv/app").WithFolder($"%S/{Value("StateDirectory")}")
            .WithFile("%d/settings.json", new BsonDocument("database", database).ToJson()).WithFile("%d/secrets.json", "{}");
        await using RunningServer server = await deployed.StartAsync(command[2..]);
        await DeployedServer.AssertHealthyAsync(server, "/health/ready");
    }

    [Fact]
    public void It_waits_for_the_end_of_calls() =>
        Assert.InRange(int.Parse(Value("TimeoutStopSec"), CultureInfo.InvariantCulture), 2 * ServerApplication.TimeToEnd.TotalSeconds, 90);

    [Fact]
    public async Task Systemd_understands_it_and_finds_little_that_it_exposes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unit-");
        try
        {
            string unit = Path.Combine(folder.FullName, File);
            // The runtime may be somewhere else on this machine.
            IEnumerable<string> lines =
                DeployedServer.ReadLines(File).Select(line => line.Replace(Program, Environment.ProcessPath, StringComparison.Ordinal));
            await System.IO.File.WriteAllLinesAsync(unit, lines, TestContext.Current.CancellationToken);
            ProgramResult verified = await AnalyzeAsync("verify", "--man=no", unit);
            Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
            ProgramResult exposed = await AnalyzeAsync("security", "--no-pager", "--offline=true", $"--threshold={MaxExposure}", unit);
            Assert.True(exposed.ExitCode == 0, exposed.Output + exposed.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ProgramResult> AnalyzeAsync(params string[] arguments)
    {
        const string analyzer = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(System.IO.File.Exists(analyzer), "This machine has no systemd.");
        return await ProgramResult.RunAsync(analyzer, arguments);
    }

    private static string Value(string name) => Values(name).Single();

    private static IEnumerable<string> Values(string name) =>
        DeployedServer.ReadLines(File).Where(line => line.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(line => line[(name.Length + 1)..]);
}
