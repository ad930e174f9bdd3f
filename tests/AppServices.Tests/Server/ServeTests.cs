using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary><c>serve</c> as a process.</summary>
public sealed class ServeTests : IDisposable
{
    private const string AppId = "test-abcde";

    private readonly AppFolder _app = AppFolder.WithFunction("echo", "exports = value => value;");
    private readonly AppFolder _other = new();

    private string Data => Path.Combine(_other.Path, "data");

    public void Dispose()
    {
        _app.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("check")]
    [InlineData("trigger")]
    public async Task Help_is_readable_in_a_narrow_terminal(string command)
    {
        ProgramResult help = await ServerProgram.RunAsync(command, "--help");
        Assert.Contains("Description:", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(help.Output.Split('\n'), line => line.Length > 80);
    }

    [Fact]
    public async Task The_ready_line_is_all_that_standard_output_gets_and_standard_error_has_the_log()
    {
        _app.Write("functions/config.json", """[{"name":"gone"}]""").Write("functions/print.js", "exports = () => console.log('hello');");
        await using RunningServer server = await RunningServer.StartAsync(_app.Path, Data);
        Assert.Equal($"Ready: http://127.0.0.1:{server.Http.BaseAddress!.Port} serving {AppId}", server.ReadyLine);
        Assert.InRange(server.Http.BaseAddress.Port, 1, 65535);
        await server.CallAsync((await server.LogInAsync(appId: AppId)).AccessToken, "print", appId: AppId);

        ProgramResult result = await server.StopAsync();
        Assert.Equal("", result.Output);
        string[] log = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(log, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warn|error) \S+ .+$", line));
        Assert.Contains(log, line => line.EndsWith($" error apps/{AppId} {_app.FileAt("functions/config.json")}:1:2: function 'gone' has no file, so it cannot be called (at [0]).", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith($" info functions/{AppId} [print] hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_apps_are_named_in_the_order_of_their_folders()
    {
        _other.Write("second/root_config.json", """{"name":"second"}""").Write("second/.mdb/meta.json", """{"client_app_id":"second-abcde"}""");
        await using RunningServer server = await RunningServer.StartAsync(Path.Combine(_other.Path, "second"), Data, _app.Path);
        Assert.EndsWith($" serving second-abcde,{AppId}", server.ReadyLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_in_peace(string signal)
    {
        await using RunningServer server = await RunningServer.StartAsync(_app.Path, Data);
        await server.LogInAsync(appId: AppId);
        Assert.Equal(new ProgramResult(0, "", ""), await server.StopAsync(signal));
        Assert.DoesNotContain(Directory.EnumerateFiles(Data), file => file.EndsWith("-wal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_runs_is_answered_before_the_end()
    {
        // Longer than the two seconds that the command line's own handling of signals allows.
        _app.Write("functions/slow.js", "exports = async () => { console.log('started'); await new Promise(done => setTimeout(done, 2500)); return 'done'; };");
        await using RunningServer server = await RunningServer.StartAsync(_app.Path, Data);
        Task<WireReply> call = server.CallAsync((await server.LogInAsync(appId: AppId)).AccessToken, "slow", appId: AppId);
        Assert.EndsWith("[slow] started", await server.Process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        ProgramResult result = await server.StopAsync();
        Assert.Equal("\"done\"", (await call).Text);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task Users_and_sessions_survive_a_restart(string signal)
    {
        string body = WireRequests.EmailBody("mia@example.com", "correct horse");
        WireLogin before;
        await using (RunningServer server = await RunningServer.StartAsync(_app.Path, Data))
        {
            await server.RegisterAsync("mia@example.com", "correct horse", AppId);
            before = await server.LogInAsync("local-userpass", body, AppId);
            await server.StopAsync(signal);
        }

        await using RunningServer again = await RunningServer.StartAsync(_app.Path, Data);
        Assert.Equal(before.UserId, (await again.SendAsync("GET", "/auth/profile", before.AccessToken)).String("user_id"));
        Assert.Equal(201, (int)(await again.SendAsync("POST", "/auth/session", before.RefreshToken)).Status);
        Assert.Equal(before.UserId, (await again.LogInAsync("local-userpass", body, AppId)).UserId);
    }

    [Fact]
    public async Task Two_servers_on_one_data_folder_are_as_one()
    {
        await using RunningServer first = await RunningServer.StartAsync(_app.Path, Data);
        await using RunningServer second = await RunningServer.StartAsync(_app.Path, Data);
        await first.RegisterAsync("mia@example.com", "correct horse", AppId);
        WireLogin login = await second.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"), AppId);
        Assert.Equal("\"hello\"", (await first.CallAsync(login.AccessToken, "echo", "[\"hello\"]", AppId)).Text);
        Assert.Equal(204, (int)(await first.SendAsync("DELETE", "/auth/session", login.RefreshToken)).Status);
        Assert.Equal(401, (int)(await second.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
    }

    [Fact]
    public async Task Times_secrets_and_app_id_are_taken_from_the_command_line()
    {
        _app.Write("root_config.json", """{"name":"test"}""").Write("values/key.json", """{"name":"key","from_secret":true,"value":"KEY"}""")
            .Write("functions/key.js", "exports = () => context.values.get('key');").Write("functions/endless.js", "exports = () => { while (true); };");
        _other.Write("secrets.json", """{"KEY":"of the file"}""");
        await using RunningServer server = await RunningServer.StartAsync(
            _app.Path, Data, "--app-id", "given-abcde", "--secrets", _other.FileAt("secrets.json"),
            "--access-token-seconds", "60", "--refresh-token-seconds", "3600", "--function-seconds", "3");
        await server.RegisterAsync("mia@example.com", "correct horse", "given-abcde");
        WireLogin login = await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"), "given-abcde");
        Assert.Equal(60, Lifetime(login.AccessClaims));
        Assert.InRange(Lifetime(login.RefreshClaims), 3540, 3600);      // ends with the session, which began a little earlier
        Assert.Equal("\"of the file\"", (await server.CallAsync(login.AccessToken, "key", appId: "given-abcde")).Text);
        WireReply reply = await server.CallAsync(login.AccessToken, "endless", appId: "given-abcde");
        Assert.Equal((400, "ExecutionTimeLimitExceeded"), ((int)reply.Status, reply.String("error_code")));
    }

    private static long Lifetime(JsonElement claims) => claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
}
