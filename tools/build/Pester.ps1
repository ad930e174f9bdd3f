# The Pester tests run twice at once, as each run takes little more than one core: in this PowerShell, and with the module's build
# for Windows PowerShell. That runs in Windows PowerShell where there is one; elsewhere this PowerShell runs it as far as .NET can,
# which is all of the tests but those with the tag CoreOnly.
function Invoke-PesterSuite {
    Install-TestModule
    $windows = $IsWindows ? 'powershell' : $null
    $desktop = Start-PesterRun desktop ($windows ?? (Get-Shell)) CoreOnly @{
        APPSERVICES_TEST_MODULE = $windows ? $null : (New-DesktopModule)
        APPSERVICES_SERVER = Join-Path $out server appservices-server.dll
    } -Beside
    Wait-PesterRun (Start-PesterRun Pester (Get-Shell))
    Wait-PesterRun $desktop
}

# Pester itself, as NuGet has it.
function Install-TestModule {
    $modules = Join-Path $out modules
    Remove-Folder $modules
    Invoke-DotNet build tools/modules '-t:CopyModules', "-p:ModuleFolder=$modules"
}

# A run beside another is read from its start, as it would wait for that, and shown when it has ended.
function Start-PesterRun {
    param([string] $Name, [string[]] $Shell, [string] $ExcludeTag, [hashtable] $Environment = @{}, [switch] $Beside)
    $report = Join-Path $results "$Name.json"
    $program, $arguments = $Shell
    $arguments = @($arguments; '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', (Join-Path $root tests Pester Run.ps1), '-Report', $report)
    if ($ExcludeTag) { $arguments += '-ExcludeTag', $ExcludeTag }
    $start = [Diagnostics.ProcessStartInfo]::new($program, [string[]]($arguments | Where-Object { $_ }))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    foreach ($variable in $Environment.Keys) { $start.Environment[$variable] = $Environment[$variable] }
    # Windows PowerShell would find the modules of this one.
    if ($program -eq 'powershell') { $null = $start.Environment.Remove('PSModulePath') }
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    [pscustomobject]@{ Name = $Name; Process = $process; Report = $report; Text = if ($Beside) { $process.StandardOutput.ReadToEndAsync() } }
}

function Wait-PesterRun {
    param([Parameter(Mandatory)] $Run)
    if ($Run.Text) { $Run.Text.GetAwaiter().GetResult() | Out-Host }
    else { while ($null -ne ($line = $Run.Process.StandardOutput.ReadLine())) { $line | Out-Host } }
    $Run.Process.WaitForExit()
    $counts = if (Test-Path $Run.Report) { Get-Content $Run.Report -Raw | ConvertFrom-Json }
    New-SuiteResult $Run.Name $counts.Passed $counts.Failed $counts.Skipped $Run.Process.ExitCode
    $Run.Process.Dispose()
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
