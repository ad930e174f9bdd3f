using System;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Run alone: whether a call holds too much is read off the growth of the whole process.</summary>
[Collection(nameof(MemoryLimitTests))]
[CollectionDefinition(nameof(MemoryLimitTests), DisableParallelization = true)]
public sealed class MemoryLimitTests
{
    [Theory]
    [InlineData("exports = () => { const a = []; for (;;) a.push({ n: a.length, text: 'x' + a.length }); }")]
    [InlineData("exports = () => { let s = 'x'; const all = []; for (;;) { s += 'y'; all.push(s + s); } }")]
    [InlineData("exports = async () => { const a = []; for (;;) { await null; a.push(new Array(1000).fill(a.length)); } }")]
    public async Task A_call_ends_when_it_holds_too_much(string source)
    {
        var app = new FunctionFixture(source, new FunctionLimits { MemoryBytes = 48 * 1024 * 1024, Time = TimeSpan.FromSeconds(60) });
        FunctionException error = await app.FailAsync();
        Assert.Equal((FunctionException.ExecutionError, "memory limit exceeded"), (error.Code, error.Message));
    }

    [Fact]
    public async Task Garbage_is_not_held()
    {
        var app = new FunctionFixture(
            "exports = () => { let n = 0; for (let i = 0; i < 200000; i++) n += ({ list: [i, i, i], text: 'x' + i }).list.length; return n; }",
            new FunctionLimits { MemoryBytes = 32 * 1024 * 1024, Time = TimeSpan.FromSeconds(60) });
        Assert.Equal("""{"$numberInt":"600000"}""", await app.CallAsync());
    }
}
