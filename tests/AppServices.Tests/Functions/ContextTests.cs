using System;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class ContextTests
{
    [Fact]
    public async Task The_user_is_the_caller()
    {
        var app = new FunctionFixture("exports = () => context.user");
        Assert.Equal(
            """{"id":"6650a1f2c3d4e5f6a7b8c9d0","type":"normal","data":{"email":"a@example.com"},"custom_data":{"level":{"$numberInt":"3"}},"identities":[{"id":"i1","provider_type":"local-userpass"}]}""",
            await app.CallAsync());
    }

    [Fact]
    public async Task Without_a_caller_the_user_is_the_system()
    {
        var app = new FunctionFixture("exports = () => [context.user.type, context.user.id === undefined, Object.keys(context.user.data).length, context.runningAsSystem()]") { User = FunctionUser.System };
        Assert.Equal("""["system",true,{"$numberInt":"0"},true]""", FunctionFixture.Text(await app.CallAsync("f", [], fromClient: false)));
    }

    [Fact]
    public async Task Values_are_fresh_copies_and_unknown_ones_undefined()
    {
        var app = new FunctionFixture("exports = () => { context.values.get('prices').nuts = 9; return [context.values.get('prices').nuts, context.values.get('none') === undefined]; }");
        Assert.Equal("""[{"$numberDouble":"0.25"},true]""", await app.CallAsync());
    }

    [Fact]
    public async Task Environment_app_and_request_are_there()
    {
        var app = new FunctionFixture("""
            exports = () => [context.environment.tag, context.environment.values.limit, context.app.clientAppId, context.app.deployment.model,
              context.request.remoteIPAddress, context.request.requestHeaders['X-Key'], context.request.rawQueryString, context.request.httpMethod,
              context.request.httpUserAgent, context.services.get('mongodb-atlas') === undefined];
            """);
        Assert.Equal("""["testing",{"$numberInt":"5"},"shop-abcde","LOCAL","127.0.0.1",["abc"],"a=1","POST","test",true]""", await app.CallAsync());
    }

    [Fact]
    public async Task Execute_hands_over_the_very_value()
    {
        var app = new FunctionFixture("""
            exports = () => {
              const shared = { n: 1 };
              const tools = context.functions.execute('tools', shared, () => 'called back');
              return [tools.same === shared, tools.id instanceof BSON.ObjectId, tools.say(), tools.back, context.functions.execute('later') instanceof Promise];
            };
            """)
            .Add(new FunctionDefinition("tools", "const help = 1; exports = (same, f) => ({ same, id: BSON.ObjectId(), say: () => context.user.type, back: f() })", "tools.js") { IsPrivate = true })
            .Add("later", "const help = 2; exports = async () => 1");
        Assert.Equal("""[true,true,"normal","called back",true]""", await app.CallAsync());
    }

    [Fact]
    public async Task Execute_of_an_unknown_function_throws_at_once()
    {
        var app = new FunctionFixture("exports = () => { try { context.functions.execute('nope'); } catch (e) { return [e instanceof Error, e.message]; } }");
        Assert.Equal("""[true,"function not found"]""", await app.CallAsync());
    }

    [Fact]
    public async Task A_function_inherits_the_rights_of_its_caller_and_keeps_the_user()
    {
        const string Ask = "exports = async () => { const before = context.runningAsSystem(); await null; return [before, context.runningAsSystem(), context.user.type]; }";
        var app = new FunctionFixture("""
            exports = async () => [await context.functions.execute('ask'), await context.functions.execute('system'), context.runningAsSystem(), await context.functions.execute('ask')];
            """)
            .Add("ask", Ask)
            .Add(new FunctionDefinition("system", "exports = async () => [context.runningAsSystem(), await context.functions.execute('ask'), await context.functions.execute('fixed')]", "system.js") { RunAsSystem = true })
            .Add(new FunctionDefinition("fixed", Ask, "fixed.js") { RunAsUserId = "6650a1f2c3d4e5f6a7b8c9ff" });
        Assert.Equal(
            """[[false,false,"normal"],[true,[true,true,"normal"],[false,false,"normal"]],false,[false,false,"normal"]]""",
            await app.CallAsync());
    }

    [Theory]
    [InlineData("exports = () => ({ runAsSystem: true })", "true")]
    [InlineData("exports = async () => ({ runAsSystemUser: true })", "true")]
    [InlineData("exports = () => '6650a1f2c3d4e5f6a7b8c9d0'", "false")]
    public async Task A_script_may_choose_the_user(string script, string isSystem)
    {
        var app = new FunctionFixture().Add(new FunctionDefinition("f", "exports = () => context.runningAsSystem()", "f.js") { RunAsUserIdScript = script });
        Assert.Equal(isSystem, await app.CallAsync());
    }

    [Theory]
    [InlineData("exports = (a, b) => b === 'ok' ? { runAsSystem: true } : a")]
    [InlineData("exports = async (a, b) => (await null, b === 'ok' ? { runAsSystem: true } : a)")]
    public async Task The_script_that_chooses_the_user_gets_the_arguments(string script)
    {
        var chosen = new FunctionDefinition("f", "exports = (a, b) => [context.runningAsSystem(), b]", "f.js") { RunAsUserIdScript = script };
        var app = new FunctionFixture().Add(chosen).Add(chosen with { Name = "g", Source = "exports = async (a, b) => [await context.functions.execute('f', a, b), context.runningAsSystem()]", RunAsUserIdScript = null });
        Assert.Equal("[true,\"ok\"]", await app.CallAsync($"\"{FunctionFixture.UserId}\"", "\"ok\""));
        Assert.Equal("[false,\"no\"]", await app.CallAsync($"\"{FunctionFixture.UserId}\"", "\"no\""));
        Assert.Equal("[[true,\"ok\"],false]", FunctionFixture.Text(await app.CallAsync("g", [FunctionFixture.UserId, "ok"])));
        Assert.Equal("[[false,\"no\"],false]", FunctionFixture.Text(await app.CallAsync("g", [FunctionFixture.UserId, "no"])));
    }

    // f sets, g sees and sets, f sees; g has its own rights, name and services all the same.
    [Theory]
    [InlineData("context.tools = { n: 1 }", "context.tools.n", "context.tools.n = 2", "context.tools.n", "[1,2]")]
    [InlineData("context.user.extra = 1", "context.user.extra", "context.user.extra = 2", "context.user.extra", "[1,2]")]
    [InlineData("console.trace = () => 't'", "console.trace()", "console.trace = () => 'u'", "console.trace()", "[\"t\",\"u\"]")]
    [InlineData("globalThis.g = 1", "globalThis.g + g", "g = 2", "globalThis.g", "[2,2]")]
    [InlineData("console.info = x => x + 1", "console.info(1)", "1", "console.info(2)", "[2,3]")]
    [InlineData("context.runningAsSystem = () => 'never'", "context.runningAsSystem()", "1", "context.runningAsSystem()", "[\"never\",\"never\"]")]
    [InlineData("Object.defineProperty(context, 'd', { value: 1, configurable: true })", "context.d", "delete context.d", "context.d === undefined", "[1,true]")]
    [InlineData("1", "'tools' in context || Object.keys(context).includes('user')", "Object.assign(context, { tools: 5 })", "Object.keys(context).filter(k => k === 'tools').length + context.tools", "[true,6]")]
    [InlineData("1", "[context.runningAsSystem(), typeof context.functions.execute]", "1", "[context.runningAsSystem(), context.services.get('x') === undefined]", "[[true,\"function\"],[false,true]]")]
    [InlineData("Object.freeze(context)", "(() => { context.a = 1; return context.a === undefined; })()", "1", "Object.isFrozen(context)", "[true,true]")]
    public async Task Functions_of_a_call_share_what_they_put_on_their_objects(string set, string seen, string change, string after, string expected)
    {
        var app = new FunctionFixture($"exports = () => {{ {set}; const seen = context.functions.execute('g'); return [seen, {after}]; }};")
            .Add(new FunctionDefinition("g", $"exports = () => {{ const seen = {seen}; {change}; return seen; }};", "g.js") { RunAsSystem = true });
        Assert.Equal(expected, (await app.CallAsync()).Replace("{\"$numberInt\":\"", "", StringComparison.Ordinal).Replace("\"}", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_call_puts_there_another_does_not_see()
    {
        var app = new FunctionFixture("exports = () => { const before = [typeof context.x, typeof console.x]; context.x = console.x = 1; return before; }");
        await app.CallAsync();
        Assert.Equal("[\"undefined\",\"undefined\"]", await app.CallAsync());
    }

    [Fact]
    public async Task A_user_to_run_as_must_exist()
    {
        var app = new FunctionFixture().Add(new FunctionDefinition("f", "exports = () => 1", "f.js") { RunAsUserId = "nobody" });
        Assert.Equal("function 'f' is to run as user 'nobody', who does not exist", (await app.FailAsync()).Message);
    }

    [Fact]
    public async Task Console_lines_name_the_function_and_are_limited()
    {
        var app = new FunctionFixture("""
            exports = () => {
              console.log('a', 1, { o: [new BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0')] }, undefined);
              console.error(new RangeError('bad')); console.warn('line\nbreak');
              console.log('x'.repeat(1000));
              context.functions.execute('other');
              for (let i = 0; i < 100; i++) console.debug(i);
            };
            """).Add("other", "exports = () => console.info('hello')");
        await app.CallAsync();
        string[] lines = [.. app.Log];
        Assert.Equal("""Information: [f] a 1 {"o":["6650a1f2c3d4e5f6a7b8c9d0"]} undefined""", lines[0]);
        Assert.Equal("Error: [f] RangeError: bad", lines[1]);
        Assert.Equal("Warning: [f] line\\nbreak", lines[2]);
        Assert.Equal("Information: [f] " + new string('x', 512), lines[3]);
        Assert.Equal("Information: [other] hello", lines[4]);
        Assert.Equal(25 + 2, lines.Length);
        Assert.Contains("printed more than 25 lines", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_call_is_one_log_line_without_its_arguments()
    {
        var app = new FunctionFixture("exports = x => { if (x === 'secret') throw x; return x; }");
        await app.CallAsync("\"quiet\"");
        await app.FailAsync("\"secret\"");
        Assert.Collection(
            app.Log,
            static line => Assert.Matches(@"^Debug: function f succeeded in \d+\.\d ms$", line),
            static line => Assert.Matches(@"^Warning: function f failed in \d+\.\d ms: FunctionExecutionError$", line));
    }

    [Fact]
    public async Task Private_functions_do_not_exist_for_clients()
    {
        var app = new FunctionFixture().Add(new FunctionDefinition("f", "exports = () => 1", "f.js") { IsPrivate = true });
        FunctionException error = await app.FailAsync();
        Assert.Equal((FunctionException.NotFound, "function not found"), (error.Code, error.Message));
        Assert.Equal(new BsonInt32(1), await app.CallAsync("f", [], fromClient: false));
        FunctionException unknown = await Assert.ThrowsAsync<FunctionException>(() => app.CallAsync("g", []));
        Assert.Equal((error.Code, error.Message), (unknown.Code, unknown.Message));
    }
}
