using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>How the pump behaves where only a scripted server can show it: stopping, abandoning, limits.</summary>
public sealed class PipelineTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Connect =
        "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Theory]
    [InlineData("Invoke-AppFunction doThing")]
    [InlineData("1..9 | Invoke-AppFunction doThing -ThrottleLimit 3")]
    [InlineData("(Get-AppUser).Functions.doThing()")]
    [InlineData("(Get-AppUser).CallFunction('doThing')")]
    public async Task Stopping_returns_at_once_and_hangs_up(string script)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => HangAsync(context, reached, hungUp));
        using var runspace = new ModuleRunspace();
        using PowerShell shell = runspace.Shell(Connect + script, server.BaseUri);

        Task running = shell.InvokeAsync();
        await reached.Task;
        var clock = Stopwatch.StartNew();
        await shell.StopAsync(null, null);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(10), TestSession.Token);
    }

    [Fact]
    public async Task Calls_still_running_when_the_pipeline_ends_early_are_abandoned()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            if (Interlocked.Increment(ref calls) > 1) return await HangAsync(context, reached, hungUp);
            await reached.Task;
            return await ScriptedServer.ReplyAsync(context, 200, "1");
        });
        using var runspace = new ModuleRunspace();

        runspace.Run(Connect + "foreach ($once in 1) { 1..9 | Invoke-AppFunction doThing -ThrottleLimit 2 | ForEach-Object { break } }",
            server.BaseUri);

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(10), TestSession.Token);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_the_limit_and_that_many_do()
    {
        int running = 0, most = 0;
        using var together = new Barrier(4);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Run(() => together.SignalAndWait(TimeSpan.FromSeconds(10)));
            Interlocked.Decrement(ref running);
            return await ScriptedServer.ReplyAsync(context, 200, "1");
        });
        using var runspace = new ModuleRunspace();

        int results = runspace.Run(Connect + "1..8 | Invoke-AppFunction doThing -ThrottleLimit 4", server.BaseUri).Count;

        Assert.Equal((8, 4), (results, most));
    }

    [Fact]
    public async Task Sixty_four_calls_at_once_share_one_refresh()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            !ScriptedServer.Is(context, Call) ? Task.FromResult(false)
            : context.Request.Headers.Authorization == "Bearer " + ScriptedServer.Token("second") ? ScriptedServer.ReplyAsync(
                context, 200, "1")
            : ScriptedServer.ReplyAsync(
                context, 401, """{"error":"invalid session: access token expired","error_code":"InvalidSession"}"""));
        using var runspace = new ModuleRunspace();

        int results = runspace.Run(Connect + "1..64 | Invoke-AppFunction doThing -ThrottleLimit 64", server.BaseUri).Count;

        Assert.Equal((64, 1), (results, server.Count("POST /auth/session")));
    }

    [Fact]
    public async Task Verbose_has_one_line_a_request_and_debug_no_header_values_but_harmless_ones()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.Headers["X-Secret"] = "hidden treasure";
            return ScriptedServer.Is(context, Call) ? ScriptedServer.ReplyAsync(context, 200, "\"secret result\"") : Task.FromResult(false);
        });
        using var runspace = new ModuleRunspace();

        string[] lines = runspace.Run(
            Connect + "$DebugPreference = 'Continue'; $null = $($r = Invoke-AppFunction doThing 'secret argument' -Verbose *>&1); $r | ForEach-Object { \"$($_.GetType().Name) $_\" }",
            server.BaseUri).Select(line => line.ToString()).ToArray();

        Assert.Equal(1, lines.Count(
            line => line.StartsWith("VerboseRecord POST /api/client/v2.0/app/test-abcde/functions/call 200", StringComparison.Ordinal)));
        string debug = Assert.Single(lines, line => line.StartsWith("DebugRecord", StringComparison.Ordinal));
        Assert.Contains("X-Secret", debug, StringComparison.Ordinal);
        Assert.DoesNotContain("treasure", debug, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("argument", StringComparison.Ordinal));
    }

    private static async Task<bool> HangAsync(HttpContext context, TaskCompletionSource reached, TaskCompletionSource hungUp)
    {
        if (!ScriptedServer.Is(context, Call)) return false;
        reached.TrySetResult();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (context.RequestAborted.Register(() => aborted.TrySetResult())) await aborted.Task;
        hungUp.TrySetResult();
        return true;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen) { }
    }
}
