using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class LimitTests
{
    [Theory]
    [InlineData("exports = () => { for (;;) {} }")]
    [InlineData("exports = () => { while (true) { try { for (;;) {} } catch (e) {} finally { for (;;) {} } } }")]
    [InlineData("exports = async () => { for (;;) await null; }")]
    [InlineData("exports = () => { const again = () => Promise.resolve().then(again); return again(); }")]
    [InlineData("exports = () => new Promise(() => setInterval(() => {}, 1))")]
    [InlineData("exports = () => new Promise(() => setTimeout(() => {}, 1e9))")]
    [InlineData("exports = () => { setTimeout(() => { for (;;) {} }, 1); return new Promise(() => setTimeout(() => {}, 1e9)); }")]
    [InlineData("for (;;) {} exports = 1")]
    [InlineData("exports = () => [1, 2].map(function f(x) { for (;;) {} })")]
    [InlineData("exports = () => ({ get a() { for (;;) {} } })")]
    [InlineData("exports = () => /^(a+)+$/.test('a'.repeat(40) + 'b')")]
    public async Task A_call_ends_when_its_time_is_up(string source)
    {
        var app = new FunctionFixture(source, new FunctionLimits { Time = TimeSpan.FromMilliseconds(300) });
        long start = Environment.TickCount64;
        FunctionException error = await app.FailAsync();
        Assert.Equal(FunctionException.TimeLimit, error.Code);
        Assert.InRange(Environment.TickCount64 - start, 250, 10_000);
    }

    [Fact]
    public async Task What_is_not_awaited_cannot_outlast_the_limit_and_does_not_spoil_the_answer()
    {
        var app = new FunctionFixture("exports = () => { setTimeout(() => {}, 1e9); return 1; }", new FunctionLimits { Time = TimeSpan.FromMilliseconds(200) });
        Assert.Equal("""{"$numberInt":"1"}""", await app.CallAsync());
        Assert.Contains(app.Log, static line => line.Contains("without awaiting it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exports = () => { const f = n => 1 + f(n + 1); return f(0); }")]
    [InlineData("exports = () => { const f = x => [x].map(f)[0]; return f(1); }")]
    [InlineData("exports = () => context.functions.execute('f')")]
    [InlineData("exports = () => { const o = { toString() { return '' + o; } }; return '' + o; }")]
    public async Task Endless_recursion_is_one_clear_error(string source)
    {
        FunctionException error = await new FunctionFixture(source).FailAsync();
        Assert.Equal((FunctionException.ExecutionError, "RangeError: Maximum call stack size exceeded"), (error.Code, error.Message));
    }

    [Fact]
    public async Task Recursion_of_a_thousand_calls_works()
    {
        Assert.Equal("""{"$numberInt":"1000"}""", await new FunctionFixture("exports = () => { const f = n => n === 0 ? 0 : 1 + f(n - 1); return f(1000); }").CallAsync());
    }

    [Theory]
    [InlineData("exports = () => ({ 'a\\0': 1 })")]
    [InlineData("exports = () => eval('['.repeat(100000))")]
    [InlineData("exports = () => JSON.parse('['.repeat(1000000))")]
    [InlineData("exports = () => EJSON.parse('['.repeat(1000000))")]
    [InlineData("exports = () => { let a = []; for (let i = 0; i < 100000; i++) a = [a]; return a; }")]
    [InlineData("exports = () => { let a = []; for (let i = 0; i < 100000; i++) a = [a]; return JSON.stringify(a); }")]
    [InlineData("exports = () => 'x'.repeat(2 ** 30)")]
    [InlineData("exports = () => new ArrayBuffer(2 ** 33)")]
    [InlineData("exports = () => new Array(2 ** 31).fill(0)")]
    [InlineData("exports = () => { for (let i = 0; i < 100000; i++) setTimeout(() => {}, 1e6); }")]
    [InlineData("exports = () => { const p = new Proxy({}, { ownKeys() { throw new Error('trap'); } }); return p; }")]
    [InlineData("exports = () => ({ length: 1e9, __proto__: Array.prototype, big: 2n ** 64n })")]
    public async Task Odd_scripts_fail_with_an_execution_error(string source)
    {
        Assert.Equal(FunctionException.ExecutionError, (await new FunctionFixture(source).FailAsync()).Code);
    }

    [Theory]
    [InlineData("exports = () => { for (;;) {} }")]
    [InlineData("exports = () => new Promise(done => setTimeout(done, 1e9))")]
    public async Task A_client_that_leaves_ends_its_call(string source)
    {
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var app = new FunctionFixture(source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.CallAsync("f", [], cancellationToken: leave.Token));
        Assert.Contains("was cancelled after", Assert.Single(app.Log), StringComparison.Ordinal);
    }
}
