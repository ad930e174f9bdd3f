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
            static line => Assert.Matches(@"^Information: function f succeeded in \d+\.\d ms$", line),
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
