# The folders are named after the editions, and the explanation of a failure is a file of its own, because everything that this
# file computes or merely contains is felt in the time of the import. The types come last: they name those of the libraries, and
# the manifest would take them up before another copy of the module could be noticed.
try {
    if ($other = Get-Module -Name AppServices) { throw $other }
    Import-Module -Name "$PSScriptRoot/bin/$PSEdition/AppServices.PowerShell.dll", "$PSScriptRoot/AppServices.Types.psd1" -ErrorAction Stop
}
catch { & "$PSScriptRoot/Explain.ps1" $_ }
