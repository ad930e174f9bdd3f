$folder = if ($PSEdition -eq 'Core') { 'net8.0' } else { 'desktop' }
# PowerShell 7.4 is the first on .NET 8. A number is compared because comparing [version]s makes the import a tenth slower.
if ($folder -eq 'net8.0' -and [Environment]::Version.Major -lt 8) {
    throw 'AppServices needs PowerShell 7.4 or later, or Windows PowerShell 5.1.'
}
Import-Module -Name "$PSScriptRoot/bin/$folder/AppServices.PowerShell.dll" -ErrorAction Stop
