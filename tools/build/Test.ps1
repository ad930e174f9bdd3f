$results = Join-Path $out test-results

# Every suite runs, whatever the others do; the last line adds them up. They run at once, as each of them often waits and none of
# them measures time: what is to be built and installed comes first.
function Invoke-AllTest {
    Remove-Folder $results
    $null = New-Item $results -ItemType Directory
    # Many processes live for seconds here, those of the build, too: too short for what the runtime learns about them to pay, and for most
    # of what it would compile twice. And they have little memory to collect, which one thread does best, seldom: here after 64 MB. The
    # numbers are hexadecimal.
    $env:DOTNET_TieredPGO = '0'
    $env:DOTNET_TC_CallCountThreshold = '1000'
    $env:DOTNET_gcServer = '0'
    $env:DOTNET_GCgen0size = '4000000'
    Invoke-Native dotnet 'tool', 'restore'
    $installs = @(Start-PackageInstall)
    Build-ForTest
    $shell = New-TestShell
    Wait-PackageInstall $installs
    Install-Nginx
    $pester = @(Start-DesktopSuite $shell) + @(Start-CoreSuite $shell)
    $xunit = Start-XunitSuite
    $suites = @(
        Invoke-ConformanceSuite
        Wait-XunitSuite $xunit
        $pester | ForEach-Object { Wait-PesterRun $_ }
    )
    # Once more at the end, where one looks first when a run of many pages has failed.
    foreach ($suite in $suites) { foreach ($failure in $suite.Failures) { "$($suite.Name) failed: $failure" | Out-Host } }
    $passed = $failed = $skipped = 0
    foreach ($suite in $suites) {
        "{0,-12} {1} passed, {2} failed, {3} skipped" -f $suite.Name, $suite.Passed, $suite.Failed, $suite.Skipped | Out-Host
        $passed += $suite.Passed; $failed += $suite.Failed; $skipped += $suite.Skipped
    }
    if (-not $env:APPSERVICES_TEST_MONGODB) {
        $count = ($suites | Where-Object Name -like 'Pester*' | Measure-Object Passed -Sum).Sum
        "$count tests of Pester ran on our own server in place of a MongoDB: APPSERVICES_TEST_MONGODB is not set." | Out-Host
    }
    "$passed passed, $failed failed, $skipped skipped" | Out-Host
    exit [int]($failed -gt 0)
}

# All projects at once, those of the benchmarks, too: nothing runs these here, but what is built by nobody breaks. One compiler serves
# all, and is gone afterwards, also where compilers are not to stay.
function Build-ForTest {
    $env:UseSharedCompilation = 'true'
    try {
        Invoke-DotNet build AppServices.sln
        Copy-Module (Join-Path $out AppServices) $moduleFiles
        # For this machine alone; what has been compiled for the package is the server that the other tests start.
        $platform = Get-Platform
        New-Package $platform
        Remove-Folder $server
        Copy-Item (Get-PublishFolder $platform) $server -Recurse
        Install-TestModule
    }
    finally { Invoke-Native dotnet 'build-server', 'shutdown', '--vbcscompiler' }
}

function New-SuiteResult {
    param([string] $Name, [int] $Passed, [int] $Failed, [int] $Skipped, [int] $ExitCode, [string[]] $Failures)
    # A suite that ended badly without naming a failed test has still failed.
    if ($ExitCode -ne 0 -and $Failed -eq 0) { $Failed = 1 }
    if ($Passed + $Failed -eq 0) { $Failed = 1 }
    [pscustomobject]@{ Name = $Name; Passed = $Passed; Failed = $Failed; Skipped = $Skipped; Failures = $Failures }
}

