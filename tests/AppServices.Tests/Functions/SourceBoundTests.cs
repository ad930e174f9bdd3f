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
}
