using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What a process does with few files.</summary>
public sealed class ConnectionLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_for_which_there_are_no_files_are_refused_until_others_end()
    {
        long files = OpenFiles.Least;
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { OpenFiles = () => Volatile.Read(ref files) });
        var clients = new List<TcpClient>();
        var replies = new List<string>();
        for (int i = 0; i < 40; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.BaseAddress.Port, Token);
            clients.Add(client);
            await client.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
            replies.Add((await new StreamReader(client.GetStream()).ReadLineAsync(Token))!);
        }
        Assert.Equal(20, replies.Count(reply => reply == "HTTP/1.1 200 OK"));
        Assert.Equal(20, replies.Count(reply => reply == "HTTP/1.1 503 Service Unavailable"));
        string told = Assert.Single(server.Log.Entries, entry => entry.StartsWith("connections: ", StringComparison.Ordinal));
        Assert.Contains("too many connections: 1 were refused or wait, 21 are open. The process may have 360 files", told, StringComparison.Ordinal);
        Assert.Contains("LimitNOFILE=65536", told, StringComparison.Ordinal);

        // No file is left at all for a while: who comes waits.
        Volatile.Write(ref files, OpenFiles.Own);
        foreach (TcpClient client in clients) client.Dispose();
        Task<HttpResponseMessage>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => server.Http.GetAsync("/health/live", Token))];
        await Task.WhenAny(waiting);
        Volatile.Write(ref files, OpenFiles.Least);
        await Task.WhenAll(waiting);
        while ((int)(await server.Http.GetAsync("/health", Token)).StatusCode != 200) await Task.Delay(20, Token);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    public async Task A_limit_that_is_too_low_is_one_message(int files)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit.");
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", $"ulimit -n {files}; exec dotnet '{Repository.Server}' serve x"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        ProgramResult result = await ProgramResult.OfAsync(process);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            $"The process may have {files} files and connections open at once. Raise that: 'ulimit -n 65536' in the shell that starts it, "
                + "LimitNOFILE=65536 in a unit of systemd. The least is 360.\n", result.Error);
    }
}