# A failed test in a few lines: what failed, and the beginning of why.
function Format-Failure {
    param([string] $Name, [string] $Message)
    $text = $Message.Trim()
    if ($text.Length -gt 800) { $text = $text.Substring(0, 800) + '...' }
    "$Name`n  $($text -replace '\r?\n', "`n  ")"
}

function Read-Xml {
    param([string] $Path)
    if (Test-Path $Path) { return [xml](Get-Content $Path -Raw) }
}

# A suite is read from its start, as it would wait for that, and shown when it has ended.
function Start-Suite {
    param([string] $Name, [string] $Report, [string] $Program, [string[]] $Arguments, [hashtable] $Environment = @{})
    $start = [Diagnostics.ProcessStartInfo]::new($Program, $Arguments)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    foreach ($variable in $Environment.Keys) { $start.Environment[$variable] = $Environment[$variable] }
    # Windows PowerShell would find the modules of this one.
    if ($Program -eq 'powershell') { $null = $start.Environment.Remove('PSModulePath') }
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    [pscustomobject]@{ Name = $Name; Process = $process; Report = $Report; Text = $process.StandardOutput.ReadToEndAsync() }
}

function Wait-Suite {
    param([Parameter(Mandatory)] $Suite)
    $Suite.Text.GetAwaiter().GetResult() | Out-Host
    $Suite.Process.WaitForExit()
    $Suite.Process.ExitCode
    $Suite.Process.Dispose()
}

function Start-XunitSuite {
    $report = Join-Path $results xunit.xml
    $program = Join-Path $root tests AppServices.Tests bin Release net10.0 AppServices.Tests.dll
    # For the servers of tests, as Run.ps1 has it for those of Pester, which is slower for it itself.
    $environment = @{ DOTNET_TC_CallCountingDelayMs = '3E8' }
    # More at once than processors, as a test often waits for a server; with many more they wait for each other.
    Start-Suite xunit $report dotnet ($program, '-xml', $report, '-noLogo', '-maxThreads', '1.5x') $environment
}

function Wait-XunitSuite {
    param([Parameter(Mandatory)] $Suite)
    $code = Wait-Suite $Suite
    $xml = Read-Xml $Suite.Report
    $passed = $failed = $skipped = 0
    foreach ($assembly in $xml.assemblies.assembly) {
        # By GetAttribute: the element has children named like the attribute 'errors'.
        $passed += [int]$assembly.GetAttribute('passed'); $skipped += [int]$assembly.GetAttribute('skipped') + [int]$assembly.GetAttribute('not-run')
        $failed += [int]$assembly.GetAttribute('failed') + [int]$assembly.GetAttribute('errors')
    }
    $failures = $xml ? @($xml.SelectNodes('//test[@result="Fail"]') | ForEach-Object {
            Format-Failure $_.GetAttribute('name') $_.SelectSingleNode('failure/message').InnerText
        }) : @()
    New-SuiteResult $Suite.Name $passed $failed $skipped $code $failures
}

# The tests of packages install theirs again, from what npm keeps of this. What is there already, by the same list, stays. npm mostly
# waits, so it does that beside the build.
function Start-PackageInstall {
    foreach ($folder in (Join-Path $root tests Conformance), (Join-Path $root tests Packages functions), (Join-Path $root tests PackagesArchive)) {
        $list = Join-Path $folder package-lock.json
        $installed = Join-Path $folder node_modules .installed.json
        if ((Test-Path $installed) -and (Get-FileHash $installed).Hash -eq (Get-FileHash $list).Hash) { continue }
        $npm = (Get-Command npm -CommandType Application -TotalCount 1).Source
        $arguments = 'ci', '--prefix', $folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'
        Start-Suite npm $installed $npm $arguments | Add-Member List $list -PassThru
    }
}

function Wait-PackageInstall {
    param([object[]] $Installs)
    foreach ($install in $Installs) {
        if ((Wait-Suite $install) -ne 0) { throw "'npm ci' failed for $($install.List)." }
        Copy-Item $install.List $install.Report
    }
}

function Invoke-ConformanceSuite {
    $report = Join-Path $results conformance.xml
    $tests = (Get-ChildItem (Join-Path $root tests Conformance) -Filter *.test.mjs).FullName
    & node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=$report @tests | Out-Host
    $code = $LASTEXITCODE
    $xml = Read-Xml $report
    $all = $xml ? $xml.SelectNodes('//testcase').Count : 0
    $failed = $xml ? $xml.SelectNodes('//testcase[failure]').Count : 0
    $skipped = $xml ? $xml.SelectNodes('//testcase[skipped]').Count : 0
    $failures = $xml ? @($xml.SelectNodes('//testcase[failure]') | ForEach-Object {
            Format-Failure $_.GetAttribute('name') $_.SelectSingleNode('failure').GetAttribute('message')
        }) : @()
    New-SuiteResult realm-web ($all - $failed - $skipped) $failed $skipped $code $failures
}
