# The parts of the package that are no files of the module. Find-PSResource reads cmdlets and the kind of the package from its tags.
function New-Nuspec {
    param([Parameter(Mandatory)] $Manifest)
    $data = $Manifest.PrivateData.PSData
    $tags = @('PSModule', 'PSIncludes_Cmdlet') + $data.Tags + @($Manifest.ExportedCmdlets.Keys | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
    $elements = [ordered]@{
        id = 'AppServices'; version = Get-PackageVersion $Manifest; authors = $Manifest.Author; owners = $Manifest.CompanyName
        requireLicenseAcceptance = 'false'; licenseUrl = $data.LicenseUri; projectUrl = $data.ProjectUri; iconUrl = $data.IconUri
        description = $Manifest.Description; releaseNotes = $data.ReleaseNotes; copyright = $Manifest.Copyright; tags = $tags -join ' '
    }
    $lines = foreach ($name in $elements.Keys) { "    <$name>$([Security.SecurityElement]::Escape($elements[$name]))</$name>" }
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
$($lines -join "`n")
  </metadata>
</package>
"@
}

function New-PackageRelation {
    @'
<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/AppServices.nuspec" Id="R0" />
</Relationships>
'@
}

function New-ContentType {
    $kinds = @($moduleFiles | ForEach-Object { [IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ }) + 'nuspec'
    $lines = [Collections.Generic.SortedSet[string]]::new([string[]]$kinds) | ForEach-Object { "  <Default Extension=`"$_`" ContentType=`"application/octet`" />" }
    @"
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
$($lines -join "`n")
  <Override PartName="/LICENSE" ContentType="application/octet" />
</Types>
"@
}
