using System;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class ScriptFileTests : IDisposable
{
    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Arguments_bind_to_the_parameters_by_name_position_and_switch()
    {
        string script = _sandbox.Write("a.ps1", "param([string]$Name, [int]$Count, [switch]$Loud, [switch]$Off)\n\"$Name|$($Count + 1)|$Loud|$Off|$($args.Count)\"");
        HostResult result = await _sandbox.RunAsync("-NoProfile", "-NonInteractive", "-File", script, "two words", "-Count", "3", "-Loud", "-Off:$false");
        Assert.Equal(new HostResult(0, "two words|4|True|False|0\n", ""), result);
    }

    [Fact]
    public async Task Undeclared_arguments_become_args_and_a_bare_path_is_a_script()
    {
        string script = _sandbox.Write("a.ps1", "$args.Count; $args");
        HostResult result = await _sandbox.RunAsync(script, "one", "-two", "*");
        Assert.Equal("3\none\n-two\n*\n", result.Output);
    }

    [Fact]
    public async Task The_automatic_variables_are_those_of_the_script()
    {
        string script = _sandbox.Write("a.ps1", """
            $PSScriptRoot; $PSCommandPath; $PWD.Path; $MyInvocation.MyCommand.Name
            $PSVersionTable.PSVersion.Major -ge 7; ($IsLinux, $IsWindows, $IsMacOS | Where-Object { $_ }).Count; $IsCoreCLR
            [IO.File]::Exists([IO.Path]::Combine($PSHOME, 'pshost.dll')); $HOME -eq [Environment]::GetFolderPath('UserProfile'); $Host.Name; $env:PATH.Length -gt 0
            """);
        HostResult result = await _sandbox.RunAsync("-File", script);
        Assert.Equal($"{_sandbox.Folder}\n{script}\n{_sandbox.Folder}\na.ps1\nTrue\n1\nTrue\nTrue\nTrue\nPSHost\nTrue\n", result.Output);
    }

    [Fact]
    public async Task A_dot_sourced_file_leaves_its_functions_and_variables()
    {
        _sandbox.Write("lib.ps1", "function Twice($x) { 2 * $x }\n$base = 20");
        string script = _sandbox.Write("a.ps1", ". $PSScriptRoot/lib.ps1\nTwice ($base + 1)");
        Assert.Equal("42\n", (await _sandbox.RunAsync("-File", script)).Output);
    }

    [Theory]
    [InlineData("'fine'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("throw 'no'", 1)]
    [InlineData("Get-Nothing; 'goes on'", 0)]
    [InlineData("& $PSScriptRoot/inner.ps1; exit $LASTEXITCODE", 5)]
    [InlineData("& $PSScriptRoot/inner.ps1; 'goes on'", 0)]
    [InlineData("function f { exit 9 }; f; 'not reached'", 9)]
    [InlineData("& dotnet nonsense-command *>$null; 'goes on'", 0)]
    [InlineData("#requires -Version 99", 1)]
    [InlineData("[CmdletBinding()] param() $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([Exception]::new('e'), 'e', 0, $null)); 'goes on'", 0)]
    public async Task The_exit_code_is_that_of_pwsh(string code, int expected)
    {
        _sandbox.Write("inner.ps1", "exit 5");
        HostResult result = await _sandbox.RunAsync("-File", _sandbox.Write("a.ps1", code));
        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(code.Contains("goes on", StringComparison.Ordinal), result.Output.Contains("goes on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_file_is_named_and_the_exit_code_is_64()
    {
        HostResult result = await _sandbox.RunAsync("-File", "nowhere.ps1");
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("'nowhere.ps1' is not recognized as the name of a script file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_names_file_and_line()
    {
        string script = _sandbox.Write("a.ps1", "'fine'\nif (1) {");
        HostResult result = await _sandbox.RunAsync("-File", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains($"{script}:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_error_is_a_terminating_error()
    {
        HostResult result = await _sandbox.RunAsync("-File", _sandbox.Write("a.ps1", "param([int]$Count) 'ran'"), "-Count", "many");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("parameter 'Count'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_commands_write_where_the_host_writes_and_can_be_captured()
    {
        string script = _sandbox.Write("a.ps1", "& dotnet --version; $v = & dotnet --version; \"captured $v $LASTEXITCODE\"");
        HostResult result = await _sandbox.RunAsync("-File", script);
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal($"captured {lines[0]} 0", lines[1]);
    }

    [Fact]
    public async Task A_script_without_the_extension_runs_too()
    {
        string script = Path.Combine(_sandbox.Folder, "tool");
        await File.WriteAllTextAsync(script, "#!/usr/bin/env pwsh\nparam($x) \"got $x\"", TestContext.Current.CancellationToken);
        Assert.Equal("got it\n", (await _sandbox.RunAsync(script, "-x", "it")).Output);
    }
}
