# Runs a program and fails when it does.
function Invoke-Native {
    param([Parameter(Mandatory)] [string] $Program, [string[]] $Arguments)
    & $Program @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "'$Program $($Arguments -join ' ')' failed with exit code $LASTEXITCODE." }
}

# Runs dotnet build or publish; what it says is shown only when it fails.
function Invoke-DotNetBuild {
    param([Parameter(Mandatory)] [string] $Command, [Parameter(Mandatory)] [string] $Project, [string[]] $Arguments)
    "Building $Project" | Out-Host
    $said = & dotnet $Command ([IO.Path]::Combine($root, $Project)) '-c' 'Release' '--nologo' @Arguments 2>&1
    if ($LASTEXITCODE -eq 0) { return }
    $said | Out-Host
    throw "Building $Project failed."
}

# Runs a script in pwsh, or where there is none in our own host; its exit code is left in $LASTEXITCODE.
function Invoke-Script {
    param([Parameter(Mandatory)] [string] $Path, [string[]] $Arguments)
    $pwsh = Get-Command pwsh -CommandType Application -ErrorAction Ignore
    if ($pwsh) { & $pwsh -NoProfile -File $Path @Arguments | Out-Host }
    else { & dotnet ([IO.Path]::Combine($out, 'pshost', 'pshost.dll')) -NoProfile -File $Path @Arguments | Out-Host }
}

function Remove-Folder {
    param([Parameter(Mandatory)] [string] $Path)
    if ([IO.Directory]::Exists($Path)) { [IO.Directory]::Delete($Path, $true) }
}
