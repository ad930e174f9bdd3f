<#
.SYNOPSIS
A tour of AppServices: serves the shop in this folder and uses it as a customer would.
.DESCRIPTION
Build first (./build.sh build), then run it with pwsh, or let ./build.sh demo do both.
#>
$ErrorActionPreference = 'Stop'
Import-Module ([IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'AppServices', 'AppServices.psd1'))

function Show([string] $Title) { Out-Host -InputObject "`n# $Title" }

# 1. A server for the app folder, on any free port, with data that this tour throws away. Its functions may call this machine,
#    where the tour has a supplier of its own: without that setting they reach public addresses only.
$data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "quickstart-$PID")
$null = [IO.Directory]::CreateDirectory($data)
$settings = [IO.Path]::Combine($data, 'settings.json')
[IO.File]::WriteAllText($settings, '{ "outgoingHttp": { "allow": ["127.0.0.1"] } }')
$server = Start-AppServer $PSScriptRoot -Port 0 -DataPath $data -SettingsPath $settings
$supplier = [Net.HttpListener]::new()
try {
    Show 'The server'
    $server | Out-Host

    # 2. Anybody may look around. The user becomes the current one, so later commands need no -User.
    Show 'An anonymous visitor'
    $visitor = $server | Connect-AppUser -Anonymous
    $visitor | Out-Host

    # 3. Functions are the app's own JavaScript, in functions/. Arguments and results keep their types.
    Show 'A function computes: cartTotal'
    Invoke-AppFunction cartTotal @{ nuts = 3; bolts = 2 } | Out-Host

    # 4. A pipeline calls once for each object. A script block makes an argument of the piped object, $_.
    Show 'A pipeline: sum($_, 100) for 1 to 5'
    1..5 | Invoke-AppFunction sum -ArgumentList { $_ }, 100 | Out-Host

    # 5. A customer with an account. Get-Credential would ask for it; a tour must not.
    Show 'A customer registers and logs in'
    $password = [securestring]::new()
    'correct horse'.ToCharArray() | ForEach-Object { $password.AppendChar($_) }
    $account = [pscredential]::new('mia@example.com', $password)
    $server | Register-AppUser -Credential $account | Out-Host
    $customer = $server | Connect-AppUser -Credential $account
    $customer | Out-Host

    # 6. The object has the SDKs' members, so scripts can be ported line by line.
    Show 'The SDK way: $customer.Functions.checkout(...)'
    $customer.Functions.checkout(@{ nuts = 30; bolts = 20 }) | Out-Host

    # 7. What goes wrong is an ordinary error: -ErrorAction decides, try/catch works.
    Show 'A function that throws'
    try { Invoke-AppFunction refund 'no-such-order' -ErrorAction Stop }
    catch [AppServices.AppServicesException] { Out-Host -InputObject "$($_.Exception.Code): $($_.Exception.Message)" }

    # 8. Several users at once: -User says who acts. Slow calls can overlap; the results keep their order.
    Show 'Who is who'
    $visitor, $customer | ForEach-Object { Invoke-AppFunction whoAmI -User $_ } | Out-Host
    Show 'Three slow reports at once'
    300, 200, 100 | Invoke-AppFunction slowReport -ThrottleLimit 3 | Out-Host

    # 9. Documents of the app's database: the rules in data_sources/ let members change the items, and everybody read them.
    Show 'The store: three items, one change, a query'
    [ordered]@{ name = 'nuts'; stock = 40 }, [ordered]@{ name = 'bolts'; stock = 15 }, [ordered]@{ name = 'washers'; stock = 90 } |
        Add-AppDocument store items -User $customer
    Update-AppDocument store items @{ name = 'nuts' } @{ '$inc' = @{ stock = -30 } } -User $customer
    Get-AppDocument store items @{ stock = @{ '$lt' = 50 } } -User $visitor | Out-Host
    Show 'What the visitor may not do'
    try { Remove-AppDocument store items @{ name = 'nuts' } -User $visitor -ErrorAction Stop }
    catch [AppServices.AppServicesException] { Out-Host -InputObject "$($_.TargetObject): $($_.Exception.Reason)" }

    # 10. HTTPS endpoints are what the app itself serves, to programs that know nothing of users: http_endpoints/ lists them.
    Show 'An endpoint: GET /stock?below=50'
    Invoke-AppEndpoint /stock -Query @{ below = 50 } -AppId $server.AppId -BaseUri $server.BaseUri | Out-Host

    # 11. A trigger, in triggers/, runs a function when documents change. This one calls the supplier of what has run short.
    Show 'A trigger: little is left, so the supplier is called'
    $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $free.Start()
    $address = "http://127.0.0.1:$($free.LocalEndpoint.Port)/"
    $free.Stop()
    $supplier.Prefixes.Add($address)
    $supplier.Start()
    $called = $supplier.GetContextAsync()
    Update-AppDocument store items @{ name = 'nuts' } @{ '$set' = @{ supplier = $address }; '$inc' = @{ stock = -5 } } -User $customer
    if (-not $called.Wait(30000)) { throw 'The supplier was not called.' }
    $request = $called.Result.Request
    Out-Host -InputObject "$($request.HttpMethod) $([IO.StreamReader]::new($request.InputStream).ReadToEnd())"
    $called.Result.Response.StatusCode = 202
    $called.Result.Response.Close()

    # 12. Done: sessions end here and at the server.
    $visitor, $customer | Disconnect-AppUser
    Show 'Afterwards'
    Get-AppUser -All | Out-Host
}
finally {
    $supplier.Close()
    Stop-AppServer $server
    [IO.Directory]::Delete($data, $true)
}
