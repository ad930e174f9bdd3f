using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class PesterOperatorTests : IDisposable
{
    /// <summary>Assertions that hold in Pester 5; each must fail when -Not is turned.</summary>
    private static readonly string[] Holding =
    [
        "1 | Should -Be 1", "'a' | Should -Be 'A'", "1 | Should -EQ '1'", "1, 2, 3 | Should -Be @(1, 2, 3)", "@(1) | Should -Be 1", "$null | Should -Be $null",
        "@() | Should -Be $null", "@(1, @(2, 3)) | Should -Be @(1, @(2, 3))", "1, 2 | Should -Not -Be 2, 1", "'' | Should -Not -Be $null", "1 | Should -Not -Be 2",
        "'a' | Should -BeExactly 'a'", "'a' | Should -Not -BeExactly 'A'", "Should -ActualValue 3 -Be 3", "3 | Should -Be -ExpectedValue 3", "[datetime]'2020-01-02' | Should -Be ([datetime]'2020-01-02')",
        "$null | Should -BeNullOrEmpty", "'' | Should -BeNullOrEmpty", "@() | Should -BeNullOrEmpty", "@{} | Should -BeNullOrEmpty", "0 | Should -Not -BeNullOrEmpty", "1, 2 | Should -Not -BeNullOrEmpty",
        "$true | Should -BeTrue", "'x' | Should -BeTrue", "0 | Should -BeFalse", "1 | Should -Not -BeFalse",
        "2 | Should -BeGreaterThan 1", "1 | Should -Not -BeGreaterThan 1", "1 | Should -BeGreaterOrEqual 1", "0 | Should -BeLessThan 1", "1 | Should -BeLessOrEqual 1", "'b' | Should -GT 'a'",
        "'abc' | Should -BeLike 'A*'", "'abc' | Should -Not -BeLikeExactly 'A*'", "'abc' | Should -Match '^A'", "'abc' | Should -Not -MatchExactly '^A'", "'a', 'b' | Should -BeLike '?'",
        "1, 2 | Should -Contain 2", "'a' | Should -Contain 'A'", "1, 2 | Should -Not -Contain 3", "2 | Should -BeIn 1, 2", "3 | Should -Not -BeIn 1, 2",
        "1, 2 | Should -HaveCount 2", "@() | Should -HaveCount 0", "1 | Should -Not -HaveCount 2",
        "1 | Should -BeOfType int", "1 | Should -BeOfType ([int])", "1 | Should -HaveType '[int]'", "'a' | Should -Not -BeOfType [int]", "1, 2 | Should -BeOfType int", "@{} | Should -BeOfType System.Collections.IDictionary",
        "{ throw 'boo' } | Should -Throw", "{ throw 'boo' } | Should -Throw 'B*'", "{ throw 'boo' } | Should -Throw -ExpectedMessage 'boo' -ErrorId 'boo'",
        "{ throw [ArgumentNullException]'x' } | Should -Throw -ExceptionType ([ArgumentException])", "{ Get-Nothing } | Should -Throw -ErrorId 'CommandNotFound*'", "{ 1 } | Should -Not -Throw",
        "(Get-Command Get-Help) | Should -HaveParameter Name -Type string", "(Get-Command Get-Help) | Should -Not -HaveParameter Nonsense", "(Get-Command Import-Module) | Should -HaveParameter Name -Mandatory -InParameterSet Name",
        "({ throw 'boo' } | Should -Throw -PassThru).Exception.Message | Should -Be 'boo'", "{ 1 | Should -Be 2 } | Should -Throw 'Expected 2*' -ErrorId 'PesterAssertionFailed*'",
        "'/' | Should -Exist", "'/no/such/path' | Should -Not -Exist",
    ];

    /// <summary>Failing assertions with a part of their messages.</summary>
    private static readonly (string Assertion, string Message)[] Failing =
    [
        ("1, 2 | Should -Be 1, 3", "Expected @(1, 3), but got @(1, 2)."),
        ("$null | Should -Be 'x'", "Expected 'x', but got $null."),
        ("1 | Should -Not -Be 1 -Because 'of it'", "Expected 1 to be different from the actual value, because of it, but got the same value."),
        ("1 | Should -BeNullOrEmpty", "Expected $null or empty, but got 1."),
        ("'' | Should -BeTrue", "Expected $true, but got <empty>."),
        ("1..12 | Should -HaveCount 3", "Expected a collection with size 3, but got collection with size 12 @(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...2 more)."),
        ("{ 1 } | Should -Throw 'x'", "Expected an exception with message like 'x' to be thrown, but no exception was thrown."),
        ("{ throw 'y' } | Should -Throw 'x'", "Expected an exception with message like 'x' to be thrown, but the message was 'y'."),
        ("1 | Should -BeOfType string", "Expected the value to have type [string] or any of its subtypes, but got 1 with type [int]."),
        ("'hello' | Should -Be 'helgo'", "Strings differ at index 3.\n   Expected: 'helgo'\n   But was:  'hello'\n              ---^"),
        ("\"a`nb\" | Should -Be 'a'", "Expected length: 1\n   Actual length:   3\n   Strings differ at index 1.\n   Expected: 'a'\n   But was:  'a\\nb'"),
        ("5 | Should -BeGreaterThan 6", "Expected the actual value to be greater than 6, but got 5."),
        ("'a', 'bb' | Should -BeLike '?'", "Expected like wildcard '?' to match 'bb', but it did not match."),
    ];

    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task What_holds_in_Pester_holds_here()
    {
        HostResult result = await _sandbox.RunTestsAsync(Tests(Holding));
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Equal($"{Holding.Length} passed, 0 failed, 0 skipped", result.Counts());
    }

    [Fact]
    public async Task The_opposite_of_what_holds_fails_each_time()
    {
        HostResult result = await _sandbox.RunTestsAsync(Tests(Holding.Select(Opposite)));
        Assert.Equal(1, result.ExitCode);
        Assert.True(result.Counts() == $"0 passed, {Holding.Length} failed, 0 skipped", result.Output);
    }

    [Fact]
    public async Task Messages_say_what_was_expected_and_found()
    {
        HostResult result = await _sandbox.RunTestsAsync(Tests(Failing.Select(row => row.Assertion)));
        Assert.Equal($"0 passed, {Failing.Length} failed, 0 skipped", result.Counts());
        Assert.All(Failing, row => Assert.Contains(row.Message, result.Output, StringComparison.Ordinal));
    }

    private static string Opposite(string assertion) => assertion.Contains(" -Not ", StringComparison.Ordinal)
        ? assertion.Replace(" -Not ", " ", StringComparison.Ordinal)
        : assertion[..assertion.LastIndexOf("Should ", StringComparison.Ordinal)] + assertion[assertion.LastIndexOf("Should ", StringComparison.Ordinal)..].Replace("Should ", "Should -Not ", StringComparison.Ordinal);

    private static string Tests(IEnumerable<string> assertions) =>
        "Describe 'd' {\n" + string.Concat(assertions.Select((assertion, i) => $"  It 'test {i}' {{ {assertion} }}\n")) + "}";
}
