# The folders are named after the editions, and the explanation of a failure is a file of its own, because everything that this
# file computes or merely contains is felt in the time of the import.
try { Import-Module -Name "$PSScriptRoot/bin/$PSEdition/AppServices.PowerShell.dll" -ErrorAction Stop }
catch { & "$PSScriptRoot/Explain.ps1" $_ }
