using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class PesterSelectionTests : IDisposable
{
    private const string Tagged = """
        Describe 'one' -Tag Slow { It 'a' { }
          It 'b' -Tag Fast, Odd { } }
        Describe 'two' { It 'c' -Tag Fast { }
          It 'd' { } }
        """;

    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("-Tag Fast", "b c")]
    [InlineData("-Tag slow", "a b")]
    [InlineData("-Tag Odd,Slow", "a b")]
    [InlineData("-ExcludeTag Fast", "a d")]
    [InlineData("-Tag Fast -ExcludeTag Slow", "c")]
    [InlineData("-Filter one.*", "a b")]
    [InlineData("-Filter two", "c d")]
    [InlineData("-Filter *.d", "d")]
    public async Task Tags_and_names_select_tests(string options, string expected)
    {
        HostResult result = await _sandbox.RunTestsAsync(Tagged, options.Split(' '));
        Assert.Equal(0, result.ExitCode);
        string[] tests = expected.Split(' ');
        Assert.Equal($"{tests.Length} passed, 0 failed, 0 skipped", result.Counts());
        Assert.All(tests, test => Assert.True(result.Shows("+", test)));
    }

    [Fact]
    public async Task A_filter_that_selects_nothing_is_not_green() =>
        Assert.Equal(1, (await _sandbox.RunTestsAsync(Tagged, "-Filter", "three*")).ExitCode);

    [Fact]
    public async Task Setups_run_only_for_tests_that_run()
    {
        HostResult result = await _sandbox.RunTestsAsync("""
            Describe 'd' { BeforeAll { throw 'never' }; It 'a' -Tag x { } }
            Describe 'e' -Skip { BeforeAll { throw 'never' }; AfterAll { throw 'never' }; It 'b <_>' -ForEach 1, 2 { throw 'never' } }
            Describe 'f' { BeforeAll { throw 'never' }; It 'c' -Skip { throw 'never' } }
            Describe 'g' { It 'd' { }
              It 'e' -Skip:(1 -eq 1) { throw 'never' } }
            """, "-ExcludeTag", "x");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("1 passed, 0 failed, 4 skipped", result.Counts());
        Assert.True(result.Shows("!", "b 1") && result.Shows("!", "b 2") && result.Shows("!", "e"));
    }

    [Fact]
    public async Task A_test_can_declare_itself_skipped_or_inconclusive()
    {
        HostResult result = await _sandbox.RunTestsAsync("Describe 'd' { It 'a' { Set-ItResult -Skipped -Because 'no database'; throw 'never' }\n It 'b' { Set-ItResult -Inconclusive } }");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("0 passed, 0 failed, 2 skipped", result.Counts());
        Assert.Contains("[!] a, is skipped because no database", result.Output, StringComparison.Ordinal);
        Assert.True(result.Shows("?", "b"));
    }

    [Fact]
    public async Task Names_are_made_from_the_data_and_the_setup()
    {
        HostResult result = await _sandbox.RunTestsAsync("""
            Describe 'block <Name>' -ForEach @{ Name = 'N' } {
              BeforeAll { $set = 'S' }
              It 'adds <A> and <B.C> to <Sum> <set>' -ForEach @(@{ A = 1; B = @{ C = 2 }; Sum = 3 }) { $A + $B.C | Should -Be $Sum; $Name | Should -Be 'N' }
              It 'item <_> costs $5 "quoted" `<_`>' -ForEach 7 { $_ | Should -Be 7 }
              It 'parameters <A>' -TestCases @{ A = 1; B = 2 } { param($B, $A) "$A$B" | Should -Be '12' }
              It 'null' -ForEach @(, $null) { $_ | Should -BeNullOrEmpty }
              It 'object <_.P>' -ForEach ([pscustomobject]@{ P = 'p' }) { $_.P | Should -Be 'p' }
            }
            """);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("Describing block N\n", result.Output, StringComparison.Ordinal);
        Assert.True(result.Shows("+", "adds 1 and 2 to 3 S "), result.Output);
        Assert.True(result.Shows("+", "item 7 costs $5 \"quoted\" <_> "), result.Output);
        Assert.True(result.Shows("+", "parameters 1 ") && result.Shows("+", "object p "), result.Output);
    }
}
