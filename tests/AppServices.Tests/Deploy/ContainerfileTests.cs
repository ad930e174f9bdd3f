using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Deploy;

/// <summary>What deploy/Containerfile says is so. Nothing here builds it, which takes a container runtime.</summary>
public sealed class ContainerfileTests
{
    private readonly IReadOnlyList<(string Name, string Value)> _instructions = Read();

    [Fact]
    public void What_it_copies_is_there()
    {
        string[] copied = [.. Values("COPY").Where(value => !value.StartsWith("--from", StringComparison.Ordinal))];
        Assert.NotEmpty(copied);
        foreach (string value in copied)
            foreach (string source in value.Split(' ')[..^1]) Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), source);
        Assert.Contains(Values("RUN"), value => value.StartsWith("dotnet publish src/AppServices.Server ", StringComparison.Ordinal));
        string program = List("ENTRYPOINT")[^1];
        Assert.Equal(Path.GetFileName(Repository.Server), Path.GetFileName(program));
        Assert.Contains(Values("COPY"), value => value == $"--from=build /publish {Path.GetDirectoryName(program)}");
    }

    [Fact]
    public void It_runs_as_an_account_without_rights_and_has_no_secret()
    {
        Assert.Equal("$APP_UID", Assert.Single(Values("USER")));
        // Whoever has the image can read what it says of the environment.
        Assert.Equal(
            ["ASPNETCORE_HTTP_PORTS", "DOTNET_EnableDiagnostics"],
            Values("ENV").SelectMany(value => value.Split(' ')).Select(each => each.Split('=')[0]));
        Assert.Empty(Values("ARG"));
    }

    [Fact]
    public async Task Its_command_starts_the_server_and_its_health_check_says_whether_that_can_be_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no bash.");
        IReadOnlyList<string> command = List("CMD");
        string data = Assert.Single(Values("VOLUME"));
        Assert.Equal(Values("EXPOSE").Single(), $"{DeployedServer.PortOf(command)}");
        using DeployedServer deployed = new DeployedServer().WithApp("/srv/app").WithFolder(data);
        int port;
        await using (RunningServer server = await deployed.StartAsync(command))
        {
            port = server.Http.BaseAddress!.Port;
            Assert.Equal(0, (await CheckAsync(DeployedServer.PortOf(command), port)).ExitCode);
        }
        Assert.NotEqual(0, (await CheckAsync(DeployedServer.PortOf(command), port)).ExitCode);
    }

    private async Task<ProgramResult> CheckAsync(int said, int port)
    {
        string value = Values("HEALTHCHECK").Single();
        string list = value[value.IndexOf('[', StringComparison.Ordinal)..].Replace($"/{said};", $"/{port};", StringComparison.Ordinal);
        string[] check = JsonSerializer.Deserialize<string[]>(list)!;
        return await ProgramResult.RunAsync(check[0], check[1..]);
    }

    private string[] List(string instruction) => JsonSerializer.Deserialize<string[]>(Values(instruction).Single())!;

    private IEnumerable<string> Values(string instruction) =>
        _instructions.Where(each => each.Name == instruction).Select(each => each.Value);

    private static List<(string, string)> Read() =>
    [
        .. DeployedServer.ReadLines("Containerfile")
            .Where(line => line is not ("" or ['#', ..])).Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim())),
    ];
}
