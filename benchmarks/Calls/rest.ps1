# Calls functions with Invoke-RestMethod, as a script without the module would; see Worker.cs for what it reads and writes.
param([Parameter(Mandatory)] [string] $BaseUri, [Parameter(Mandatory)] [string] $AppId)
$ErrorActionPreference = 'Stop'
$app = "$BaseUri/api/client/v2.0/app/$AppId"
$session = Invoke-RestMethod "$app/auth/providers/anon-user/login" -Method Post -ContentType application/json -Body '{}'
$call = @{
    Uri = "$app/functions/call"; Method = 'Post'; ContentType = 'application/json'; Headers = @{ Authorization = "Bearer $($session.access_token)" }
}
[Console]::Out.WriteLine('ready')
while ($line = [Console]::In.ReadLine()) {
    $function, [int] $count = $line.Split(' ')
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $results = switch ($function) {
        'sum' { foreach ($i in 1..$count) { Invoke-RestMethod @call -Body "{`"name`":`"sum`",`"arguments`":[$i,1]}" } }
        'echo' { foreach ($i in 1..$count) { Invoke-RestMethod @call -Body "{`"name`":`"echo`",`"arguments`":[$i]}" } }
        'sum16' {
            1..$count | ForEach-Object -ThrottleLimit 16 -Parallel {
                $call = $using:call
                Invoke-RestMethod @call -Body "{`"name`":`"sum`",`"arguments`":[$_,1]}"
            }
        }
    }
    $elapsed = $watch.Elapsed.TotalMilliseconds
    if ($results.Count -ne $count) { throw "$function returned something else than expected." }
    [Console]::Out.WriteLine($elapsed.ToString([cultureinfo]::InvariantCulture))
}
