using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class OutputTests : IDisposable
{
    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Objects_are_formatted_as_tables_and_lists()
    {
        HostResult result = await _sandbox.RunAsync("-Command", "[pscustomobject]@{ Name = 'a'; Size = 1 }, [pscustomobject]@{ Name = 'bb'; Size = 20 }");
        Assert.Equal("\nName Size\n---- ----\na       1\nbb     20\n\n", result.Output);
    }

    [Fact]
    public async Task The_views_of_a_module_apply()
    {
        _sandbox.Write("m.format.ps1xml", """
            <Configuration><ViewDefinitions><View><Name>thing</Name><ViewSelectedBy><TypeName>My.Thing</TypeName></ViewSelectedBy>
            <TableControl><TableHeaders><TableColumnHeader><Label>Shown</Label></TableColumnHeader></TableHeaders>
            <TableRowEntries><TableRowEntry><TableColumnItems><TableColumnItem><PropertyName>Inner</PropertyName></TableColumnItem></TableColumnItems></TableRowEntry></TableRowEntries></TableControl>
            </View></ViewDefinitions></Configuration>
            """);
        _sandbox.Write("m.psm1", "function Get-Thing { [pscustomobject]@{ PSTypeName = 'My.Thing'; Inner = 'yes'; Hidden = 'no' } }");
        _sandbox.Write("m.psd1", "@{ ModuleVersion = '1.0'; RootModule = 'm.psm1'; FormatsToProcess = 'm.format.ps1xml'; FunctionsToExport = 'Get-Thing' }");
        HostResult result = await _sandbox.RunAsync("-Command", "Import-Module ./m.psd1; Get-Thing");
        Assert.Equal("\nShown\n-----\nyes\n\n", result.Output);
    }

    [Fact]
    public async Task Redirected_output_is_120_columns_wide_and_plain()
    {
        HostResult result = await _sandbox.RunAsync("-Command", "$Host.UI.RawUI.BufferSize.Width; [pscustomobject]@{ A = 'x' * 200; B = 1 } | Out-Default; Get-Nothing");
        Assert.StartsWith("120\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', result.Output + result.Error);
    }

    [Fact]
    public async Task Errors_go_to_standard_error_in_the_concise_view()
    {
        string script = _sandbox.Write("a.ps1", "'before'\nGet-Nothing\n'after'\nthrow 'the end'\n");
        HostResult result = await _sandbox.RunAsync("-File", script);
        Assert.Equal("before\nafter\n", result.Output);
        Assert.StartsWith($"Get-Nothing: {script}:2\nLine |\n   2 |  Get-Nothing\n     |  ~~~~~~~~~~~\n     | The term 'Get-Nothing'", result.Error, StringComparison.Ordinal);
        Assert.EndsWith($"Exception: {script}:4\nLine |\n   4 |  throw 'the end'\n     |  ~~~~~~~~~~~~~~~\n     | the end\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_and_verbose_texts_have_their_prefixes_on_standard_output()
    {
        string script = _sandbox.Write("a.ps1", """
            [CmdletBinding()] param()
            $VerbosePreference = $DebugPreference = 'Continue'
            $PSCmdlet.WriteWarning('w'); $PSCmdlet.WriteVerbose('v'); $PSCmdlet.WriteDebug('d')
            $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new(1, 'busy', 'now'))
            $Host.UI.WriteLine('Red', 'Black', 'coloured')
            """);
        HostResult result = await _sandbox.RunAsync("-File", script);
        Assert.Equal(new HostResult(0, "WARNING: w\nVERBOSE: v\nDEBUG: d\ncoloured\n", ""), result);
    }

    [Theory]
    [InlineData("$Host.UI.ReadLine()", "redirected")]
    [InlineData("$Host.UI.ReadLineAsSecureString()", "redirected")]
    [InlineData("$Host.UI.PromptForChoice('Sure', 'Really?', @('&Yes', '&No'), 0)", "'Really?'")]
    [InlineData("$Host.UI.PromptForCredential('c', 'm', 'u', 't')", "A credential")]
    [InlineData("function f([Parameter(Mandatory)]$Needed) { 'ran' }; f", "Needed")]
    public async Task A_question_without_a_terminal_is_an_error_that_says_so(string command, string expected)
    {
        HostResult result = await _sandbox.RunWithInputAsync("answer\n", "-Command", command);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
