# Says why the module could not be imported.
param($Failure)

# PowerShell 7.4 is the first on .NET 8, without which the libraries cannot be loaded.
if ($PSEdition -eq 'Core' -and [Environment]::Version.Major -lt 8) {
    throw "AppServices needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell $($PSVersionTable.PSVersion)."
}

# .NET keeps the libraries of a copy that was removed, and takes no other version of them into the same process.
$other = Get-Module -Name AppServices
$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'AppServices.PowerShell' }
if ($other) {
    throw "AppServices $($other.Version) is imported already, from $($other.ModuleBase). Run Remove-Module AppServices first, or start a new session for another version."
}
if ($loaded.Location -and -not $loaded.Location.StartsWith($PSScriptRoot, [StringComparison]::OrdinalIgnoreCase)) {
    throw "Another version of AppServices has been used in this process, from $($loaded.Location). Start a new session for this one."
}
throw $Failure
