using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class InterruptTests : IDisposable
{
    private const string WaitsForever = "try { [Console]::WriteLine('ready'); while ($true) { [Threading.Thread]::Sleep(10) } } finally { [Console]::WriteLine('finally') }";

    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("-File")]
    [InlineData("-Command")]
    public async Task The_first_interrupt_stops_the_pipeline_and_runs_its_finally_blocks(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send.");
        string what = mode == "-File" ? _sandbox.Write("a.ps1", WaitsForever) : WaitsForever;
        using Process process = _sandbox.Start(mode, what);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await Interrupt(process);
        Assert.Equal(new HostResult(130, "finally\n", ""), await HostSandbox.EndOf(process));
    }

    [Fact]
    public async Task The_second_interrupt_ends_a_process_whose_pipeline_does_not_stop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send.");
        using Process process = _sandbox.Start("-Command", "try { [Console]::WriteLine('ready'); while ($true) { [Threading.Thread]::Sleep(10) } } finally { [Console]::WriteLine('stuck'); [Threading.Thread]::Sleep(-1) }");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await Interrupt(process);
        Assert.Equal("stuck", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await Interrupt(process);
        Assert.Equal(130, (await HostSandbox.EndOf(process)).ExitCode);
    }

    [Fact]
    public async Task An_interrupted_test_run_is_not_green()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send.");
        string tests = _sandbox.Write("a.Tests.ps1", "Describe 'd' { It 'passes' { }\n It 'hangs' { " + WaitsForever + " } }");
        using Process process = _sandbox.Start("-Pester", tests);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "ready") Assert.NotEqual("finally", line);
        await Interrupt(process);
        HostResult result = await HostSandbox.EndOf(process);
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith("finally\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("1 passed, 1 failed, 0 skipped", result.Counts());
    }

    private static async Task Interrupt(Process process)
    {
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
