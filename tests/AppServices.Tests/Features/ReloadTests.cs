using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.Features;

/// <summary><c>serve --watch</c>: apps that are edited while they are served.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private const string AppId = "test-abcde";

    private readonly AppFolder _folder = AppFolder.WithFunction("f", "exports = () => 'old';")
        .Write("functions/slow.js", "exports = async () => { console.log('has begun'); await new Promise(done => setTimeout(done, 1500)); return 'old'; };")
        .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}""")
        .Write("data_sources/mongodb-atlas/default_rule.json", DocumentApp.OpenRule);

    private AppServerFixture _server = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _server = await AppServerFixture.StartAsync(options => options with { Watches = true }, _folder);
        _token = (await _server.LogInAsync(appId: AppId)).AccessToken;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_edit_takes_effect_and_sessions_go_on()
    {
        Assert.Equal("\"old\"", await Call("f"));
        _folder.Write("functions/f.js", "exports = () => 'new';").Write("functions/added.js", "exports = () => 'added';");
        await Until(async () => await Call("f") == "\"new\"");
        Assert.Equal("\"added\"", await Call("added"));
        await Until(() => Task.FromResult(Logged($"apps/{AppId}: reloaded")));
    }

    [Fact]
    public async Task A_call_that_runs_comes_to_its_end_in_the_app_as_it_was()
    {
        Task<string> running = Call("slow");
        await Until(() => Task.FromResult(Logged("has begun")));
        _folder.Write("functions/slow.js", "exports = () => 'new';");
        await Until(async () => await Call("slow") == "\"new\"");
        Assert.Equal("\"old\"", await running);
    }

    [Theory]
    [InlineData("functions/f.js", "exports = () => {", "functions/f.js:1:18: Unexpected end of input")]
    [InlineData("root_config.json", "{", "root_config.json:1:2: The JSON is broken")]
    [InlineData("root_config.json", """{"app_id":"other-abcde"}""", "The app's id is 'other-abcde' now. Start the server anew to serve it.")]
    [InlineData("data_sources/mongodb-atlas/default_rule.json", "[]", "default_rule.json: an object is expected.")]
    [InlineData("values/secret.json", """{"name":"secret","value":"gone","from_secret":true}""", "Secret 'gone' is missing")]
    public async Task A_broken_edit_leaves_the_old_one_serving_and_says_what_is_wrong_where(string file, string text, string message)
    {
        _folder.Write(file, text);
        await Until(() => Task.FromResult(Logged(message)));
        Assert.Contains(_server.Log.Entries, entry => entry.Contains($"apps/{AppId}: not reloaded: ", StringComparison.Ordinal));
        Assert.Equal("\"old\"", await Call("f"));
        File.Delete(_folder.FileAt(file));
        _folder.Write("root_config.json", AppFolder.Root).Write("functions/f.js", "exports = () => 'mended';");
        await Until(async () => await Call("f") == "\"mended\"");
    }

    [Fact]
    public async Task What_was_broken_from_the_start_keeps_no_edit_from_taking_effect()
    {
        using AppFolder folder = AppFolder.WithFunction("f", "exports = () => 'old';").Write("functions/broken.js", "exports = ");
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Watches = true }, folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        folder.Write("functions/f.js", "exports = () => 'new';");
        await Until(async () => (await server.CallAsync(token, "f", appId: AppId)).Text == "\"new\"");
    }

    [Fact]
    public async Task Rules_of_yesterday_bind_no_stream_of_today()
    {
        using WatchClient stream = await WatchClient.OpenAsync(_server, WatchClient.Path(AppId, "items"), _token);
        _folder.Write("data_sources/mongodb-atlas/default_rule.json", """{"roles":[]}""");
        Assert.Null(await stream.ReadLineAsync());
        Assert.NotEqual(200, (int)(await WatchClient.SendAsync(_server, WatchClient.Path(AppId, "items"), _token)).StatusCode);
    }

    [Fact]
    public async Task Without_watching_files_may_change_as_they_like()
    {
        using AppFolder folder = AppFolder.WithFunction("f", "exports = () => 'old';");
        await using AppServerFixture server = await AppServerFixture.StartAsync(TimeProvider.System, folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        folder.Write("functions/f.js", "exports = () => 'new';");
        _folder.Write("functions/f.js", "exports = () => 'new';");
        await Until(async () => await Call("f") == "\"new\"");      // the watching server has seen its change by now
        Assert.Equal("\"old\"", (await server.CallAsync(token, "f", appId: AppId)).Text);
    }

    private async Task<string> Call(string name) => (await _server.CallAsync(_token, name, appId: AppId)).Text;

    private bool Logged(string text) => _server.Log.Entries.Any(entry => entry.Contains(text, StringComparison.Ordinal));

    private static async Task Until(Func<Task<bool>> holds)
    {
        // A test that waits for what never comes is to fail, not to hang.
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await holds()) await Task.Delay(20, guard.Token);
    }
}
