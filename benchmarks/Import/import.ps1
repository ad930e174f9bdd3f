# Imports a module and prints how many milliseconds that took.
param([Parameter(Mandatory)] [string] $Manifest)
$ErrorActionPreference = 'Stop'
$watch = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Manifest
[Console]::Out.WriteLine($watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture))
