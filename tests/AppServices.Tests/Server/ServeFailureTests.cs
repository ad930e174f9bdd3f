using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What keeps the server from serving is one message and exit code 1.</summary>
public sealed class ServeFailureTests : IDisposable
{
    private readonly AppFolder _app = AppFolder.WithFunction("f", "exports = () => 1;");
    private readonly AppFolder _other = new();

    private string Data => Path.Combine(_other.Path, "data");

    public void Dispose()
    {
        _app.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_folder_that_is_missing()
    {
        string folder = Path.Combine(_other.Path, "no-such-app");
        ServerProgram.AssertFailed(await ServeAsync(folder), $"{folder}: There is no such folder. Give the folder that holds the app's root_config.json.");
    }

    [Fact]
    public async Task A_folder_without_an_app() => ServerProgram.AssertFailed(
        await ServeAsync(_other.Path),
        $"{_other.Path}: This is no exported app: it has none of root_config.json, realm_config.json, config.json, stitch.json.");

    [Theory]
    [InlineData("root_config.json", "{\n  \"app_id\": \n}", ":3:1: The JSON is broken: '}' is an invalid start of a value.")]
    public async Task A_mistake_in_the_folder(string file, string text, string message) =>
        ServerProgram.AssertFailed(await ServeAsync(_app.Write(file, text).Path), _app.FileAt(file) + message);

    [Fact]
    public async Task A_busy_port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string urls = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        ServerProgram.AssertFailed(
            await ServeAsync(_app.Path, "--urls", urls),
            $"{urls}/: The port is busy: another program listens on it. Stop that one, or give another port with --urls.");
    }

    [Fact]
    public async Task Two_folders_of_one_internal_id()
    {
        const string meta = """{"app_id":"6650a1f2c3d4e5f6a7b8c9d0"}""";
        _app.Write(".mdb/app_meta.json", meta);
        _other.Write("root_config.json", """{"app_id":"stage-abcde"}""").Write(".mdb/app_meta.json", meta);
        ServerProgram.AssertFailed(
            await ServeAsync(_app.Path, _other.Path),
            $"{_app.Path} and {_other.Path} have the internal id '6650a1f2c3d4e5f6a7b8c9d0' both, by which operators change an app: "
                + "take the file with 'app_id' out of .mdb of the one that is a copy.");
    }

    [Fact]
    public async Task A_busy_port_of_the_settings()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string place = listener.LocalEndpoint.ToString()!;
        _other.Write("settings.json", $$$"""{"telemetry":{"prometheus":"{{{place}}}"}}""");
        ServerProgram.AssertFailed(
            await ServeAsync(_app.Path, "--settings", _other.FileAt("settings.json")),
            $"{place}: The port is busy: another program listens on it. Stop that one, or give another port with telemetry.prometheus of the settings.");
    }

    [Theory]
    [InlineData("""{"database":{"prefix":"x-"}}""", "database.prefix of the settings: This is for --mongodb, which is not given.")]
    [InlineData("""{"database":{"stateDatabase":"x"}}""", "database.stateDatabase of the settings: This is for --mongodb, which is not given.")]
    [InlineData("""{"mongodb":{"certificate":"/nope"}}""", "--mongodb-certificate: This is for --mongodb-port, which is not given.")]
    [InlineData("""{"mongodb":{"advertise":"db.example.com:1"}}""", "--mongodb-advertise: This is for --mongodb-port, which is not given.")]
    [InlineData("""{"mongodb":{"port":99999}}""", "FILE:1:20: a port from 0, for a free one, to 65535 is expected (at mongodb.port).")]
    [InlineData("""{"mongodb":{"port":-1}}""", "FILE:1:20: a whole number above -1 is expected (at mongodb.port).")]
    [InlineData("""{"mongodb":{},}""", "FILE:1:15: The JSON is broken: The JSON object contains a trailing comma at the end which is not supported in this mode.")]
    public async Task Settings_that_say_nothing_or_too_much(string settings, string message)
    {
        _other.Write("settings.json", settings);
        string file = _other.FileAt("settings.json");
        ServerProgram.AssertFailed(
            await ServeAsync(_app.Path, "--settings", file), message.Replace("FILE", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_of_another_machine()
    {
        ProgramResult result = await ServeAsync(_app.Path, "--urls", "http://192.0.2.1:9090");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^http://192\.0\.2\.1:9090/: Cannot listen: [^\n]+\. Give another address with --urls\.\n$", result.Error);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("127.0.0.1:9090")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0/base")]
    [InlineData("http://127.0.0.1:0/?a=1")]
    [InlineData("http://mia@127.0.0.1:0")]
    [InlineData("http://127.0.0.l:0")]
    public async Task An_address_that_is_none(string urls) => ServerProgram.AssertFailed(
        await ServeAsync(_app.Path, "--urls", urls),
        $"--urls {urls}: An address such as http://127.0.0.1:9090 is expected; for https put a reverse proxy in front.");

    [Fact]
    public async Task A_free_port_of_a_name() => ServerProgram.AssertFailed(
        await ServeAsync(_app.Path, "--urls", "http://localhost:0"),
        "--urls http://localhost:0: A free port is found at an address in numbers only, such as http://127.0.0.1:0.");

    [Theory]
    [InlineData("--access-token-seconds", "0")]
    [InlineData("--refresh-token-seconds", "-1")]
    [InlineData("--function-seconds", "0")]
    public async Task A_time_that_is_none(string option, string seconds) =>
        ServerProgram.AssertFailed(await ServeAsync(_app.Path, option, seconds), $"{option}: A number of seconds above 0 is expected.");

    [Theory]
    [InlineData("--public-url", "apps.example.com", "an address such as https://apps.example.com or https://www.example.com/apps is expected.")]
    [InlineData("--trusted-proxy", "10.0.0.7/33", "an address such as 10.0.0.7 or 10.0.0.0/8 is expected.")]
    public async Task A_proxy_that_is_none(string option, string value, string message) =>
        ServerProgram.AssertFailed(await ServeAsync(_app.Path, option, value), $"{option} {value}: {message}");

    [Fact]
    public async Task Secrets_that_are_missing()
    {
        string file = Path.Combine(_other.Path, "secrets.json");
        ServerProgram.AssertFailed(await ServeAsync(_app.Path, "--secrets", file), $"{file}: The file of --secrets is missing.");
    }

    [Fact]
    public async Task Data_that_are_no_folder()
    {
        string file = _other.FileAt("data");
        _other.Write("data", "x");
        ProgramResult result = await ServeAsync(_app.Path);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"{file}: The data folder cannot be used: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.AsSpan().Count('\n'));
    }

    [Fact]
    public async Task Another_app_id_than_that_of_the_folder() => ServerProgram.AssertFailed(
        await ServeAsync(_app.Path, "--app-id", "other-abcde"),
        _app.FileAt("root_config.json") + ": the app's id is 'test-abcde', not the 'other-abcde' of --app-id.");

    private Task<ProgramResult> ServeAsync(string folder, params string[] arguments)
    {
        string[] anywhere = Array.IndexOf(arguments, "--urls") < 0 ? ["--urls", "http://127.0.0.1:0"] : [];
        return ServerProgram.RunAsync(["serve", folder, "--data", Data, .. anywhere, .. arguments]);
    }
}
