# Calls functions through pipelines into Invoke-AppFunction; see Worker.cs for what it reads and writes.
param([Parameter(Mandatory)] [string] $Manifest, [Parameter(Mandatory)] [string] $BaseUri, [Parameter(Mandatory)] [string] $AppId)
$ErrorActionPreference = 'Stop'
Import-Module $Manifest
$null = Connect-AppUser -Anonymous -AppId $AppId -BaseUri $BaseUri
[Console]::Out.WriteLine('ready')
while ($line = [Console]::In.ReadLine()) {
    $function, [int] $count = $line.Split(' ')
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $results = switch ($function) {
        'sum' { 1..$count | Invoke-AppFunction sum -ArgumentList { $_ }, 1 }
        'echo' { 1..$count | Invoke-AppFunction echo }
        'sum16' { 1..$count | Invoke-AppFunction sum -ArgumentList { $_ }, 1 -ThrottleLimit 16 }
    }
    $elapsed = $watch.Elapsed.TotalMilliseconds
    $last = if ($function -eq 'echo') { $count } else { $count + 1 }
    if ($results.Count -ne $count -or $results[-1] -ne $last) { throw "$function returned something else than expected." }
    [Console]::Out.WriteLine($elapsed.ToString([cultureinfo]::InvariantCulture))
}
