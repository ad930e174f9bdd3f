function Invoke-Bench {
    param([string[]] $Arguments)
    $bench = Join-Path $out benchmarks
    # What is measured runs in the pinned PowerShell, whichever runs this.
    Invoke-Native dotnet 'tool', 'restore'
    Wait-PackageInstall @(Start-PackageInstall)
    # Compiled, as people install it.
    Build-Server '-p:PublishReadyToRun=true'
    Invoke-DotNet build benchmarks '-o', $bench
    if ($Arguments -match '^(fuzz|kills|fleet-kills)$') { Invoke-DotNet build tests/AppServices.Tests }
    Invoke-Native dotnet @(Join-Path $bench AppServices.Benchmarks.dll; $Arguments | Where-Object { $_ })
}

function Invoke-Demo {
    $program, [string[]] $arguments = Get-Shell
    & $program @arguments -NoProfile -File (Join-Path $root samples quickstart quickstart.ps1) | Out-Host
    exit $LASTEXITCODE
}
