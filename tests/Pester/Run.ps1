<#
.SYNOPSIS
Runs the Pester tests beside this script, or some of them: dotnet pwsh tests/Pester/Run.ps1 tests/Pester/AppUser.Tests.ps1
.DESCRIPTION
The module, the server and Pester are those that ./build.sh test leaves in out/. Works in Windows PowerShell, too.
.PARAMETER Path
Test files or folders.
.PARAMETER OnMongodb
Has servers of tests keep their documents in the MongoDB of the variable APPSERVICES_TEST_MONGODB, or without it in another server of
ours, which speaks its protocol.
.PARAMETER ExcludeTag
Leaves out the tests with this tag.
.PARAMETER Report
Writes how many tests passed, failed and were skipped, and why, into this file, as JSON.
#>
param([string[]] $Path = $PSScriptRoot, [string] $ExcludeTag, [string] $Report, [switch] $OnMongodb)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'modules', 'Pester', '*', 'Pester.psd1'))
# The processes that tests start have ended before what they run is worth compiling again. In milliseconds, hexadecimal.
$env:DOTNET_TC_CallCountingDelayMs = '3E8'
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
if ($ExcludeTag) { $configuration.Filter.ExcludeTag = $ExcludeTag }
if ([Console]::IsOutputRedirected) { $configuration.Output.RenderMode = 'Plaintext' }
if ($OnMongodb) {
    . ([IO.Path]::Combine($PSScriptRoot, 'Mongodb.ps1'))
    $mongodb = Start-TestMongodb
}
$run = Invoke-Pester -Configuration $configuration
if ($global:SharedTestServer) {
    . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
    Stop-SharedServer
}
if ($OnMongodb) { Stop-TestMongodb $mongodb }

$failed = $run.FailedCount + $run.FailedContainersCount + $run.FailedBlocksCount
# What a tag excludes has not been left out.
$skipped = $run.SkippedCount + $(if (-not $ExcludeTag) { $run.NotRunCount })
if ($Report) {
    $failures = @(@($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers) | Where-Object { $_ } | ForEach-Object {
            @{ Name = "$(if ($_.ExpandedPath) { $_.ExpandedPath } else { $_.Item })"; Message = ($_.ErrorRecord | Out-String) }
        })
    $counts = @{ Passed = $run.PassedCount; Failed = $failed; Skipped = $skipped; Failures = $failures }
    [IO.File]::WriteAllText($Report, (ConvertTo-Json $counts -Depth 3))
}
exit [int]($failed -gt 0)
