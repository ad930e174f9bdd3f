# Runs a program and fails when it does.
function Invoke-Native {
    param([Parameter(Mandatory)] [string] $Program, [string[]] $Arguments)
    & $Program @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "'$Program $($Arguments -join ' ')' failed with exit code $LASTEXITCODE." }
}

# Runs a command of dotnet on a project. What it says is shown only when it fails, but for what is known against its packages.
function Invoke-DotNet {
    param([Parameter(Mandatory)] [string] $Command, [Parameter(Mandatory)] [string] $Project, [string[]] $Arguments)
    "Building $Project" | Out-Host
    $said = & dotnet $Command (Join-Path $root $Project) -c Release --nologo @Arguments 2>&1
    if ($LASTEXITCODE -eq 0) { $said | Where-Object { $_ -match '\bNU19\d\d\b' } | Select-Object -Unique | Out-Host; return }
    $said | Out-Host
    throw "Building $Project failed."
}

# How to start the PowerShell that runs this once more: as a .NET tool it is a library, which dotnet runs.
function Get-Shell {
    $program = (Get-Process -Id $PID).Path
    $program
    if ((Split-Path $program -LeafBase) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }
}

function Remove-Folder {
    param([Parameter(Mandatory)] [string] $Path)
    if (Test-Path -LiteralPath $Path) { Remove-Item -LiteralPath $Path -Recurse -Force }
}
