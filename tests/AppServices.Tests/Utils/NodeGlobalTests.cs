using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Tests.Functions;
using Xunit;

namespace AppServices.Tests.Utils;

/// <summary>The globals of Node that functions use without <c>require</c>, compared with Node itself.</summary>
public sealed class NodeGlobalTests
{
    /// <summary>Expressions, and what Node 20 makes of them.</summary>
    public static TheoryData<string, string> Expressions { get; } = new(
        JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "AppServices.Tests", "Utils", "node-globals.json")))
            .EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!)));

    [Theory]
    [MemberData(nameof(Expressions))]
    public async Task They_do_what_they_do_in_Node(string expression, string expected)
    {
        var app = new FunctionFixture($"exports = async () => {{ const v = await ({expression}); return String(JSON.stringify(v)); }};");
        Assert.Equal(expected, (await app.CallAsync("f", [])).AsString);
    }

    [Theory]
    [InlineData("Buffer.from('hi')", """{"$binary":{"base64":"aGk=","subType":"00"}}""")]
    [InlineData("new TextEncoder().encode('hi')", """{"$binary":{"base64":"aGk=","subType":"00"}}""")]
    [InlineData("new BSON.Binary(Buffer.from('hi'), 5)", """{"$binary":{"base64":"aGk=","subType":"05"}}""")]
    [InlineData("Buffer.from(BSON.Binary.fromText('hi')).toString()", "\"hi\"")]
    [InlineData("structuredClone({ id: new BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0'), n: EJSON.parse('{\"$numberLong\":\"5\"}') })", """{"id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"n":{"$numberLong":"5"}}""")]
    [InlineData("[process.env.HOME, process.env.PATH, Object.keys(process.env).length]", """[{"$undefined":true},{"$undefined":true},{"$numberInt":"0"}]""")]
    [InlineData("[typeof native, typeof Buffer.native, typeof process.exit, typeof process.binding]", """["undefined","undefined","undefined","undefined"]""")]
    [InlineData("(() => { Buffer = 5; URL = 6; return [Buffer, URL]; })()", """[{"$numberInt":"5"},{"$numberInt":"6"}]""")]
    public async Task They_go_with_the_values_of_functions(string expression, string expected) =>
        Assert.Equal(expected, await new FunctionFixture($"exports = () => {expression};").CallAsync());

    // Nothing outside of the realm, however a script digs for it.
    [Theory]
    [InlineData("Buffer")]
    [InlineData("Buffer.prototype")]
    [InlineData("URL")]
    [InlineData("new URL('http://a')")]
    [InlineData("new URLSearchParams()")]
    [InlineData("new TextDecoder()")]
    [InlineData("new TextEncoder()")]
    [InlineData("structuredClone")]
    [InlineData("process")]
    [InlineData("utils")]
    public async Task Nothing_of_the_server_is_within_reach(string value)
    {
        var app = new FunctionFixture($$"""
            exports = () => {
              const seen = new Set();
              const look = v => {
                if (v === null || typeof v !== 'object' && typeof v !== 'function' || seen.has(v)) return;
                seen.add(v);
                for (const key of Reflect.ownKeys(v)) {
                  if (/GetType|ToString|Native|Handle/.test(String(key))) throw new Error(String(key));
                  const d = Reflect.getOwnPropertyDescriptor(v, key);
                  look(d.value); look(d.get); look(d.set);
                }
                look(Object.getPrototypeOf(v));
              };
              look({{value}});
              return seen.size > 0;
            };
            """);
        Assert.Equal("true", await app.CallAsync());
    }

    [Theory]
    [InlineData("Buffer.alloc(1e12)")]
    [InlineData("Buffer.alloc(-1)")]
    [InlineData("Buffer.alloc(NaN).fill('x').length || Buffer.alloc(1e11)")]
    [InlineData("(() => { const all = []; for (;;) all.push(Buffer.alloc(1e6, 'ab')); })()")]
    [InlineData("(() => { let b = Buffer.alloc(1e6); for (;;) b = Buffer.concat([b, b]); })()")]
    [InlineData("(() => { let s = 'x'.repeat(1e6); for (;;) s = Buffer.from(s).toString('hex'); })()")]
    [InlineData("(() => { const p = new URLSearchParams(); for (;;) p.append('a', 'x'.repeat(1e6)); })()")]
    [InlineData("(() => { let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; return structuredClone(o); })()")]
    [InlineData("(() => { const a = []; for (;;) a.push(structuredClone(new Uint8Array(1e6))); })()")]
    [InlineData("structuredClone({ get a() { for (;;); } })")]
    [InlineData("new URLSearchParams({ *[Symbol.iterator]() { for (;;) yield ['a', 'b']; } })")]
    public async Task They_are_within_the_limits_of_a_call(string expression)
    {
        var app = new FunctionFixture($"exports = () => {expression};", new FunctionLimits { Time = TimeSpan.FromSeconds(1), MemoryBytes = 64 * 1024 * 1024 });
        Assert.Contains((await app.FailAsync()).Code, new[] { FunctionException.ExecutionError, FunctionException.TimeLimit });
    }
}
