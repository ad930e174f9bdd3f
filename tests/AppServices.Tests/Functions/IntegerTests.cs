using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Sources with integers of unlimited size mean what they say.</summary>
public sealed class IntegerTests
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
}
