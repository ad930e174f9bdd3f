# Says why the module could not be imported.
param($Failure)
# PowerShell 7.4 is the first on .NET 8, without which the libraries cannot be loaded.
if ($PSEdition -eq 'Core' -and [Environment]::Version.Major -lt 8) {
    throw "AppServices needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell $($PSVersionTable.PSVersion)."
}
throw $Failure
