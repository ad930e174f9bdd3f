# The module's package as the PowerShell Gallery takes it: a zip with the module's files and a nuspec made from the manifest.
function New-Package {
    $module = [IO.Path]::Combine($out, 'AppServices')
    $manifest = (Get-Module ([IO.Path]::Combine($module, 'AppServices.psd1')) -ListAvailable)
    $folder = [IO.Path]::Combine($out, 'packages')
    $null = [IO.Directory]::CreateDirectory($folder)
    $package = [IO.Path]::Combine($folder, "AppServices.$($manifest.Version).nupkg")
    [IO.File]::Delete($package)
    $zip = [IO.Compression.ZipFile]::Open($package, 'Create')
    try {
        foreach ($file in $moduleFiles) {
            $null = [IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, [IO.Path]::Combine($module, $file), $file)
        }
        $writer = [IO.StreamWriter]::new($zip.CreateEntry('AppServices.nuspec').Open())
        try { $writer.Write((New-Nuspec $manifest)) } finally { $writer.Dispose() }
    }
    finally { $zip.Dispose() }
    "Packed $package" | Out-Host
}

function New-Nuspec {
    param($Manifest)
    $text = { param($value) [Security.SecurityElement]::Escape("$value") }
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
    <id>AppServices</id>
    <version>$($Manifest.Version)</version>
    <authors>$(& $text $Manifest.Author)</authors>
    <copyright>$(& $text $Manifest.Copyright)</copyright>
    <description>$(& $text $Manifest.Description)</description>
    <license type="expression">MIT</license>
    <tags>PSModule $(& $text ($Manifest.PrivateData.PSData.Tags -join ' '))</tags>
  </metadata>
</package>
"@
}
