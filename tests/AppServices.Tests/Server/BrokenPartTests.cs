using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using AppServices.Tests.Rules;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>One bad file is off, with a clear error and nothing opened by it; the rest of the app is served.</summary>
public sealed class BrokenPartTests
{
    private const string AppId = "test-abcde";
    private const string Good = "exports = () => 1;";
    private const string Source = "data_sources/mongodb-atlas/config.json";
    private const string SourceConfig = """{"name":"mongodb-atlas","type":"mongodb-atlas"}""";
    private const string Open = """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}""";
    private const string OtherRules = """{"database":"shop","collection":"other","roles":[{"name":"all","read":true}]}""";
    private const string Manifest = "functions/config.json";

    public static TheoryData<string, string, string> BrokenFunctions => new()
    {
        { "exports = () => {", "functions/bad.js:1:18: ", "[]" },
        { "exports = () => 1;\n}", "functions/bad.js:2:1: ", "[]" },
        { "import { x from \"y\";\nexports = () => x;", "functions/bad.js:1:1: ", "[]" },
        { "\uFEFFexports = () => {\n  return (;\n};", "functions/bad.js:2:11: ", "[]" },
        { "", "functions/bad.js:1:1: ", "[]" },
        { "const one = () => 1;", "functions/bad.js:1:1: ", "[]" },
        { "module.exports = () => 1;", "functions/bad.js:1:1: ", "[]" },
        { Deep, "functions/bad.js:1:", "[]" },
        { Good, "functions/bad.js#run_as_user_id_script_source:1:12: ", """[{"name":"bad","run_as_user_id_script_source":"exports = ("}]""" },
        { Good, "functions/config.json:1:26: true or false is expected (at [0].private).", """[{"name":"bad","private":1}]""" },
        { Good, "functions/config.json:1:32: function 'bad' has another entry, too", """[{"name":"bad","private":true},{"name":"bad"}]""" },
        { Good, "functions/config.json:1:2: the string 'name' is missing or empty (at [0]).", """[{"private":true},{"name":"good"}]""" },
        { Good, "functions/config.json:1:2: an object is expected (at [0]).", """["bad",{"name":"good"}]""" },
        { Good, "functions/config.json:1:33: a text is not valid Unicode (at [0].run_as_user_id).", """[{"name":"bad","run_as_user_id":"\ud800"}]""" },
    };

    private static string Deep => "exports = () => " + new string('[', 50_000) + ";";

    [Theory]
    [MemberData(nameof(BrokenFunctions))]
    public async Task A_broken_function_says_so_with_its_file_and_line_and_the_others_run(string source, string error, string manifest)
    {
        using AppFolder folder = Functions().Write("functions/bad.js", source).Write(Manifest, manifest);
        await AssertOffAsync(folder, "bad", error);
    }

    [Fact]
    public async Task So_does_one_whose_file_is_missing_or_a_folder_or_no_text()
    {
        using AppFolder folder = Functions().Write(Manifest, """[{"name":"gone"},{"name":"folder"},{"name":"latin"},{"name":"good"}]""");
        Directory.CreateDirectory(folder.FileAt("functions/folder.js"));
        folder.Write("functions/latin.js", Encoding.Latin1.GetBytes("exports = () =>\n  'Café';"));
        await AssertOffAsync(folder, "gone", "functions/config.json:1:2: function 'gone' has no file, so it cannot be called (at [0]).");
        await AssertOffAsync(
            folder, "folder", "functions/config.json:1:18: function 'folder' has no file, so it cannot be called (at [1]).");
        await AssertOffAsync(folder, "latin", "functions/latin.js:2:7: The file is not UTF-8 text; save it as such.");
    }

    [Fact]
    public async Task Functions_that_may_be_meant_by_an_entry_that_is_not_clear_are_off()
    {
        using AppFolder folder = Functions().Write("functions/a/add.js", Good).Write("functions/b/add.js", Good)
            .Write(Manifest, """[{"name":"add","private":true}]""");
        await AssertOffAsync(folder, "a/add",
            "functions/config.json:1:2: function 'add' may be any of a/add, b/add; give its path below functions/ (at [0]).");
        await AssertOffAsync(folder, "b/add",
            "functions/config.json:1:2: function 'add' may be any of a/add, b/add; give its path below functions/ (at [0]).");
    }

