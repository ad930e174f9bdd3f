using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Functions and what the manifest says of them (app-folder 1.8).</summary>
public sealed class AppFunctionsTests
{
    private const string Source = "exports = () => 1;";
    private const string Manifest = "functions/config.json";

    [Fact]
    public void Without_a_manifest_every_file_is_a_function()
    {
        using AppFolder folder = FolderReading.App(
            ("functions/a.js", "exports = 'a';"), ("functions/util/deep/b-c.js", Source), ("functions/.hidden.js", Source), ("functions/a.json", "{"),
            ("functions/package.json", "{}"), ("functions/node_modules/x/index.js", "syntax error ("), ("functions/util/node_modules/y.js", "("));
        AppDefinition app = folder.Read();
        Assert.Equal([".hidden", "a", "util/deep/b-c"], app.Functions().Select(function => function.Name));
        FunctionDefinition a = app.ByName()["a"];
        Assert.Equal(("exports = 'a';", Path.Combine(folder.Path, "functions", "a.js")), (a.Source, a.File));
        Assert.Equal(new FunctionDefinition("a", a.Source, a.File) { Place = "functions/a.js" }, a);
        Assert.Empty(app.Warnings);
    }

    [Fact]
    public void The_manifest_says_who_may_call_and_who_runs()
    {
        using AppFolder folder = FolderReading.App(("functions/f.js", Source), ("functions/g.js", Source), (Manifest, """
            [ { "name": "f", "private": true, "can_evaluate": { "%%user.id": { "%exists": true } }, "run_as_system": true, "run_as_user_id": "u1",
                "run_as_user_id_script_source": "exports = () => 'u2';", "disable_arg_logs": true, "id": "1", "unknown": [] } ]
            """));
        AppDefinition app = folder.Read();
        FunctionDefinition f = app.ByName()["f"];
        Assert.Equal((true, true, true), (f.IsPrivate, f.RunAsSystem, f.DisableArgumentLogs));
        Assert.Equal(("u1", "exports = () => 'u2';"), (f.RunAsUserId, f.RunAsUserIdScript));
        Assert.Equal(BsonDocument.Parse("""{"%%user.id":{"%exists":true}}"""), f.CanEvaluate);
        FunctionDefinition g = app.ByName()["g"];
        Assert.Equal(new FunctionDefinition("g", g.Source, g.File) { Place = "functions/g.js" }, g);
    }

    [Fact]
    public void What_is_empty_in_the_manifest_is_not_set()
    {
        using AppFolder folder = FolderReading.App(("functions/f.js", Source), (Manifest, """
            [{"name":"f","private":false,"can_evaluate":null,"run_as_system":null,"run_as_user_id":"","run_as_user_id_script_source":""}]
            """));
        FunctionDefinition f = folder.Read().Functions().Single();
        Assert.Equal(new FunctionDefinition("f", f.Source, f.File) { Place = "functions/f.js" }, f);
    }

    [Fact]
    public void An_entry_without_a_file_is_an_error()
    {
        using AppFolder folder = FolderReading.App(("functions/f.js", Source), (Manifest, """[{"name":"f","private":true},{"name":"gone"}]"""));
        AppDefinition app = folder.Read();
        Assert.Equal(
            [$"{Path.Combine(folder.Path, Manifest)}:1:30: function 'gone' has no file, so it cannot be called (at [1])."], app.Errors);
        Assert.True(app.ByName()["f"].IsPrivate);
    }

    [Theory]
    [InlineData("add", "util/add")]
    [InlineData("util/add", "util/add")]
    [InlineData("sub/util/add", "sub/util/add")]
    [InlineData("sum", "sum")]
    public void An_entry_may_name_the_file_alone_when_only_one_is_meant(string entry, string function)
    {
        string[] files = entry == "add" ? ["util/add", "sum"] : ["util/add", "sub/util/add", "sum", "math/sum"];
        using AppFolder folder = FolderReading.App([.. files.Select(file => ($"functions/{file}.js", Source)), (Manifest, $$"""[{"name":"{{entry}}","private":true}]""")]);
        AppDefinition app = folder.Read();
        Assert.Equal([function], app.Functions().Where(f => f.IsPrivate).Select(f => f.Name));
        Assert.Empty(app.Warnings);
    }

    [Fact]
    public async Task A_function_whose_entry_names_the_file_alone_has_both_names()
    {
        using AppFolder folder = AppFolder.WithFunction("other", "exports = () => 'root';")
            .Write("functions/deep/run.js", "exports = () => 'deep';").Write("functions/deep/other.js", "exports = () => 'deep other';")
            .Write("functions/ask.js", "exports = () => ['run', 'deep/run', 'other', 'deep/other'].map(name => context.functions.execute(name));")
            .Write(Manifest, """[{"name":"run"},{"name":"other"},{"name":"ask","can_evaluate":{"%%true":{"%function":{"name":"yes"}}}},{"name":"yes"}]""")
            .Write("functions/rules/yes.js", "exports = () => true;");
        Assert.Empty(folder.Read().Errors);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        string token = (await server.LogInAsync(appId: "test-abcde")).AccessToken;
        Assert.Equal("""["deep","deep","root","deep other"]""", (await server.CallAsync(token, "ask", appId: "test-abcde")).Text);
        foreach (string name in new[] { "run", "deep/run" }) Assert.Equal("\"deep\"", (await server.CallAsync(token, name, appId: "test-abcde")).Text);
    }

    [Fact]
    public void An_entry_that_may_mean_two_files_is_refused()
    {
        using AppFolder folder = FolderReading.App(("functions/a/add.js", Source), ("functions/b/add.js", Source), (Manifest, """[{"name":"add"}]"""));
        folder.AssertRefused(Manifest, ": function 'add' may be any of a/add, b/add; give its path below functions/ (at [0]).");
    }

    [Theory]
    [InlineData("{\"f\":{\"private\":true}}", ": an array is expected.")]
    [InlineData("[\"f\"]", ": an object is expected (at [0]).")]
    [InlineData("[{\"private\":true}]", ": the string 'name' is missing or empty (at [0]).")]
    [InlineData("[{\"name\":7}]", ": a string is expected (at [0].name).")]
    [InlineData("[{\"name\":\"f\",\"private\":\"yes\"}]", ": true or false is expected (at [0].private).")]
    [InlineData("[{\"name\":\"f\",\"run_as_user_id\":{}}]", ": a string is expected (at [0].run_as_user_id).")]
    [InlineData("[{\"name\":\"f\",\"can_evaluate\":{\"a\":{\"$oid\":\"1\"}}}]", ": the value is no Extended JSON: the value of $oid is not valid (at byte 5) (at [0].can_evaluate).")]
    public void A_manifest_of_wrong_types_is_refused(string manifest, string message)
    {
        using AppFolder folder = FolderReading.App(("functions/f.js", Source), (Manifest, manifest));
        folder.AssertRefused(Manifest, message);
    }

    [Theory]
    [InlineData("functions/link.js")]
    [InlineData("values/link.json")]
    [InlineData("auth_providers/link.json")]
    public void A_file_that_cannot_be_read_is_named(string file)
    {
        using AppFolder folder = FolderReading.App();
        string link = folder.FileAt(file);
        try
        {
            File.CreateSymbolicLink(link, "nowhere");
        }
        catch (IOException)
        {
            Assert.Skip("This account may not make symbolic links.");
        }

        Assert.Contains(link, Assert.Single(folder.Read().Errors), System.StringComparison.Ordinal);
    }
}
