#requires -Version 7.4
<#
.SYNOPSIS
Builds, tests, measures and packs AppServices. ./build.sh runs it in the PowerShell that .config/dotnet-tools.json pins.
.PARAMETER Task
build: fills out/. demo: runs the quickstart against a local server. test: builds and runs every test.
bench: runs the benchmarks. docs: brings docs/help and Get-Help's XML in line with the cmdlets; needs PlatyPS.
pack: as build, and makes the packages of module and server. publish: publishes these. clean: removes what was built.
.PARAMETER Arguments
For bench: what to measure and how often, such as calls import --rounds 5, or what to try, such as fuzz. For publish: the tag, such as v1.2.0.
For pack: the platforms of the server's packages, such as linux-x64 any, in place of all; "any" is for those that have none of their own.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'bench', 'docs', 'pack', 'publish', 'clean')]
    [string] $Task = 'build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Arguments
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = Join-Path $root out
if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }
foreach ($file in Get-ChildItem (Join-Path $root tools build) -Filter *.ps1) { . $file.FullName }

switch ($Task) {
    'build' { Build-All }
    'demo' { Build-All; Invoke-Demo }
    'test' { Invoke-AllTest }
    'bench' { Build-Module; Invoke-Bench $Arguments }
    'docs' { Update-Documentation }
    'pack' { Build-All; if ($Arguments) { New-Package $Arguments } else { New-Package } }
    'publish' { Publish-Package @Arguments }
    'clean' { Remove-Output }
}
