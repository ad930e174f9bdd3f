using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AppServices.Tests.NodeJs;

/// <summary>An app whose functions use packages of npm: installed by the command, run by a server. The build has filled npm's cache.</summary>
public sealed class PackageTests
{
    private static readonly Dictionary<string, string> s_offline = new() { ["npm_config_offline"] = "true" };

    // What the build has installed there is packed, as an export has it.
    private static readonly string s_archive = Path.Combine(Repository.Root, "tests", "PackagesArchive");

    private static readonly string s_app = Path.Combine(Repository.Root, "tests", "Packages");

    [Fact]
    public async Task An_app_with_packages_runs_unchanged()
    {
        using AppFolder data = new();
        using AppFolder app = CopyApp();
        ProgramResult missing = await ServerProgram.RunAsync("check", app.Path, "--data", data.Path);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("Package 'axios' is not there:", missing.Output, StringComparison.Ordinal);
        using (System.Diagnostics.Process packages = ServerProgram.Start(s_offline, ["packages", app.Path, "--data", data.Path]))
        {
            ProgramResult installed = await ProgramResult.OfAsync(packages);
            Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
            Assert.Contains("6 of the 6 packages that functions name.", installed.Output, StringComparison.Ordinal);
        }
        ProgramResult checkedApp = await ServerProgram.RunAsync("check", app.Path, "--data", data.Path);
        Assert.Equal((0, ""), (checkedApp.ExitCode, checkedApp.Error));

        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication web = builder.Build();
        web.Urls.Add("http://127.0.0.1:0");
        web.MapGet("/items", (HttpRequest request) => Results.Json(new { query = request.QueryString.Value, key = request.Headers["X-Key"].ToString() }));
        await web.StartAsync(TestContext.Current.CancellationToken);
        using var sink = new TcpListener(System.Net.IPAddress.Loopback, 0);
        Task<string> mail = ReceiveMailAsync(sink);

        await using RunningServer server = await RunningServer.StartAsync(app.Path, data.Path);
        WireLogin login = await server.LogInAsync("anon-user", "{}", "packages-abcde");
        Assert.Equal(
            """{"status":{"$numberInt":"200"},"data":{"query":"?a=1","key":"k"}}""",
            await CallAsync("get", $"\"{web.Urls.First()}/items\""));
        Assert.Equal("""["a@example.com"]""", await CallAsync("mail", $$"""{"$numberInt":"{{((System.Net.IPEndPoint)sink.LocalEndpoint).Port}}"},"a@example.com" """));
        Assert.Contains("It is on its way.", await mail, StringComparison.Ordinal);
        Assert.Equal("\"2026-11-29 13:00 CET\"", await CallAsync("moment", """{"$date":{"$numberLong":"1795953600000"}}"""));
        Assert.Equal("""{"own":true,"payload":{"sub":"u"}}""", await CallAsync("token", """{"sub":"u"}"""));
        Assert.Equal("true", await CallAsync("ids", ""));
        Assert.Equal(
            """{"total":{"$numberInt":"5"},"byShop":{"a":{"$numberInt":"2"}},"empty":true}""",
            await CallAsync("sums", """[{"shop":"a","price":{"$numberInt":"2"}},{"shop":"a","price":{"$numberInt":"3"}}]"""));
        Assert.StartsWith("\"780c3db4", await CallAsync("digest", "\"a\""), StringComparison.Ordinal);

        async Task<string> CallAsync(string name, string arguments)
        {
            WireReply reply = await server.CallAsync(login.AccessToken, name, $"[{arguments}]", "packages-abcde");
            Assert.True(reply.Status == System.Net.HttpStatusCode.OK, reply.Text);
            return reply.Text;
        }
    }