    [Theory]
    [InlineData("[{\"name\":\"good\"}")]
    [InlineData("{}")]
    public async Task Without_its_manifest_nobody_may_call_a_function(string manifest)
    {
        using AppFolder folder = Functions().Write(Manifest, manifest);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        WireReply reply = await server.CallAsync((await server.LogInAsync(appId: AppId)).AccessToken, "good", appId: AppId);
        Assert.StartsWith(Manifest + ":", reply.String("error"), StringComparison.Ordinal);
        reply.AssertError(400, "FunctionSyntaxError", reply.String("error"));
        Assert.Equal([Path.Combine(folder.Path, reply.String("error"))], folder.Read().Errors);
    }

    [Fact]
    public async Task Two_old_functions_of_one_name_are_off()
    {
        using AppFolder folder = new AppFolder().Write("stitch.json", AppFolder.Root).Write("auth_providers/anon-user.json", """{"type":"anon-user"}""")
            .Write("functions/a/config.json", """{"name":"sum"}""").Write("functions/a/source.js", Good)
            .Write("functions/b/config.json", """{"name":"sum","private":true}""").Write("functions/b/source.js", Good)
            .Write("functions/good/source.js", Good).Write("functions/none/config.json", """{"name":"none"}""");
        await AssertOffAsync(folder, "sum", "functions/b/source.js: The function is named 'sum', as functions/a/source.js is.");
        await AssertOffAsync(folder, "none", "functions/none/source.js: This cannot be read: ");
    }

    [Fact]
    public async Task What_a_function_and_the_server_call_says_so_too()
    {
        using AppFolder folder = Functions().Write("functions/bad.js", "exports = (").Write("functions/calls.js", "exports = () => context.functions.execute('bad');")
            .Write("auth/providers.json", """
                {"anon-user":{"type":"anon-user"},"custom-function":{"type":"custom-function","config":{"authFunctionName":"bad"}},
                 "local-userpass":{"type":"local-userpass","config":{"runConfirmationFunction":true,"confirmationFunctionName":"bad"}}}
                """);
        const string Problem = "functions/bad.js:1:12: Unexpected end of input";
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        WireLogin login = await server.LogInAsync(appId: AppId);
        (await server.CallAsync(login.AccessToken, "calls", appId: AppId)).AssertError(400, "FunctionExecutionError", $"Error: function 'bad' cannot run: {Problem}");
        (await server.PostLoginAsync("custom-function", appId: AppId)).AssertError(400, "FunctionSyntaxError", Problem);
        (await server.RegisterAsync("mia@example.com", "correct horse", AppId)).AssertError(400, "FunctionSyntaxError", Problem);
    }

