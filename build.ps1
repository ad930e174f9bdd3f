<#
.SYNOPSIS
Builds, tests, measures and packs AppServices. Runs in pwsh and in tools/PSHost alike, so it uses the engine's own commands only.
.PARAMETER Task
build: fills out/. demo: runs the quickstart against a local server. test: builds and runs every test.
bench: runs the benchmarks. docs: brings docs/help and Get-Help's XML in line with the cmdlets; needs PlatyPS in pwsh.
pack: as build, which makes the module's package too. clean: removes what was built.
.PARAMETER Arguments
For bench: what to measure and how often, such as calls import --rounds 5.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'demo', 'test', 'bench', 'docs', 'pack', 'clean')]
    [string] $Task = 'build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Arguments
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = [IO.Path]::Combine($root, 'out')
. ([IO.Path]::Combine($root, 'tools', 'build', 'Steps.ps1'))

switch ($Task) {
    'build' { Build-All }
    'demo' { Build-All; Invoke-Demo }
    'test' { Build-All; Invoke-AllTest }
    'bench' { Build-All; Invoke-Bench $Arguments }
    'docs' { Update-Documentation }
    'pack' { Build-All }
    'clean' { Remove-Output }
}