    [Fact]
    public async Task The_archive_of_an_export_is_unpacked()
    {
        using AppFolder data = new();
        using AppFolder app = AppFolder.WithFunction("f", "const v5 = require('uuid/v5'), v4 = require('uuid/v4');\nexports = () => [v5('a', v5.DNS), v4().length];");
        await using (FileStream file = File.Create(app.FileAt("functions/node_modules.tar.gz")))
        await using (var packed = new GZipStream(file, CompressionLevel.Fastest))
            await TarFile.CreateFromDirectoryAsync(s_archive, packed, includeBaseDirectory: false, TestContext.Current.CancellationToken);
        ProgramResult result = await ServerProgram.RunAsync("packages", app.Path, "--data", data.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        await using RunningServer server = await RunningServer.StartAsync(app.Path, data.Path);
        WireLogin login = await server.LogInAsync("anon-user", "{}", "test-abcde");
        Assert.Equal("""["4f3f2898-69e3-5a0d-820a-c4e87987dbce",{"$numberInt":"36"}]""", (await server.CallAsync(login.AccessToken, "f", appId: "test-abcde")).Text);
    }

    [Fact]
    public async Task The_script_of_a_webhook_may_ask_for_a_module()
    {
        using AppFolder app = new AppFolder().Write("root_config.json", AppFolder.Root)
            .Write("services/hooks/config.json", """{"name":"hooks","type":"http"}""")
            .Write("services/hooks/incoming_webhooks/h/config.json", """{"name":"h","respond_result":true,"options":{"httpMethod":"POST"}}""")
            .Write("services/hooks/incoming_webhooks/h/source.js", "exports = () => require('crypto').createHash('md5').update('a').digest('hex');");
        await using AppServerFixture server = await AppServerFixture.StartAsync(app);
        WireReply reply = await server.SendAsync("POST", "/app/test-abcde/service/hooks/incoming_webhook/h", json: "{}");
        Assert.Equal("\"0cc175b9c0f1b6a831c399e269772661\"", reply.Text);
    }

    [Fact]
    public async Task An_archive_that_would_leave_its_folder_changes_nothing()
    {
        using AppFolder data = new();
        using AppFolder app = AppFolder.WithFunction("f", "const a = require('a');\nexports = () => a;");
        await using (FileStream file = File.Create(app.FileAt("functions/node_modules.tar")))
        await using (var tar = new TarWriter(file))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "../out.js") { DataStream = new MemoryStream([65]) }, TestContext.Current.CancellationToken);
        data.Write("packages/test-abcde/node_modules/a/index.js", "module.exports = 1;");
        ProgramResult result = await ServerProgram.RunAsync("packages", app.Path, "--data", data.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(Path.Combine(app.Path, "functions", "node_modules.tar") + ": The packages cannot be installed: ", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data.Path, "packages", "test-abcde", "node_modules", "a", "index.js")));
        Assert.Equal(["test-abcde"], Directory.GetFileSystemEntries(Path.Combine(data.Path, "packages")).Select(Path.GetFileName));
        // What comes before the first start closes the data folder, too.
        string first = Path.Combine(data.Path, "new");
        Assert.Equal(1, (await ServerProgram.RunAsync("packages", app.Path, "--data", first)).ExitCode);
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal((own, own), (File.GetUnixFileMode(first), File.GetUnixFileMode(Path.Combine(first, "packages"))));
    }

    [Fact]
    public async Task Without_node_only_functions_that_use_packages_are_closed()
    {
        using AppFolder data = new();
        using AppFolder app = AppFolder.WithFunction("f", "const axios = require('axios');\nexports = () => axios;").Write("functions/g.js", "exports = () => 1;");
        await using RunningServer server = await RunningServer.StartAsync(app.Path, data.Path, "--node", "/none/node");
        WireLogin login = await server.LogInAsync("anon-user", "{}", "test-abcde");
        Assert.Equal("""{"$numberInt":"1"}""", (await server.CallAsync(login.AccessToken, "g", appId: "test-abcde")).Text);
        WireReply closed = await server.CallAsync(login.AccessToken, "f", appId: "test-abcde");
        Assert.Contains(
            "functions/f.js: The function uses packages, which run in Node.js, but '/none/node' cannot be started as Node.js.", closed.String("error"),
            StringComparison.Ordinal);
        ProgramResult refused = await ServerProgram.RunAsync("serve", app.Path, "--data", data.Path, "--functions", "node", "--node", "/none/node");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("Functions are to run in Node.js, but '/none/node' cannot be started as Node.js.", refused.Error, StringComparison.Ordinal);
        ServerProgram.AssertFailed(
            await ServerProgram.RunAsync("serve", app.Path, "--data", data.Path, "--functions", "bun"), "--functions bun: 'auto', 'jint' or 'node' is expected.");
    }

    private static AppFolder CopyApp()
    {
        var app = new AppFolder();
        foreach (string file in Directory.GetFiles(s_app, "*", SearchOption.AllDirectories))
        {
            string place = Path.GetRelativePath(s_app, file);
            if (!place.Contains("node_modules", StringComparison.Ordinal)) File.Copy(file, app.FileAt(place));
        }
        return app;
    }

    // As much of SMTP as a client needs to hand over one mail.
    private static async Task<string> ReceiveMailAsync(TcpListener sink)
    {
        sink.Start();
        using TcpClient client = await sink.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        var text = new System.Text.StringBuilder();
        bool isData = false;
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "QUIT")
        {
            if (isData && line != ".") text.AppendLine(line);
            else await writer.WriteLineAsync(line == "DATA" ? "354 go on" : "250 ok");
            isData = isData ? line != "." : line == "DATA";
            if (line == ".") break;
        }
        return text.ToString();
    }
}
