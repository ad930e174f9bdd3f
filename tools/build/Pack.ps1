$packages = Join-Path $out packages

# The server's packages are one for each platform and one that names them, which is what people install.
function New-Package {
    param([string[]] $Platforms = @(Get-AllPlatform))
    Initialize-SettingsFolder
    Remove-Folder $packages
    $null = New-Item $packages -ItemType Directory
    New-ModulePackage
    # What an earlier build has published would be packed, too.
    foreach ($platform in $Platforms) { Remove-Folder (Get-PublishFolder $platform) }
    # In quotes, a semicolon does not end the property.
    Invoke-DotNet pack src/AppServices.Server '-o', $packages, "-p:ToolPackageRuntimeIdentifiers=`"$($Platforms -join ';')`""
    foreach ($package in Get-ChildItem $packages -Filter appservices-server.*) { Add-PackageSignature $package }
    foreach ($package in Get-ChildItem $packages) { "Packed $package" | Out-Host }
}

function Get-AllPlatform {
    $project = [xml](Get-Content (Join-Path $root src AppServices.Server AppServices.Server.csproj) -Raw)
    $project.SelectSingleNode('//RuntimeIdentifiers').InnerText.Split(';')
}

# This machine's. A .NET that a Linux distribution has built says that distribution's name.
function Get-Platform { [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier -replace '^(?!linux|win|osx).+-', 'linux-' }

function Get-PublishFolder {
    param([string] $Platform)
    Join-Path $root src AppServices.Server bin Release net10.0 $Platform publish
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
