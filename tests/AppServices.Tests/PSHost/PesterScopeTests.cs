using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.PSHost;

public sealed class PesterScopeTests : IDisposable
{
    private readonly HostSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private async Task AssertGreen(string tests, int count)
    {
        HostResult result = await _sandbox.RunTestsAsync(tests);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal($"{count} passed, 0 failed, 0 skipped", result.Counts());
    }

    [Fact]
    public Task What_BeforeAll_sets_is_seen_below_and_changes_do_not_leak() => AssertGreen("""
        BeforeAll { $fromFile = 1; function Get-Helped { 'helped' } }
        Describe 'd' {
          BeforeAll { $value = 10 }
          BeforeEach { $fresh = @() }
          It 'sees and changes' { $value | Should -Be 10; $value = 11; $fresh += 1; $fresh | Should -HaveCount 1; $own = 1 }
          It 'is not changed' { $value | Should -Be 10; $fresh | Should -HaveCount 0; $own | Should -BeNullOrEmpty }
          Context 'c' {
            BeforeAll { $inner = $value + $fromFile }
            It 'sees its parents' { $inner | Should -Be 11; Get-Helped | Should -Be 'helped' }
          }
          It 'does not see its siblings' { $inner | Should -BeNullOrEmpty }
        }
        Describe 'e' { It 'does not see another block' { $value | Should -BeNullOrEmpty; $fromFile | Should -Be 1 } }
        """, 5);

    [Fact]
    public Task Setups_run_in_the_order_of_Pester() => AssertGreen("""
        BeforeAll { $log = [Collections.Generic.List[string]]::new(); $log.Add('file') }
        Describe 'd' {
          BeforeAll { $log.Add('all1') }
          BeforeEach { $log.Add('each1') }
          AfterEach { $log.Add('after1') }
          Context 'c' {
            BeforeAll { $log.Add('all2') }
            BeforeEach { $log.Add('each2') }
            AfterEach { $log.Add('after2') }
            AfterAll { $log.Add('end2') }
            It 'a' { $log.Add('test') }
          }
          It 'b' { $log -join ' ' | Should -Be 'file all1 all2 each1 each2 test after2 after1 end2 each1' }
        }
        """, 2);

    [Fact]
    public Task Discovery_has_variables_of_its_own() => AssertGreen("""
        $script:loose = 'discovery'
        BeforeDiscovery { $cases = 'x', 'y'; $name = 'named' }
        Describe "block $name" -ForEach $cases {
          It 'has <_>' { $_ | Should -BeIn 'x', 'y'; $cases | Should -BeNullOrEmpty; $name | Should -BeNullOrEmpty }
        }
        """, 2);

    [Fact]
    public async Task Every_file_is_discovered_before_the_first_test_runs()
    {
        _sandbox.Write("a.Tests.ps1", "[Console]::WriteLine('discover a'); Describe 'a' { It 't' { [Console]::WriteLine('run a') } }");
        _sandbox.Write("b.Tests.ps1", "[Console]::WriteLine('discover b'); Describe 'b' { It 't' { [Console]::WriteLine('run b') } }");
        HostResult result = await _sandbox.RunAsync("-Pester", _sandbox.Folder);
        Assert.Equal(0, result.ExitCode);
        string[] expected = ["discover a", "discover b", "run a", "run b"];
        Assert.Equal(expected, Array.FindAll(result.Output.Split('\n'), line => Array.IndexOf(expected, line) >= 0));
    }

    [Fact]
    public async Task Helper_files_and_modules_work_and_the_script_variables_are_right_everywhere()
    {
        _sandbox.Write("helper.ps1", "function Get-Helped { 'helped' }");
        _sandbox.Write("m.psm1", "function Get-Moduled { 'moduled' }");
        await AssertGreen("""
            $root = $PSScriptRoot
            BeforeDiscovery { $path = $PSCommandPath }
            BeforeAll { . $PSScriptRoot/helper.ps1; Import-Module $PSScriptRoot/m.psm1; $setupRoot = $PSScriptRoot }
            Describe "d" {
              It 'a' -ForEach @{ Root = $root; Path = $path } {
                Get-Helped | Should -Be 'helped'
                Get-Moduled | Should -Be 'moduled'
                $Root, $setupRoot | Should -Be @($PSScriptRoot, $PSScriptRoot)
                $Path | Should -Be $PSCommandPath
                $PSCommandPath | Should -BeLike '*a.Tests.ps1'
              }
            }
            """, 1);
    }

    [Fact]
    public Task TestDrive_is_a_drive_and_a_path_and_is_emptied_after_each_block() => AssertGreen("""
        BeforeAll { $kept = 'x' }
        Describe 'd' {
          BeforeAll { [IO.File]::WriteAllText("$TestDrive/outer.txt", "one`ntwo") }
          Context 'c' { It 'writes' { $null = [IO.Directory]::CreateDirectory("$TestDrive/deep/deeper"); [IO.File]::WriteAllText("$TestDrive/deep/deeper/inner.txt", ''); [IO.File]::WriteAllText("$TestDrive/inner.txt", ''); 'TestDrive:/inner.txt' | Should -Exist } }
          It 'has only its own' {
            "$TestDrive/inner.txt" | Should -Not -Exist
            "$TestDrive/deep" | Should -Not -Exist
            'TestDrive:/outer.txt' | Should -Exist
            'TestDrive:/outer.txt' | Should -FileContentMatch 'TW'
            'TestDrive:/outer.txt' | Should -Not -FileContentMatchExactly 'TW'
          }
        }
        """, 2);

    [Fact]
    public Task Strict_mode_and_preferences_of_a_file_do_not_disturb_the_runner() => AssertGreen("""
        Set-StrictMode -Version Latest
        BeforeAll { Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop' }
        Describe 'd' { It 'a' { { $undefined } | Should -Throw; { $null = [IO.File]::ReadAllText('/nowhere') } | Should -Throw -ExceptionType ([Management.Automation.MethodInvocationException]); 1 | Should -Be 1 } }
        """, 1);
}
