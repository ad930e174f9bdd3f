$packages = Join-Path $out packages

function New-Package {
    Initialize-SettingsFolder
    Remove-Folder $packages
    $null = New-Item $packages -ItemType Directory
    New-ModulePackage
    Invoke-DotNet pack src/AppServices.Server '-o', $packages
    foreach ($package in Get-ChildItem $packages -Filter appservices-server.*) { Add-PackageSignature $package }
    foreach ($package in Get-ChildItem $packages) { "Packed $package" | Out-Host }
}

# Where an account has no folder for settings yet, NuGet would put its own into the current one.
function Initialize-SettingsFolder { $null = [Environment]::GetFolderPath('ApplicationData', 'Create') }

# The module's package as the PowerShell Gallery takes it.
function New-ModulePackage {
    $module = Join-Path $out AppServices
    Assert-OnlyListed $module
    $package = Compress-PSResource $module -DestinationPath $packages -PassThru
    Add-CommandTag $package.FullName @((Test-ModuleManifest (Join-Path $module AppServices.psd1)).ExportedCmdlets.Keys)
}

# The folder is made from the list; whatever got into it since is no part of the module.
function Assert-OnlyListed {
    param([Parameter(Mandatory)] [string] $Module)
    foreach ($path in Get-ChildItem $Module -File -Recurse) {
        $file = [IO.Path]::GetRelativePath($Module, $path).Replace('\', '/')
        if ($file -notin $moduleFiles) { throw "There is a '$file' in '$Module', which tools/build/Build.ps1 does not list." }
    }
}

# Find-PSResource finds a module by its cmdlets through tags, which Compress-PSResource leaves to us.
function Add-CommandTag {
    param([Parameter(Mandatory)] [string] $Package, [Parameter(Mandatory)] [string[]] $Cmdlets)
    $zip = [IO.Compression.ZipFile]::Open($Package, 'Update')
    try {
        $stream = $zip.GetEntry('AppServices.nuspec').Open()
        $nuspec = [xml]::new()
        $nuspec.PreserveWhitespace = $true
        $nuspec.Load($stream)
        $nuspec.package.metadata.tags = @($nuspec.package.metadata.tags; 'PSIncludes_Cmdlet'; $Cmdlets | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }) -join ' '
        $stream.SetLength(0)
        $nuspec.Save($stream)
        $stream.Dispose()
    }
    finally { $zip.Dispose() }
}
