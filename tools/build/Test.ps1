$results = [IO.Path]::Combine($out, 'test-results')
$pesterFolder = [IO.Path]::Combine($root, 'tests/Pester')

# Every suite runs, whatever the others do; the last line adds them up.
function Invoke-AllTest {
    Remove-Folder $results
    $null = [IO.Directory]::CreateDirectory($results)
    $suites = @(
        Invoke-XunitSuite
        $desktop = Start-DesktopSuite
        Invoke-PesterSuite
        Wait-DesktopSuite $desktop
        Invoke-ConformanceSuite
    )
    $passed = $failed = $skipped = 0
    foreach ($suite in $suites) {
        "{0,-12} {1} passed, {2} failed, {3} skipped" -f $suite.Name, $suite.Passed, $suite.Failed, $suite.Skipped | Out-Host
        $passed += $suite.Passed; $failed += $suite.Failed; $skipped += $suite.Skipped
    }
    "$passed passed, $failed failed, $skipped skipped" | Out-Host
    exit [int]($failed -gt 0)
}

function New-SuiteResult {
    param([string] $Name, [int] $Passed, [int] $Failed, [int] $Skipped, [int] $ExitCode)
    # A suite that ended badly without naming a failed test has still failed.
    if ($ExitCode -ne 0 -and $Failed -eq 0) { $Failed = 1 }
    if ($Passed + $Failed -eq 0) { $Failed = 1 }
    [pscustomobject]@{ Name = $Name; Passed = $Passed; Failed = $Failed; Skipped = $Skipped }
}

function Read-Xml {
    param([string] $Path)
    if ([IO.File]::Exists($Path)) { return [xml][IO.File]::ReadAllText($Path) }
}

function Invoke-XunitSuite {
    Invoke-DotNetBuild build 'tests/AppServices.Tests'
    $report = [IO.Path]::Combine($results, 'xunit.xml')
    & dotnet ([IO.Path]::Combine($root, 'tests/AppServices.Tests/bin/Release/net10.0/AppServices.Tests.dll')) -xml $report -noLogo | Out-Host
    $code = $LASTEXITCODE
    $xml = Read-Xml $report
    $passed = $failed = $skipped = 0
    foreach ($assembly in $xml.assemblies.assembly) {
        # By GetAttribute: the element has children named like the attribute 'errors'.
        $passed += [int]$assembly.GetAttribute('passed'); $skipped += [int]$assembly.GetAttribute('skipped') + [int]$assembly.GetAttribute('not-run')
        $failed += [int]$assembly.GetAttribute('failed') + [int]$assembly.GetAttribute('errors')
    }
    New-SuiteResult xunit $passed $failed $skipped $code
}

function Get-Pester { Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0' }

function Invoke-PesterSuite {
    $report = [IO.Path]::Combine($results, 'Pester.xml')
    $code = 0
    if (Get-Pester) { & $runPester $pesterFolder $report }
    else {
        & dotnet ([IO.Path]::Combine($out, 'pshost', 'pshost.dll')) -NoProfile -Pester $pesterFolder -ResultFile $report | Out-Host
        $code = $LASTEXITCODE
    }
    Read-PesterReport Pester $report $code
}

# Real Pester, with the counts in the form of our host's report. What a tag excludes has not been left out.
$runPester = {
    param($Folder, $Report, $ExcludeTag)
    Import-Module Pester -MinimumVersion 5.0
    $filter = if ($ExcludeTag) { @{ ExcludeTagFilter = $ExcludeTag } } else { @{} }
    $run = Invoke-Pester -Path $Folder -PassThru @filter
    $failed = $run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount
    $skipped = $run.SkippedCount + $(if ($ExcludeTag) { 0 } else { $run.NotRunCount })
    [IO.File]::WriteAllText($Report, "<testsuites passed='$($run.PassedCount)' failures='$failed' skipped='$skipped' />")
}

function Read-PesterReport {
    param([string] $Name, [string] $Report, [int] $ExitCode)
    $counts = (Read-Xml $Report).DocumentElement
    New-SuiteResult $Name $counts.passed $counts.failures $counts.skipped $ExitCode
}

function Invoke-ConformanceSuite {
    $folder = [IO.Path]::Combine($root, 'tests/Conformance')
    $report = [IO.Path]::Combine($results, 'conformance.xml')
    Invoke-Native npm 'ci', '--prefix', $folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'
    $tests = [IO.Directory]::GetFiles($folder, '*.test.mjs')
    & node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=$report @tests | Out-Host
    $code = $LASTEXITCODE
    $xml = Read-Xml $report
    $all = $xml ? $xml.SelectNodes('//testcase').Count : 0
    $failed = $xml ? $xml.SelectNodes('//testcase[failure]').Count : 0
    $skipped = $xml ? $xml.SelectNodes('//testcase[skipped]').Count : 0
    New-SuiteResult realm-web ($all - $failed - $skipped) $failed $skipped $code
}
