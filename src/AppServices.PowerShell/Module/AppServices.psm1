# The folders are named after the editions, because everything that this file computes is felt in the time of the import.
try { Import-Module -Name "$PSScriptRoot/bin/$PSEdition/AppServices.PowerShell.dll" -ErrorAction Stop }
catch {
    # PowerShell 7.4 is the first on .NET 8.
    if ($PSEdition -eq 'Core' -and [Environment]::Version.Major -lt 8) {
        throw 'AppServices needs PowerShell 7.4 or later, or Windows PowerShell 5.1.'
    }
    throw
}
