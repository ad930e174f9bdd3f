# The module's package as the PowerShell Gallery takes it: a zip with the module's files and a nuspec made from the manifest.
function New-Package {
    $module = [IO.Path]::Combine($out, 'AppServices')
    Assert-OnlyListed $module
    $manifest = Test-ModuleManifest ([IO.Path]::Combine($module, 'AppServices.psd1')) -ErrorAction Stop
    $folder = [IO.Path]::Combine($out, 'packages')
    $null = [IO.Directory]::CreateDirectory($folder)
    $package = [IO.Path]::Combine($folder, "AppServices.$(Get-PackageVersion $manifest).nupkg")
    foreach ($old in [IO.Directory]::GetFiles($folder, 'AppServices.*.nupkg')) { [IO.File]::Delete($old) }
    $date = Get-SourceDate
    $zip = [IO.Compression.ZipFile]::Open($package, 'Create')
    try {
        foreach ($file in $moduleFiles) { Add-Entry $zip $file ([IO.File]::ReadAllBytes([IO.Path]::Combine($module, $file))) $date }
        $parts = [ordered]@{ 'AppServices.nuspec' = New-Nuspec $manifest; '_rels/.rels' = New-PackageRelation; '[Content_Types].xml' = New-ContentType }
        foreach ($part in $parts.Keys) { Add-Entry $zip $part ([Text.UTF8Encoding]::new($false).GetBytes($parts[$part])) $date }
    }
    finally { $zip.Dispose() }
    "Packed $package" | Out-Host
}

# The folder is made from the list; whatever got into it since is no part of the module.
function Assert-OnlyListed {
    param([Parameter(Mandatory)] [string] $Module)
    $found = [IO.Directory]::GetFiles($Module, '*', 'AllDirectories') | ForEach-Object { $_.Substring($Module.Length + 1).Replace('\', '/') }
    foreach ($file in $found) { if ($file -notin $moduleFiles) { throw "There is a '$file' in '$Module', which tools/build/Build.ps1 does not list." } }
}

# Every entry has the date of the source, so that the same source makes the same package.
function Add-Entry {
    param([IO.Compression.ZipArchive] $Zip, [string] $Name, [byte[]] $Bytes, [DateTimeOffset] $Date)
    $entry = $Zip.CreateEntry($Name)
    $entry.LastWriteTime = $Date
    $stream = $entry.Open()
    try { $stream.Write($Bytes, 0, $Bytes.Length) } finally { $stream.Dispose() }
}

# The date of the commit; of now, where there is no repository.
function Get-SourceDate {
    $said = if (Get-Command git -CommandType Application -ErrorAction Ignore) { & git -C $root log -1 --format=%cI 2>$null }
    if ($said) { [DateTimeOffset]::Parse($said, [cultureinfo]::InvariantCulture) } else { [DateTimeOffset]::UtcNow }
}

function Get-PackageVersion {
    param([Parameter(Mandatory)] $Manifest)
    $prerelease = $Manifest.PrivateData.PSData['Prerelease']
    if ($prerelease) { "$($Manifest.Version)-$prerelease" } else { "$($Manifest.Version)" }
}
