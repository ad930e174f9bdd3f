if ($PSEdition -eq 'Core' -and $PSVersionTable.PSVersion -lt [version] '7.4') {
    throw 'AppServices needs PowerShell 7.4 or later, or Windows PowerShell 5.1.'
}
$folder = if ($PSEdition -eq 'Core') { 'net8.0' } else { 'desktop' }
Import-Module -Name ([IO.Path]::Combine($PSScriptRoot, 'bin', $folder, 'AppServices.PowerShell.dll')) -ErrorAction Stop
