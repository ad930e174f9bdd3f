using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Servers;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>What a server program writes is kept line by line, and of a line without an end only its beginning.</summary>
public sealed class ServerOutputTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\n\r\n\ntwo\r", "one|||two")]
    public async Task Lines_are_read_as_they_are(string text, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split('|'), await ReadAsync(text));

    [Fact]
    public async Task Of_a_long_line_the_beginning_is_kept_and_the_next_is_whole()
    {
        string[] lines = await ReadAsync(new string('x', 1_000_000) + "\nnext\n" + new string('y', 8192) + "\r\n");

        Assert.Equal([new string('x', 8192) + "...", "next", new string('y', 8192)], lines);
    }

    [Fact]
    public async Task A_program_that_writes_a_line_without_an_end_fails_with_its_beginning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");
        using var start = new StartFile("head -c 20000000 /dev/zero | tr '\\0' x >&2; head -c 20000000 /dev/zero | tr '\\0' y");

        var error = await Assert.ThrowsAsync<AppServicesException>(() =>
            ServerLauncher.StartAsync(start.Path, new ServerOptions([start.Folder], 0), TestSession.Token));

        Assert.InRange(error.Message.Length, 1000, 10_000);
    }

    [Fact]
    public void What_a_server_says_last_of_an_app_counts_and_other_lines_say_nothing()
    {
        var items = new AppServerItems(["b-abcde", "a-abcde"]);
        items.Take("""{"appId":"a-abcde","items":[{"kind":"endpoint","name":"GET /old","state":"works"}]}""");
        items.Take("""{"appId":"b-abcde","items":[{"kind":"trigger","name":"t","type":"SCHEDULED","detail":"0 3 * * *","state":"disabled"},7]}""");
        items.Take("""
            {"appId":"a-abcde","items":[
              {"kind":"endpoint","name":"* /a b","place":"http_endpoints/config.json:2","state":"doesNotWork","missing":[{"kind":"secret","name":"key"}]},
              {"kind":"hosting","name":"hosting/files","detail":"/hosting/a-abcde/","state":"works"}]}
            """);
        foreach (string other in new[] { "", "Ready: x", "{", "{}", """{"appId":7,"items":[]}""", """{"appId":"b-abcde"}""", "[]" }) items.Take(other);

        Assert.Equal(
            ["b-abcde: t (SCHEDULED 0 3 * * *) [disabled]", "a-abcde: * /a b [fails]", "a-abcde: hosting/files (/hosting/a-abcde/)"],
            items.All.Select(item => item.ToString()));
        var endpoint = Assert.IsType<AppServerEndpoint>(items.All[1]);
        Assert.Equal(("*", "/a b", "secret 'key' is missing"), (endpoint.Method, endpoint.Route, endpoint.Problem));
        Assert.Equal(("SCHEDULED", AppServerItemState.Disabled), (Assert.IsType<AppServerTrigger>(items.All[0]).Type, items.All[0].State));
    }

    private static async Task<string[]> ReadAsync(string text)
    {
        var reader = new LineReader(new StringReader(text));
        var lines = new System.Collections.Generic.List<string>();
        while (await reader.ReadAsync() is { } line) lines.Add(line);
        return [.. lines];
    }

    private sealed class StartFile : IDisposable
    {
        public StartFile(string script)
        {
            Path = System.IO.Path.Combine(Folder, "server");
            File.WriteAllText(Path, "#!/bin/sh\n" + script + "\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("appservices-output-").FullName;

        public string Path { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
