using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class PesterFailureTests : IDisposable
{
    /// <summary>Code that has no place in a test, with a word of its error.</summary>
    private static readonly (string Code, string Named)[] WrongInTest =
    [
        ("1 | Should -BeAwesome", "BeAwesome"),
        ("1 | Should", "Parameter set"),
        ("Should -Invoke Get-Foo -Times 1", "Invoke"),
        ("Get-Foo; $true | Should -BeTrue", "'Get-Foo'"),
        ("Mock Get-Foo { }", "'Mock'"),
        ("InModuleScope m { }", "'InModuleScope'"),
        ("1 | Should-Be 1", "'Should-Be'"),
        ("exit 0", "'exit'"),
        ("break", "'break or continue'"),
        ("It 'inner' { }", "must stand in a Describe"),
        ("1 / 0", "divide by zero"),
        ("'a' | Should -Throw", "ScriptBlock"),
        ("5 | Should -BeOfType NoSuchType", "NoSuchType"),
    ];

    /// <summary>Files that cannot be discovered, with a word of the error.</summary>
    private static readonly (string Code, string Named)[] WrongInDiscovery =
    [
        ("Describe 'd' -Nonsense 1 { It 'a' { } }", "Nonsense"),
        ("Describe 'd' { It 'a' -Nonsense { } }", "Nonsense"),
        ("Describe 'd' { Mock Get-Foo { }; It 'a' { } }", "'Mock'"),
        ("InModuleScope m { Describe 'd' { It 'a' { } } }", "'InModuleScope'"),
        ("Describe 'd' { It 'a' { } }; throw 'late'", "late"),
        ("Describe 'd' { It 'a' { } }; exit 0", "'exit'"),
        ("Describe 'd' { It 'a' {", "Missing closing '}'"),
        ("It 'a' { }", "must stand in a Describe"),
        ("BeforeEach { }\nDescribe 'd' { It 'a' { } }", "BeforeEach must stand in a Describe"),
        ("Describe 'd' { BeforeAll { }; BeforeAll { }; It 'a' { } }", "already"),
        ("Describe 'd'\n{ It 'a' { } }", "opening brace"),
    ];

    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Passing_tests_make_the_run_green()
    {
        HostResult result = await _sandbox.RunTestsAsync("Describe 'd' { It 'a' { 1 | Should -Be 1 }\n It 'b' { } }");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("2 passed, 0 failed, 0 skipped", result.Counts());
    }

    [Fact]
    public async Task A_failing_assertion_fails_the_run_and_says_what_and_where()
    {
        HostResult result = await _sandbox.RunTestsAsync("Describe 'd' {\n  It 'good' { 1 | Should -Be 1 }\n  It 'bad' {\n    1 | Should -Be 2 -Because 'sums'\n  }\n}");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("1 passed, 1 failed, 0 skipped", result.Counts());
        Assert.True(result.Shows("-", "bad"));
        Assert.Contains("Expected 2, because sums, but got 1.", result.Output, StringComparison.Ordinal);
        Assert.Contains("at 1 | Should -Be 2 -Because 'sums', " + Path.Combine(_sandbox.Folder, "a.Tests.ps1") + ":4", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_test_cannot_do_fails_it_and_is_named()
    {
        string tests = string.Concat(WrongInTest.Select((row, i) => $"  It 'test {i}' {{ {row.Code} }}\n"));
        HostResult result = await _sandbox.RunTestsAsync($"Describe 'd' {{\n{tests}}}");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"0 passed, {WrongInTest.Length} failed, 0 skipped", result.Counts());
        Assert.All(WrongInTest, row => Assert.Contains(row.Named, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_discovery_does_not_understand_fails_the_file_and_is_named()
    {
        for (int i = 0; i < WrongInDiscovery.Length; i++) _sandbox.Write($"{i}.Tests.ps1", WrongInDiscovery[i].Code);
        HostResult result = await _sandbox.RunAsync("-Pester", _sandbox.Folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"0 passed, {WrongInDiscovery.Length} failed, 0 skipped", result.Counts());
        Assert.Equal(WrongInDiscovery.Length, result.Output.Split("[-] Discovery in ").Length - 1);
        Assert.All(WrongInDiscovery, row => Assert.Contains(row.Named, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_discovery_does_not_stop_other_files()
    {
        _sandbox.Write("bad.Tests.ps1", "throw 'no'");
        _sandbox.Write("good.Tests.ps1", "Describe 'd' { It 'a' { } }");
        HostResult result = await _sandbox.RunAsync("-Pester", _sandbox.Folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("1 passed, 1 failed, 0 skipped", result.Counts());
    }

    [Fact]
    public async Task A_failing_BeforeAll_fails_every_test_below_it_and_AfterAll_still_runs()
    {
        HostResult result = await _sandbox.RunTestsAsync("""
            Describe 'd' { BeforeAll { throw 'setup' }; AfterAll { 'cleaned' | Out-Host }
              It 'a' { }
              Context 'c' { It 'b' { } } }
            Describe 'e' { It 'c' { } }
            """);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("1 passed, 2 failed, 0 skipped", result.Counts());
        Assert.Contains("cleaned", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AfterAll { throw 'late' }", "2 passed, 1 failed, 0 skipped")]
    [InlineData("BeforeEach { throw 'early' }", "0 passed, 2 failed, 0 skipped")]
    [InlineData("AfterEach { throw 'late' }", "0 passed, 2 failed, 0 skipped")]
    public async Task A_failing_setup_or_teardown_fails_the_run(string setup, string counts)
    {
        HostResult result = await _sandbox.RunTestsAsync($"Describe 'd' {{ {setup}\n It 'a' {{ }}\n It 'b' {{ }} }}");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(counts, result.Counts());
    }

    [Fact]
    public async Task A_failure_in_AfterEach_outweighs_a_skip()
    {
        HostResult result = await _sandbox.RunTestsAsync("Describe 'd' { AfterEach { throw 'late' }; It 'a' { Set-ItResult -Skipped } }");
        Assert.Equal("0 passed, 1 failed, 0 skipped", result.Counts());
    }

    [Theory]
    [InlineData("Describe 'd' { }")]
    [InlineData("Describe 'd' { It 'a' -ForEach @() { } }")]
    [InlineData("")]
    public async Task A_run_without_tests_is_not_green(string tests)
    {
        HostResult result = await _sandbox.RunTestsAsync(tests);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No test was found", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_runner_itself_is_not_green()
    {
        HostResult result = await _sandbox.RunTestsAsync("Describe 'd' { It 'removes what the runner needs' { [IO.Directory]::Delete($TestDrive, $true) } }");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("1 passed, 1 failed, 0 skipped", result.Counts());
        Assert.Contains("Invoke-TestRun", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_without_tests_is_a_wrong_command_line()
    {
        Assert.Equal(64, (await _sandbox.RunAsync("-Pester", "nowhere")).ExitCode);
        Assert.Equal(64, (await _sandbox.RunAsync("-Pester", _sandbox.Folder)).ExitCode);
        Assert.Equal(64, (await _sandbox.RunAsync("-Pester", _sandbox.Folder, "-Nonsense")).ExitCode);
    }

    [Fact]
    public async Task The_result_file_counts_and_lists_the_tests()
    {
        string file = Path.Combine(_sandbox.Folder, "new", "r.xml");
        await _sandbox.RunTestsAsync("Describe 'd' { It 'a' { }\n It \"b`e\" { 1 | Should -Be 2 }\n It 'c' -Skip { } }", "-ResultFile", file);
        XElement root = XDocument.Load(file).Root!;
        Assert.Equal(("3", "1", "1", "1"), (root.Attribute("tests")!.Value, root.Attribute("passed")!.Value, root.Attribute("failures")!.Value, root.Attribute("skipped")!.Value));
        Assert.Equal(["d.a", "d.b\uFFFD", "d.c"], root.Descendants("testcase").Select(test => test.Attribute("name")!.Value));
        Assert.Equal("Expected 2, but got 1.", Assert.Single(root.Descendants("failure")).Attribute("message")!.Value);
    }
}
