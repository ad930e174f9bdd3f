using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_another_takes_the_place_of_is_read_and_watched(bool isMoved)
    {
        using AppFolder next = Copy("new");
        if (isMoved) Directory.Move(_folder.Path, _folder.Path + ".old");
        else Directory.Delete(_folder.Path, recursive: true);
        await Until(() => Task.FromResult(Logged($"{_folder.Path}: The folder is gone.")));
        Assert.Equal("\"old\"", await Call("f"));
        Directory.Move(next.Path, _folder.Path);
        Directory.CreateDirectory(next.Path);
        await Until(async () => await Call("f") == "\"new\"");
        Assert.True(Logged($"{_folder.Path}: The folder is there again."));
        _folder.Write("functions/f.js", "exports = () => 'newer';");
        await Until(async () => await Call("f") == "\"newer\"");
        if (isMoved) Directory.Delete(_folder.Path + ".old", recursive: true);
    }

    [Fact]
    public async Task A_folder_is_followed_where_another_takes_its_place_at_once()
    {
        using AppFolder next = Copy("new");
        Directory.Move(_folder.Path, _folder.Path + ".old");
        Directory.Move(next.Path, _folder.Path);
        Directory.Move(_folder.Path + ".old", next.Path);
        await Until(async () => await Call("f") == "\"new\"");
    }

    [Fact]
    public async Task A_link_is_followed_where_it_leads_by_now()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a command that puts a link into the place of another.");
        using AppFolder one = Copy("one"), other = Copy("other"), links = new();
        string link = Path.Combine(links.Path, "current"), renewed = Path.Combine(links.Path, "renewed");
        Directory.CreateSymbolicLink(link, one.Path);
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Watches = true, Folders = [link] }, one);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        Assert.Equal("\"one\"", (await server.CallAsync(token, "f", appId: AppId)).Text);
        Directory.CreateSymbolicLink(renewed, other.Path);
        Assert.Equal(0, (await ProgramResult.RunAsync("mv", ["-T", renewed, link])).ExitCode);
        await Until(async () => (await server.CallAsync(token, "f", appId: AppId)).Text == "\"other\"");
        other.Write("functions/f.js", "exports = () => 'edited';");
        await Until(async () => (await server.CallAsync(token, "f", appId: AppId)).Text == "\"edited\"");
    }

    [Fact]
    public async Task A_secret_and_a_file_behind_a_link_take_effect()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows wants rights for links.");
        using AppFolder folder = Copy("old"), kept = new AppFolder().Write("secrets.json", """{"key":"one"}""").Write("f.js", "exports = () => 'one';");
        folder.Write("values/secret.json", """{"name":"secret","value":"key","from_secret":true}""").Write("functions/g.js", "exports = () => context.values.get('secret');");
        File.Delete(folder.FileAt("functions/f.js"));
        File.CreateSymbolicLink(folder.FileAt("functions/f.js"), kept.FileAt("f.js"));
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Watches = true, SecretsFile = kept.FileAt("secrets.json") }, folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        Assert.Equal("\"one\"", (await server.CallAsync(token, "g", appId: AppId)).Text);
        kept.Write("secrets.json", """{"key":"two"}""");
        await Until(async () => (await server.CallAsync(token, "g", appId: AppId)).Text == "\"two\"");
        kept.Write("f.js", "exports = () => 'two';");
        await Until(async () => (await server.CallAsync(token, "f", appId: AppId)).Text == "\"two\"");
    }

    [Fact]
    public async Task What_an_app_does_not_consist_of_does_not_reload_it()
    {
        foreach (string file in (string[])["data/appservices.db-wal", ".git/index", "functions/.f.js.swp", "functions/node_modules/a/index.js", "README.md", "4913"])
            _folder.Write(file, "x");
        _folder.Write("functions/f.js", "exports = () => 'old';");      // written anew, and the same
        Directory.SetLastWriteTimeUtc(_folder.Path, DateTime.UtcNow);
        // A server that has seen a later edit has seen these.
        using AppFolder other = Copy("old");
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Watches = true }, other);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        for (int edit = 0; edit < 3; edit++)
        {
            other.Write("functions/f.js", $"exports = () => {edit};");
            await Until(async () => (await server.CallAsync(token, "f", appId: AppId)).Text.Contains($"\"{edit}\"", StringComparison.Ordinal));
        }
        Assert.False(Logged("reloaded"));
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

    private static AppFolder Copy(string answer) => AppFolder.WithFunction("f", $"exports = () => '{answer}';")
        .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}""")
        .Write("data_sources/mongodb-atlas/default_rule.json", DocumentApp.OpenRule);

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
