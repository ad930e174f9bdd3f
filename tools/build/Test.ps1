$results = Join-Path $out test-results

# Every suite runs, whatever the others do; the last line adds them up.
function Invoke-AllTest {
    Remove-Folder $results
    $null = New-Item $results -ItemType Directory
    Invoke-Native dotnet 'tool', 'restore'
    New-Package
    Install-Nginx
    $suites = @(
        Invoke-XunitSuite
        Invoke-PesterSuite
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
    if (Test-Path $Path) { return [xml](Get-Content $Path -Raw) }
}

function Invoke-XunitSuite {
    Invoke-DotNet build tests/AppServices.Tests
    $report = Join-Path $results xunit.xml
    & dotnet (Join-Path $root tests AppServices.Tests bin Release net10.0 AppServices.Tests.dll) -xml $report -noLogo | Out-Host
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

function Install-ConformancePackage {
    Invoke-Native npm 'ci', '--prefix', (Join-Path $root tests Conformance), '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'
}

function Invoke-ConformanceSuite {
    Install-ConformancePackage
    $report = Join-Path $results conformance.xml
    $tests = (Get-ChildItem (Join-Path $root tests Conformance) -Filter *.test.mjs).FullName
    & node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=$report @tests | Out-Host
    $code = $LASTEXITCODE
    $xml = Read-Xml $report
    $all = $xml ? $xml.SelectNodes('//testcase').Count : 0
    $failed = $xml ? $xml.SelectNodes('//testcase[failure]').Count : 0
    $skipped = $xml ? $xml.SelectNodes('//testcase[skipped]').Count : 0
    New-SuiteResult realm-web ($all - $failed - $skipped) $failed $skipped $code
}
