using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class FunctionShapeTests
{
    [Theory]
    [InlineData("exports = function (x) { return x + 1; };")]
    [InlineData("exports = function named(x) { return x + 1; };")]
    [InlineData("exports = (x) => x + 1 // no line end")]
    [InlineData("exports = async x => x + 1")]
    [InlineData("exports = async function (x) { return await Promise.resolve(x) + 1; }")]
    [InlineData("function go(x) { return x + one; } exports = go; const one = 1;")]
    [InlineData("exports = x => later(x); const later = y => y + step(); function step() { return 1; }")]
    [InlineData("exports = (x, missing) => missing === undefined ? x + 1 : 0")]
    [InlineData("exports = (...all) => all.length + all[0]")]
    [InlineData("class Adder { add(x) { return x + 1; } } exports = x => new Adder().add(x);")]
    [InlineData("undeclared = 1; exports = x => { other = undeclared; return help(x); }; const help = x => x + other;")]
    [InlineData("let context = 1; const console = 0; exports = x => x + context + console;")]
    [InlineData("exports = function (x) { return this === undefined ? 0 : x + 1; };")]
    [InlineData("'use strict'; exports = function (x) { return this === undefined ? x + 1 : 0; };")]
    [InlineData("\uFEFFexports = x => x + 1;")]
    public async Task A_function_file_may_be_written_as(string source)
    {
        Assert.Equal("""{"$numberInt":"2"}""", await new FunctionFixture(source).CallAsync("1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("const a = 1;")]
    [InlineData("// exports = () => 1;")]
    [InlineData("module.exports = () => 1;")]
    [InlineData("const a = 'exports = () => 1';")]
    public async Task A_file_without_exports_says_so(string source)
    {
        FunctionException error = await new FunctionFixture(source).FailAsync();
        Assert.Equal(FunctionException.SyntaxError, error.Code);
        Assert.Equal("f.js:1:1: The file assigns nothing to exports: 'exports = function (...) { ... };' makes it a function.", error.Message);
    }

    [Fact]
    public async Task A_file_that_exports_no_function_says_so()
    {
        FunctionException error = await new FunctionFixture("exports = 1;").FailAsync();
        Assert.Equal("Error: function 'f' assigns no function to exports", error.Message);
    }

    [Theory]
    [InlineData("export default () => 1;", "")]
    [InlineData("export default async function () { return 1; }", "")]
    [InlineData("import x from 'y'; exports = () => x;", "y")]
    [InlineData("import {\n  a,\n  b as c\n} from 'y';\nimport * as all from 'z';\nimport d, { e } from 'v';\nimport 'w';\nexports = () => [a, c, d, e];", "y z v v w")]
    [InlineData("export const n = 1;\nconst m = 2;\nexport { m };\nexport default () => n + m;", "")]
    public void A_module_becomes_a_script(string source, string packages)
    {
        FunctionScript script = FunctionScript.Parse(source, "f.js");
        Assert.Equal(source.Split('\n').Length, script.Text.Split('\n').Length);
        Assert.Equal(packages.Split(' ', System.StringSplitOptions.RemoveEmptyEntries).Order(), script.Mentions.Select(mention => mention.Name).Order());
    }

    [Theory]
    [InlineData("exports = x =>\n  x +;\n", 2, 6)]
    [InlineData("exports = x => x; }", 1, 19)]
    [InlineData("exports = function () {", 1, 24)]
    [InlineData("})(); (function () {", 1, 1)]
    [InlineData("import { x from 'y';\nexports = () => x;", 1, 1)]
    [InlineData("exports = () => 1;\nawait exports();", 2, 1)]
    public async Task A_syntax_error_names_file_line_and_column(string source, int line, int column)
    {
        FunctionException error = await new FunctionFixture(source).FailAsync();
        Assert.Equal(FunctionException.SyntaxError, error.Code);
        Assert.StartsWith($"f.js:{line}:{column}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_a_call_leaves_behind_is_seen_by_the_next()
    {
        var app = new FunctionFixture("count = typeof count === 'undefined' ? 1 : count + 1; Array.prototype.mark = (Array.prototype.mark || 0) + 1; exports = () => [count, [].mark]");
        Assert.Equal("""[{"$numberInt":"1"},{"$numberInt":"1"}]""", await app.CallAsync());
        Assert.Equal("""[{"$numberInt":"1"},{"$numberInt":"1"}]""", await app.CallAsync());
    }

    [Fact]
    public async Task Scripts_reach_nothing_of_the_server()
    {
        var app = new FunctionFixture(
            "exports = () => [typeof System, typeof importNamespace, typeof require, typeof process.version, typeof clrHelper, typeof new BSON.ObjectId().Value, typeof new BSON.ObjectId().GetType]");
        Assert.DoesNotContain("function", await app.CallAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("object", await app.CallAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_calls_run_at_once_without_mixing_up()
    {
        var app = new FunctionFixture("exports = async x => { seen = x; await new Promise(r => setTimeout(r, 5)); return seen; }");
        app.Runtime();
        var calls = new Task<string>[50];
        for (int i = 0; i < calls.Length; i++)
        {
            string argument = FormattableString.Invariant($"{i}");
            calls[i] = Task.Run(() => app.CallAsync(argument));
        }

        string[] results = await Task.WhenAll(calls);
        for (int i = 0; i < results.Length; i++) Assert.Equal(FormattableString.Invariant($$"""{"$numberInt":"{{i}}"}"""), results[i]);
    }
}
