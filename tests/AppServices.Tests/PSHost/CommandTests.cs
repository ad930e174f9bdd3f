using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class CommandTests : IDisposable
{
    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Get-Nothing", 1)]
    [InlineData("Get-Nothing; 'last is fine'", 0)]
    [InlineData("& dotnet nonsense-command *>$null", 1)]
    [InlineData("if (1) {", 1)]
    public async Task The_exit_code_says_whether_the_last_statement_succeeded(string command, int expected) =>
        Assert.Equal(expected, (await _sandbox.RunAsync("-Command", command)).ExitCode);

    [Fact]
    public async Task The_words_after_the_parameter_are_one_command() =>
        Assert.Equal("7\n", (await _sandbox.RunAsync("-c", "3", "+", "4")).Output);

    [Fact]
    public async Task Commands_from_standard_input_run_one_by_one_until_its_end()
    {
        HostResult result = await _sandbox.RunWithInputAsync("if ($true) {\n  'block'\n}\n$x = 40\n$x + 2\nexit 4\n'never'\n", "-Command", "-");
        Assert.Equal(new HostResult(4, "block\n42\n", ""), result);
    }

    [Fact]
    public async Task No_argument_reads_the_input_too_and_an_unfinished_command_is_an_error()
    {
        HostResult result = await _sandbox.RunWithInputAsync("'whole'\nif (1) {\n");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("whole\n", result.Output);
        Assert.Contains("Missing closing '}'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Bogus")]
    [InlineData("-Command")]
    [InlineData("-Pester")]
    [InlineData("-WorkingDirectory", "/no/such/folder")]
    public async Task A_wrong_command_line_is_explained_with_exit_code_64(params string[] arguments)
    {
        HostResult result = await _sandbox.RunAsync(arguments);
        Assert.Equal(64, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(arguments[0], result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_and_help_need_no_engine()
    {
        Assert.StartsWith("PowerShell 7.", (await _sandbox.RunAsync("-Version")).Output, StringComparison.Ordinal);
        Assert.Contains("-Pester PATH", (await _sandbox.RunAsync("-Help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_working_directory_can_be_chosen()
    {
        HostResult result = await _sandbox.RunAsync("-wd", "/", "-Command", "$PWD.Path");
        Assert.Equal("/\n", result.Output);
    }
}