    [Theory]
    [InlineData("shop/items/rules.json", "{")]
    [InlineData("shop/items/rules.json", "[]")]
    [InlineData("shop/items/rules.json", "{\"database\":7}")]
    [InlineData("shop/items/rules.json", "{\"roles\":[{\"read\":true}]}")]
    [InlineData("shop/items/rules.json", "{\"roles\":{}}")]
    [InlineData("shop/items/rules.json", "{\"filters\":[{\"name\":\"f\",\"query\":[]}]}")]
    [InlineData("shop/items/schema.json", "{\"title\":\"Item\"")]
    [InlineData("shop/items/schema.json", "[]")]
    [InlineData("shop/copy/rules.json", "{\"database\":\"shop\",\"collection\":\"items\",\"roles\":[{\"name\":\"all\",\"read\":true}]}")]
    public async Task A_collection_whose_rules_are_broken_is_closed_though_the_default_rule_is_open(string file, string text)
    {
        await using RuledServer server = await RuledServer.StartAsync(
            (RuledServer.DefaultRule, Open), (RuledServer.Rules, """{"roles":[{"name":"all","read":true}]}"""), ("data_sources/mongodb-atlas/" + file, text));
        await server.RefusedAsync(server.Mia, "find", "", "the rules for namespace", "NoMatchingRuleFound", 403);
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{}}""", "the rules for namespace", "NoMatchingRuleFound", 403);
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", collection: "other"));
    }

    [Fact]
    public async Task A_broken_default_rule_closes_the_collections_without_rules_of_their_own()
    {
        await using RuledServer server = await RuledServer.StartAsync((RuledServer.DefaultRule, "{"), ("data_sources/mongodb-atlas/shop/other/rules.json", OtherRules));
        await server.RefusedAsync(server.Mia, "find", "", "the rules for namespace", "NoMatchingRuleFound", 403);
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", collection: "other"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"mongodb-atlas\",\"type\":\"http\"}")]
    public async Task A_data_source_whose_file_is_broken_is_off(string text)
    {
        using AppFolder folder = Functions().Write(Source, text).Write("data_sources/second/config.json", """{"name":"second","type":"mongodb-atlas"}""")
            .Write("data_sources/second/default_rule.json", Open).Write("functions/asks.js", "exports = name => { context.services.get(name).db('a'); return name; };");
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        const string Refusal = "data source 'mongodb-atlas' cannot be used, because its file is broken; the server's log says where";
        (await FindAsync("mongodb-atlas")).AssertError(400, "FunctionExecutionError", Refusal);
        (await server.CallAsync(token, "asks", "[\"mongodb-atlas\"]", AppId)).AssertError(400, "FunctionExecutionError", "Error: " + Refusal);
        Assert.Equal("[]", (await FindAsync("second")).Text);
        Assert.Equal("\"second\"", (await server.CallAsync(token, "asks", "[\"second\"]", AppId)).Text);

        Task<WireReply> FindAsync(string service) => server.SendAsync(
            "POST", $"/app/{AppId}/functions/call", token,
            $$"""{"service":"{{service}}","name":"find","arguments":[{"database":"a","collection":"b"}]}""");
    }

    [Fact]
    public async Task A_broken_value_or_environment_is_an_error_to_who_asks_for_it_and_opens_no_rule()
    {
        using AppFolder folder = Functions().Write("values/broken.json", "{").Write("values/whole.json", """{"name":"whole","value":7}""")
            .Write("environments/no-environment.json", "{\"values\":[]}")
            .Write("functions/value.js", "exports = name => context.values.get(name);")
            .Write("functions/tag.js", "exports = () => context.environment.tag;")
            .Write("functions/environment.js", "exports = () => context.environment.values.a;")
            .Write("functions/closed.js", Good).Write("functions/alsoClosed.js", Good)
            .Write(Manifest, """
                [{"name":"closed","can_evaluate":{"%%values.broken":{"%ne":"x"}}},{"name":"alsoClosed","can_evaluate":{"%%environment.values.a":{"%exists":false}}}]
                """);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        Assert.Equal("""{"$numberInt":"7"}""", (await server.CallAsync(token, "value", "[\"whole\"]", AppId)).Text);
        Assert.Equal("\"\"", (await server.CallAsync(token, "tag", appId: AppId)).Text);
        foreach ((string function, string what) in new[] { ("value", "value 'broken'"), ("environment", "the environment") })
        {
            (await server.CallAsync(token, function, "[\"broken\"]", AppId)).AssertError(
                400, "FunctionExecutionError", $"Error: {what} cannot be used, because its file is broken; the server's log says where");
        }
        foreach (string function in new[] { "closed", "alsoClosed" })
            (await server.CallAsync(token, function, appId: AppId)).AssertError(400, "FunctionExecutionError", $"rule not matched for function \"{function}\"");
    }

    [Fact]
    public async Task A_provider_whose_settings_are_broken_is_off()
    {
        using AppFolder folder = Functions().Write(
            "auth/providers.json", """{"anon-user":{"type":"anon-user"},"local-userpass":{"type":"local-userpass","config":{"autoConfirm":1}},"api-key":7}""");
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.LogInAsync(appId: AppId);
        (await server.PostLoginAsync("local-userpass", appId: AppId)).AssertError(404, "AuthProviderNotFound", Broken("local-userpass"));
        (await server.RegisterAsync("mia@example.com", "correct horse", AppId)).AssertError(404, "AuthProviderNotFound", Broken("local-userpass"));
        (await server.PostLoginAsync("api-key", appId: AppId)).AssertError(404, "AuthProviderNotFound", Broken("api-key"));

        static string Broken(string type) => $"authentication provider not found: the configuration of '{type}' is broken; the server's log says where";
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"enabled\":true}")]
    [InlineData("{\"enabled\":true,\"mongo_service_name\":\"gone\",\"database_name\":\"d\",\"collection_name\":\"c\",\"user_id_field\":\"u\"}")]
    public async Task Without_its_settings_of_custom_user_data_an_app_issues_no_tokens_and_makes_no_users(string text)
    {
        using AppFolder folder = Functions().Write("auth/custom_user_data.json", text);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        WireReply reply = await server.PostLoginAsync("anon-user", appId: AppId);
        reply.AssertError(
            500, "InternalServerError", "the app's custom user data cannot be used, because their settings are broken; the server's log says where");
        Assert.Empty(await AppServices.Server.Users.UserDirectory.Open(server.Data.Store, TimeProvider.System).Users
            .ListAsync(AppId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_names_each_and_serve_logs_each_in_one_line()
    {
        using AppFolder folder = Functions().Write("functions/a.js", "exports = () => {\n").Write("functions/b.js", "import x from 'y';").Write("values/v.json", "[")
            .Write("auth/providers.json", "{}")
            .Write("values/key.json", """{"name":"key","value":"gone","from_secret":true}""").Write(Source, SourceConfig).Write(RuledServer.DefaultRule, Open).Write(RuledServer.Rules, "{\n!");
        string[] starts = ["values/v.json:1:2: ", "functions/a.js:2:1: ", "functions/b.js:1:1: ", RuledServer.Rules + ":2:1: "];
        ProgramResult check = await ServerProgram.RunAsync("check", folder.Path);
        string[] lines = check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((1, "6 errors, 0 warnings"), (check.ExitCode, lines[^1]));
        foreach (string start in starts) Assert.Single(lines, line => line.StartsWith("error: " + start, StringComparison.Ordinal));
        using var data = new AppFolder();
        await using RunningServer server = await RunningServer.StartAsync(folder.Path, data.Path);
        string[] log = (await server.StopAsync()).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string start in starts) Assert.Single(log, line => line.Contains($" error apps/{AppId} {folder.FileAt(start)}", StringComparison.Ordinal));
        Assert.Single(log, line => line.EndsWith(
            $" error apps/{AppId} Secret 'gone' is missing; put it into the file of --secrets or into the environment as APPSERVICES_SECRET_gone. (values/key.json:1)",
            StringComparison.Ordinal));
        Assert.Single(log, line => line.EndsWith(" Package 'y' is not there: 'appservices-server packages' installs it for Node.js, which runs such functions. (functions/b.js:1)",
            StringComparison.Ordinal));
        Assert.Equal(6, log.Length);
        ProgramResult strict = await ServerProgram.RunAsync("serve", folder.Path, "--data", data.Path, "--strict");
        Assert.Equal((1, ""), (strict.ExitCode, strict.Output));
        foreach (string start in starts) Assert.Contains($"{AppId}: {folder.FileAt(start)}", strict.Error, StringComparison.Ordinal);
        Assert.EndsWith("With --strict the server does not start.\n", strict.Error, StringComparison.Ordinal);
    }

    private static AppFolder Functions() => AppFolder.WithFunction("good", Good);

    private static async Task AssertOffAsync(AppFolder folder, string function, string error)
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        WireReply reply = await server.CallAsync(token, function, appId: AppId);
        Assert.StartsWith(error, reply.String("error"), StringComparison.Ordinal);
        reply.AssertError(400, "FunctionSyntaxError", reply.String("error"));
        Assert.Equal("""{"$numberInt":"1"}""", (await server.CallAsync(token, "good", appId: AppId)).Text);
        Assert.Single(folder.Read().Errors, line => line.StartsWith(Path.Combine(folder.Path, error), StringComparison.Ordinal));
    }
}
