using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Sources mean what they say, though they ask before what nothing can stop.</summary>
public sealed class SourceBoundTests
{
    [Theory]
    [InlineData("2n * 3n + 1n", "7")]
    [InlineData("(2n + 1n) * (3n - 1n)", "6")]
    [InlineData("2n ** 3n ** 2n", "512")]
    [InlineData("(() => { let x = 2n; x *= (3n + 1n); x **= 2n; x <<= 1n; return x; })()", "128")]
    [InlineData("(() => { const o = { x: 2n, n: 0, get self() { this.n++; return this; } }; o.self.x *= 3n * 2n; return o.x * BigInt(o.n); })()", "12")]
    [InlineData("(() => { let x = 3\n, y = 2\n; x /* times */ *= y\n; return BigInt(x) })()", "6")]
    [InlineData("BigInt(`${2n * 3n}${[2, 3].map(x => x * x).join('')}`)", "649")]
    [InlineData("BigInt(1 << 3) * 1n", "8")]
    public async Task Operators_keep_their_meaning(string expression, string expected)
    {
        Assert.Equal($$"""{"$numberLong":"{{expected}}"}""", await new FunctionFixture($"exports = () => {expression}").CallAsync());
    }

    [Theory]
    [InlineData("(() => { const a = 2; return eval('a + 1'); })()", "3")]
    [InlineData("eval('var b = 4; eval(\"b * 2\")')", "8")]
    [InlineData("eval(5)", "5")]
    [InlineData("eval(...['6'])", "texts can be compiled with eval(text) and Function(text) only")]
    [InlineData("(0, eval)('7')", "texts can be compiled with eval(text) and Function(text) only")]
    [InlineData("Function('a', 'b', 'return a * b')(2, 3)", "6")]
    [InlineData("new Function('a, b', 'return a * b // c')(2, 3)", "6")]
    [InlineData("new Function('a = 3n * 2n', 'b', 'return a')()", "6")]
    [InlineData("new Function('a', 'b /* last */', 'return a - b')(5, 2)", "3")]
    [InlineData("new Function('a = () => { let x = 3n; for (;;) x *= x }', 'return a()')()", "Maximum BigInt size exceeded")]
    [InlineData("(function () { return eval('new.target; 2n * 3n') })()", "6")]
    [InlineData("new (function () { eval('new.target; let x = 3n; for (;;) x *= x') })()", "Maximum BigInt size exceeded")]
    [InlineData("new (class { #x = 3n; m() { return eval('for (;;) this.#x *= this.#x'); } })().m()", "a text to compile may not name private members of classes around it")]
    [InlineData("new (class extends (class { x() { return 2n; } }) { x() { return eval('super.x() * 5n'); } })().x()", "10")]
    [InlineData("(() => { let x = 3n; eval('for (;;) x *= x'); })()", "Maximum BigInt size exceeded")]
    [InlineData("Function()() === undefined", "true")]
    [InlineData("(() => 1).constructor('return 2')()", "2")]
    [InlineData("(() => 1) instanceof Function && (() => 1).constructor === Function && Function.prototype === Object.getPrototypeOf(() => 1)", "true")]
    [InlineData("(async () => 1).constructor('return 2')()", "texts can be compiled with eval(text) and Function(text) only")]
    [InlineData("eval('1 +')", "Unexpected end of input")]
    [InlineData("Function('return }')", "Unexpected token '}'")]
    [InlineData("eval('let x = 3n; for (;;) x *= x')", "Maximum BigInt size exceeded")]
    [InlineData("Function('let x = 3n; for (;;) x *= x')()", "Maximum BigInt size exceeded")]
    [InlineData("eval('1' + '+1'.repeat(1e6))", "the text is too long to be compiled")]
    [InlineData("Function('return 1' + '+1'.repeat(1e6))", "the text is too long to be compiled")]
    public async Task Texts_are_compiled_within_bounds(string expression, string expected)
    {
        var app = new FunctionFixture($$"""exports = () => { try { return String({{expression}}); } catch (e) { return e.message; } }""");
        Assert.StartsWith($"\"{expected}", await app.CallAsync(), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let x = globalThis['Big' + 'Int'](3); for (;;) x *= x;")]
    [InlineData("let x = (function () { return this; })()['Big' + 'Int'](3); for (;;) x *= x;")]
    [InlineData("let x = Function('return Big' + 'Int(3)')(); for (;;) x *= x;")]
    [InlineData("let x = B\\u0069gInt(3); for (;;) x *= x;")]
    public async Task Integers_are_bounded_wherever_they_are_from(string body) =>
        Assert.Equal("\"Maximum BigInt size exceeded\"", await new FunctionFixture($"exports = () => {{ try {{ {body} }} catch (e) {{ return e.message; }} }}").CallAsync());

    [Theory]
    [InlineData("new Uint8Array({ length: 5_000_000 }).length", 5_000_000)]
    [InlineData("new Uint8Array(new Uint8Array(5_000_000).fill(1)).length", 5_000_000)]
    [InlineData("new Float64Array(new Array(500_000).fill(1)).length", 500_000)]
    public async Task Typed_arrays_need_what_their_items_need(string expression, int expected) =>
        Assert.Equal($$"""{"$numberInt":"{{expected}}"}""", await new FunctionFixture($"exports = () => {expression}").CallAsync());
}
