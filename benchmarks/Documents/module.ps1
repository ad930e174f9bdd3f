# Writes and reads documents with the cmdlets; see Calls/Worker.cs for what it reads and writes.
param([Parameter(Mandatory)] [string] $Manifest, [Parameter(Mandatory)] [string] $BaseUri, [Parameter(Mandatory)] [string] $AppId)
$ErrorActionPreference = 'Stop'
Import-Module $Manifest
$null = Connect-AppUser -Anonymous -AppId $AppId -BaseUri $BaseUri
$process = [Diagnostics.Process]::GetCurrentProcess()
[Console]::Out.WriteLine('ready')
while ($line = [Console]::In.ReadLine()) {
    $verb, $collection, [int] $first, [int] $count = $line.Split(' ')
    $in = @{ Database = 'shop'; Collection = $collection }
    $last = $first + $count - 1
    $text = 'x' * ($collection -eq 'large' ? 900 : 100)
    $documents = if ($verb -eq 'load') {
        foreach ($i in $first..$last) { [ordered]@{ _id = $i; sku = "sku-$i"; owner = "user-$($i % 1000)"; price = 1.5; text = $text } }
    }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    switch ($verb) {
        'load' { $documents | Add-AppDocument @in }
        'id' { foreach ($i in 1..$count) { if ((Get-AppDocument @in -Id ($i * 7919 % $first)).price -ne 1.5) { throw 'not found' } } }
        'sku' { foreach ($i in 1..$count) { if ((Get-AppDocument @in -Filter @{ sku = "sku-$($i * 7919 % $first)" }).price -ne 1.5) { throw 'not found' } } }
        'first' { if ((Get-AppDocument @in | Select-Object -First 1).price -ne 1.5) { throw 'not found' } }
        { $_ -in 'read', 'memory' } {
            [GC]::Collect()
            $process.Refresh()
            $before = $most = $process.WorkingSet64
            $read = 0
            Get-AppDocument @in | . {
                process {
                    if (++$read % 20000 -ne 0) { return }
                    $process.Refresh()
                    if ($process.WorkingSet64 -gt $most) { $most = $process.WorkingSet64 }
                }
            }
            if ($read -ne $count) { throw "$read documents were read instead of $count." }
        }
    }
    $answer = if ($verb -eq 'memory') { ($most - $before) / 1MB } else { $watch.Elapsed.TotalMilliseconds }
    [Console]::Out.WriteLine($answer.ToString([cultureinfo]::InvariantCulture))
}
