using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class AsyncResultTests
{
    [Fact]
    public async Task Promises_anywhere_in_the_result_are_resolved()
    {
        var app = new FunctionFixture("""
            const later = v => new Promise(done => setTimeout(() => done(v), 2));
            exports = () => ({ a: later(1), b: [Promise.resolve(later({ c: later('deep') }))] });
            """);
        Assert.Equal("""{"a":{"$numberInt":"1"},"b":[{"c":"deep"}]}""", await app.CallAsync());
    }

    [Fact]
    public async Task A_rejected_promise_in_the_result_fails_the_call()
    {
        var app = new FunctionFixture("exports = () => ({ a: Promise.reject(new TypeError('no')) })");
        Assert.Equal("TypeError: no", (await app.FailAsync()).Message);
    }

    [Fact]
    public async Task What_is_not_awaited_is_finished_before_the_answer()
    {
        var app = new FunctionFixture("""
            exports = () => {
              setTimeout(async () => { await null; setTimeout(() => console.log('third'), 3); console.log('second'); }, 5);
              Promise.resolve().then(() => console.log('first'));
              return 'answer';
            };
            """);
        Assert.Equal("\"answer\"", await app.CallAsync());
        Assert.Equal(["[f] first", "[f] second", "[f] third"], app.Log.Select(Message).Where(static line => line.StartsWith('[')));
    }

    [Fact]
    public async Task What_is_not_awaited_and_fails_is_logged_and_does_not_fail_the_call()
    {
        var app = new FunctionFixture("""
            exports = () => { Promise.reject(new Error('lost')); setTimeout(() => { throw 'late'; }, 1); const p = Promise.reject(1); p.catch(() => 0); return 1; };
            """);
        Assert.Equal("""{"$numberInt":"1"}""", await app.CallAsync());
        Assert.Equal(
            ["[f] a promise that was not awaited was rejected: Error: lost", "[f] a promise that was not awaited was rejected: late"],
            app.Log.Select(Message).Where(static line => line.StartsWith('[')));
    }

    [Fact]
    public async Task Timers_fire_in_order_and_can_be_cleared()
    {
        var app = new FunctionFixture("""
            exports = async () => {
              const seen = [];
              const cleared = setTimeout(() => seen.push('never'), 1);
              setTimeout((a, b) => seen.push(a + b), 400, 'x', 'y');
              setImmediate(v => seen.push(v), 'now');
              clearTimeout(cleared); clearTimeout(undefined); clearTimeout(99);
              await new Promise(done => { let n = 0; const i = setInterval(() => { seen.push(++n); if (n === 2) { clearInterval(i); done(); } }, 2); });
              await new Promise(done => setTimeout(done, 420));
              return seen;
            };
            """);
        Assert.Equal("""["now",{"$numberInt":"1"},{"$numberInt":"2"},"xy"]""", await app.CallAsync());
    }

    [Fact]
    public async Task An_interval_that_is_never_cleared_does_not_hold_the_answer()
    {
        var app = new FunctionFixture("exports = () => { setInterval(() => {}, 1); return 1; }");
        Assert.Equal("""{"$numberInt":"1"}""", await app.CallAsync());
    }

    [Fact]
    public async Task Many_waiting_calls_hold_no_thread()
    {
        var app = new FunctionFixture("exports = async () => { await new Promise(done => setTimeout(done, 300)); return 1; }");
        app.Runtime();
        long start = Environment.TickCount64;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => app.CallAsync()));
        // One after another they would take a minute.
        Assert.InRange(Environment.TickCount64 - start, 290, 20_000);
    }

    [Fact]
    public async Task A_promise_that_nothing_can_settle_fails_at_once()
    {
        FunctionException error = await new FunctionFixture("exports = () => new Promise(() => {})").FailAsync();
        Assert.Equal(FunctionException.TimeLimit, error.Code);
    }

    [Fact]
    public async Task Reactions_wait_until_synchronous_code_is_done_even_across_execute()
    {
        var app = new FunctionFixture("""
            exports = () => { let early = false; Promise.resolve().then(() => { early = true; }); context.functions.execute('other'); return early; };
            """).Add("other", "exports = () => 1");
        Assert.Equal("false", await app.CallAsync());
    }

    private static string Message(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
