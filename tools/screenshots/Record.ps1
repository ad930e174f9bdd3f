<#
.SYNOPSIS
Runs the sessions beside this script and draws what a reader would see into docs/images: dotnet out/pshost/pshost.dll -File tools/screenshots/Record.ps1
.DESCRIPTION
A session is a file with a command a line. What stands before its first empty line is run, but not shown.
.PARAMETER Session
Runs this one session in this process and prints it; for the script's own use.
#>
param([string] $Session)

$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
. ([IO.Path]::Combine($PSScriptRoot, 'Svg.ps1'))

function Invoke-Session {
    param([string] $Path)
    $ErrorActionPreference = 'Continue'
    # What is an error and what is not stays in the order in which it was printed.
    [Console]::SetError([Console]::Out)
    if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }
    Import-Module AppServices
    $PSDefaultParameterValues = @{ 'Start-AppServer:DataPath' = $env:SESSION_DATA; 'Start-AppServer:Port' = 0 }
    $shown = $false
    foreach ($line in [IO.File]::ReadAllLines($Path)) {
        if (-not $line) { $shown = $true; continue }
        if ($shown) { [Console]::Out.WriteLine("PS> $line") }
        . ([scriptblock]::Create($line)) | Out-Default
    }
}

# What Get-Credential would ask for.
function New-Account {
    param([string] $Email)
    $secret = [securestring]::new()
    foreach ($character in 'correct horse'.ToCharArray()) { $secret.AppendChar($character) }
    [pscredential]::new($Email, $secret)
}

if ($Session) {
    . Invoke-Session $Session
    return
}

foreach ($file in [IO.Directory]::GetFiles($PSScriptRoot, '*.session')) {
    $data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-session-$([guid]::NewGuid())")
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.Arguments = '"{0}" -NoProfile -File "{1}" -Session "{2}"' -f [IO.Path]::Combine($root, 'out', 'pshost', 'pshost.dll'), $PSCommandPath, $file
    $start.WorkingDirectory = [IO.Path]::Combine($root, 'samples')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $start.EnvironmentVariables['COLUMNS'] = '80'
    $start.EnvironmentVariables['SESSION_DATA'] = $data
    $start.EnvironmentVariables['PSModulePath'] = [IO.Path]::Combine($root, 'out')
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    if ([IO.Directory]::Exists($data)) { [IO.Directory]::Delete($data, $true) }
    if ($process.ExitCode -ne 0) { throw "The session '$file' ended with $($process.ExitCode): $text" }
    $picture = [IO.Path]::Combine($root, 'docs', 'images', [IO.Path]::GetFileNameWithoutExtension($file) + '.svg')
    [IO.File]::WriteAllText($picture, (ConvertTo-Svg $text))
    "Drew $picture" | Out-Host
}
