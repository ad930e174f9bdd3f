<#
.SYNOPSIS
Runs the sessions beside this script and draws what a reader would see into docs/images: dotnet pwsh tools/screenshots/Record.ps1
.DESCRIPTION
A session is a file with a command a line. What stands before its first empty line is run, but not shown.
.PARAMETER Session
Runs this one session in this process and prints it; for the script's own use.
#>
param([string] $Session)

$ErrorActionPreference = 'Stop'
$root = Resolve-Path (Join-Path $PSScriptRoot .. ..)
. (Join-Path $PSScriptRoot Svg.ps1)
. (Join-Path $root tools build Native.ps1)

function Invoke-Session {
    param([string] $Path)
    $ErrorActionPreference = 'Continue'
    # What is an error and what is not stays in the order in which it was printed.
    [Console]::SetError([Console]::Out)
    $PSStyle.OutputRendering = 'PlainText'
    Import-Module (Join-Path $root out AppServices AppServices.psd1)
    $PSDefaultParameterValues = @{ 'Start-AppServer:DataPath' = $env:SESSION_DATA; 'Start-AppServer:Port' = 0 }
    $shown = $false
    foreach ($line in Get-Content $Path) {
        if (-not $line) { $shown = $true; continue }
        if ($shown) { [Console]::Out.WriteLine("PS> $line") }
        . ([scriptblock]::Create($line)) | Out-Default
    }
}

# What Get-Credential would ask for.
function New-Account {
    param([string] $Email)
    [pscredential]::new($Email, (ConvertTo-SecureString 'correct horse' -AsPlainText))
}

if ($Session) {
    . Invoke-Session $Session
    return
}

$program, [string[]] $arguments = Get-Shell
Push-Location (Join-Path $root samples)
try {
    foreach ($file in Get-ChildItem $PSScriptRoot -Filter *.session) {
        $env:SESSION_DATA = Join-Path ([IO.Path]::GetTempPath()) "appservices-session-$([guid]::NewGuid())"
        $text = & $program @arguments -NoProfile -NonInteractive -File $PSCommandPath -Session $file | Out-String -Width 500
        Remove-Item $env:SESSION_DATA -Recurse -ErrorAction Ignore
        if ($LASTEXITCODE -ne 0) { throw "The session '$file' ended with ${LASTEXITCODE}: $text" }
        $picture = Join-Path $root docs images "$($file.BaseName).svg"
        Set-Content $picture (ConvertTo-Svg $text) -NoNewline
        "Drew $picture" | Out-Host
    }
}
finally {
    $env:SESSION_DATA = $null
    Pop-Location
}
