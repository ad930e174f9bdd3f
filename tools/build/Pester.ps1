# Pester runs one test at a time, so several of it share the files, by their first letters: the whole suite ends when the longer one does.
$pesterParts = 'A-GRT-Z', 'H-QS'

# The Pester tests run twice: in this PowerShell, and with the module's build for Windows PowerShell. That runs in Windows PowerShell
# where there is one; elsewhere this PowerShell runs it as far as .NET can, which is all of the tests but those with the tag CoreOnly.
# What the module is built for and where servers keep their documents have nothing to do with each other: the first run, which has all
# tests, has a MongoDB, too.
function Start-DesktopSuite {
    param([string[]] $Shell)
    $windows = $IsWindows ? 'powershell' : $null
    $environment = @{
        APPSERVICES_TEST_MODULE = $windows ? $null : (New-DesktopModule)
        APPSERVICES_SERVER = Join-Path $out server appservices-server.dll
    }
    foreach ($part in $pesterParts) {
        Start-PesterRun "Desktop $part" ($windows ?? $Shell) $part @('-ExcludeTag', 'CoreOnly') $environment
    }
}

function Start-CoreSuite {
    param([string[]] $Shell)
    foreach ($part in $pesterParts) { Start-PesterRun "Pester $part" $Shell $part @('-OnMongodb') }
}

# Pester itself, as NuGet has it.
function Install-TestModule {
    $modules = Join-Path $out modules
    Remove-Folder $modules
    Invoke-DotNet build tools/modules '-t:CopyModules', "-p:ModuleFolder=$modules"
}

function Start-PesterRun {
    param([string] $Name, [string[]] $Shell, [string] $Part, [string[]] $Arguments, [hashtable] $Environment = @{})
    $report = Join-Path $results "$Name.json"
    $program, $library = $Shell
    $tests = Join-Path $root tests Pester
    $run = @($library; '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', (Join-Path $tests Run.ps1), '-Report', $report) + $Arguments
    $run += '-Path', (Join-Path $tests "[$Part]*.Tests.ps1")
    Start-Suite $Name $report $program ($run | Where-Object { $_ }) $Environment
}

function Wait-PesterRun {
    param([Parameter(Mandatory)] $Suite)
    $code = Wait-Suite $Suite
    $counts = if (Test-Path $Suite.Report) { Get-Content $Suite.Report -Raw | ConvertFrom-Json }
    $failures = $counts.Failures | ForEach-Object { Format-Failure $_.Name $_.Message }
    New-SuiteResult $Suite.Name $counts.Passed $counts.Failed $counts.Skipped $code $failures
}

# The module as Windows PowerShell finds it, where this engine looks.
function New-DesktopModule {
    $module = Join-Path $out desktop AppServices
    Remove-Folder $module
    $null = New-Item $module -ItemType Directory
    Copy-Item (Join-Path $out AppServices *) $module -Recurse -Exclude bin
    foreach ($edition in 'Core', 'Desktop') { Copy-Item (Join-Path $out AppServices bin Desktop) (Join-Path $module bin $edition) -Recurse }
    $module
}
