using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary><c>api-key</c> beside a running server.</summary>
public sealed class ApiKeyCommandTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string AppId = AppServerFixture.QuickstartAppId;

    [Fact]
    public async Task A_key_goes_its_way_while_the_server_runs()
    {
        string key = await CreateAsync("backend");
        Assert.Matches("^[A-Za-z0-9]{64}$", key);
        WireLogin login = await LogInAsync(key);
        WireReply profile = await server.SendAsync("GET", "/auth/profile", login.AccessToken);
        Assert.Equal(("server", "backend"), (profile.String("type"), profile.Json.GetProperty("data").GetProperty("name").GetString()));
        Assert.Equal("api-key", profile.Json.GetProperty("identities")[0].GetProperty("provider_type").GetString());
        string id = profile.Json.GetProperty("identities")[0].GetProperty("id").GetString()!;
        Assert.Equal($"{id}  enabled   backend", await ListedAsync("backend"));

        Assert.Equal(new ProgramResult(0, "", ""), await RunAsync("disable", "backend"));
        await AssertRefusedAsync(key);
        Assert.Equal($"{id}  disabled  backend", await ListedAsync("backend"));

        Assert.Equal(new ProgramResult(0, "", ""), await RunAsync("enable", "backend"));
        Assert.Equal(login.UserId, (await LogInAsync(key)).UserId);

        Assert.Equal(new ProgramResult(0, "", ""), await RunAsync("delete", "backend"));
        await AssertRefusedAsync(key);
        Assert.Null(await ListedAsync("backend"));
    }

    [Fact]
    public async Task A_name_is_given_once_in_an_app()
    {
        string key = await CreateAsync("once");
        ServerProgram.AssertFailed(
            await RunAsync("create", "once"), $"App '{AppId}' has a server key 'once' already. Delete it first, or choose another name.");
        Assert.Equal(0, (await RunAtAsync("create", "other-abcde", "once")).ExitCode);
        await LogInAsync(key);
        Assert.Equal(0, (await RunAsync("delete", "once")).ExitCode);
        Assert.NotEqual(key, await CreateAsync("once"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("schlüssel")]
    [InlineData("a\n")]
    public async Task A_name_is_of_letters_digits_underscores_and_hyphens(string name) => ServerProgram.AssertFailed(
        await RunAsync("create", name), $"'{name}' is no key name: it can only contain ASCII letters, numbers, underscores, and hyphens.");

    [Theory]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("delete")]
    public async Task A_key_that_is_not_there_is_named(string verb) => ServerProgram.AssertFailed(
        await RunAsync(verb, "nobody"), $"App '{AppId}' has no server key 'nobody'. See: appservices-server api-key list --app {AppId} --data {server.Data.Path}");

    [Fact]
    public async Task The_app_may_be_given_by_its_folder()
    {
        ProgramResult created = await RunAtAsync("create", Path.Combine(Repository.Root, "samples", "quickstart"), "by-folder");
        await LogInAsync(created.Output.TrimEnd('\n'));
    }

    [Fact]
    public async Task A_folder_that_is_no_app_is_refused_as_serve_does()
    {
        using var empty = new AppFolder();
        ServerProgram.AssertFailed(
            await RunAtAsync("list", empty.Path),
            $"{empty.Path}: This is no exported app: it has none of root_config.json, realm_config.json, config.json, stitch.json.");
    }

    [Fact]
    public async Task Keys_are_listed_in_the_order_in_which_they_were_made()
    {
        string[] names = ["zeta", "alpha", "mid", "beta"];
        foreach (string name in names) Assert.Equal(0, (await RunAtAsync("create", "order-abcde", name)).ExitCode);
        ProgramResult list = await RunAtAsync("list", "order-abcde");
        Assert.Equal(names, list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]));
    }

    /// <summary>The line of a key; null when it is not listed.</summary>
    private async Task<string?> ListedAsync(string name) =>
        (await RunAsync("list")).Output.Split('\n').SingleOrDefault(line => line.EndsWith($"  {name}", StringComparison.Ordinal));

    private async Task<string> CreateAsync(string name)
    {
        ProgramResult result = await RunAsync("create", name);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.TrimEnd('\n');
    }

    private Task<WireLogin> LogInAsync(string key) => server.LogInAsync("api-key", $$"""{"key":"{{key}}"}""");

    private async Task AssertRefusedAsync(string key) =>
        (await server.PostLoginAsync("api-key", $$"""{"key":"{{key}}"}""")).AssertError(401, "AuthError", "unauthorized");

    private Task<ProgramResult> RunAsync(string verb, params string[] arguments) => RunAtAsync(verb, AppId, arguments);

    private Task<ProgramResult> RunAtAsync(string verb, string app, params string[] arguments) =>
        ServerProgram.RunAsync(["api-key", verb, .. arguments, "--app", app, "--data", server.Data.Path]);
}
