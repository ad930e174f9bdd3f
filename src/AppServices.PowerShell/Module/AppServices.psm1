# The folders are named after the editions, and what is asked and said after a failure is in a file of its own, because everything
# that this file computes or merely contains is felt in the time of the import. The types come last: they name those of the libraries,
# and those of another copy of the module in the session are what they cannot be added to.
try {
    Import-Module -Name "$PSScriptRoot/bin/$PSEdition/AppServices.PowerShell.dll", "$PSScriptRoot/AppServices.Types.psd1" -ErrorAction Stop
}
catch { & "$PSScriptRoot/Explain.ps1" $_ }
