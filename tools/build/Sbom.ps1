# What the module consists of, as SPDX 2.3: its files with their hashes, and the packages that others made.
$sbomName = 'AppServices.spdx.json'
$site = 'https://github.com/appservices-ps/AppServices'

function New-Sbom {
    param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string[]] $Files, [Parameter(Mandatory)] [string] $Version)
    $described = @($Files | Where-Object { $_ -ne $sbomName } | ForEach-Object { Get-SbomFile $Module $_ })
    $others = @(Get-ThirdParty)
    $codes = [string[]]@($described | ForEach-Object { $_.checksums[0].checksumValue })
    [array]::Sort($codes, [StringComparer]::Ordinal)
    $code = Get-HexHash ([Security.Cryptography.SHA1]::Create()) ([Text.Encoding]::ASCII.GetBytes(-join $codes))
    $own = [ordered]@{
        name = 'AppServices'; SPDXID = 'SPDXRef-Package-AppServices'; versionInfo = $Version; supplier = 'Organization: The AppServices authors'
        downloadLocation = "https://www.powershellgallery.com/api/v2/package/AppServices/$Version"; filesAnalyzed = $true
        packageVerificationCode = [ordered]@{ packageVerificationCodeValue = $code; packageVerificationCodeExcludedFiles = @("./$sbomName") }
        licenseConcluded = 'MIT'; licenseDeclared = 'MIT'; copyrightText = 'Copyright (c) 2026 The AppServices authors'
    }
    $relations = @(
        New-SbomRelation 'SPDXRef-DOCUMENT' DESCRIBES $own.SPDXID
        foreach ($file in $described) { New-SbomRelation $own.SPDXID CONTAINS $file.SPDXID }
        foreach ($other in $others) { New-SbomRelation $own.SPDXID CONTAINS $other.SPDXID }
    )
    ConvertTo-JsonText ([ordered]@{
            spdxVersion = 'SPDX-2.3'; dataLicense = 'CC0-1.0'; SPDXID = 'SPDXRef-DOCUMENT'; name = "AppServices-$Version"
            documentNamespace = "$site/spdx/AppServices-$Version-$code"
            creationInfo = [ordered]@{
                created = (Get-SourceDate).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
                creators = @('Organization: The AppServices authors', 'Tool: build.ps1')
            }
            packages = @($own) + $others; files = $described; relationships = $relations
        })
}

# The packages whose code is shipped. The notices are written by hand, so a new package has to be looked at before it is shipped.
function Get-ThirdParty {
    $notices = [IO.File]::ReadAllText([IO.Path]::Combine($root, 'THIRD-PARTY-NOTICES.txt'))
    $assets = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText([IO.Path]::Combine($root, 'src/AppServices.PowerShell/obj/project.assets.json')))
    foreach ($package in $assets.RootElement.GetProperty('targets').GetProperty('net472').EnumerateObject()) {
        $name, $version = $package.Name.Split('/')
        $runtime = [Text.Json.JsonElement]::new()
        $ships = $package.Value.TryGetProperty('runtime', [ref] $runtime) -and @($runtime.EnumerateObject() | Where-Object Name -like 'lib/*.dll').Count
        if (-not $ships -and $name -ne 'PolySharp') { continue }
        if ($notices -notmatch "(?m)^ +$([regex]::Escape($name))\r?`$") { throw "$name is shipped, but THIRD-PARTY-NOTICES.txt does not name it." }
        $hash = $assets.RootElement.GetProperty('libraries').GetProperty($package.Name).GetProperty('sha512').GetString()
        [ordered]@{
            name = $name; SPDXID = "SPDXRef-Package-$name"; versionInfo = $version; supplier = 'NOASSERTION'
            downloadLocation = "https://www.nuget.org/api/v2/package/$name/$version"; filesAnalyzed = $false
            checksums = @([ordered]@{ algorithm = 'SHA512'; checksumValue = [Convert]::ToHexString([Convert]::FromBase64String($hash)).ToLowerInvariant() })
            licenseConcluded = 'MIT'; licenseDeclared = 'MIT'; copyrightText = 'NOASSERTION'
            externalRefs = @([ordered]@{ referenceCategory = 'PACKAGE-MANAGER'; referenceType = 'purl'; referenceLocator = "pkg:nuget/$name@$version" })
        }
    }
}

function Get-SbomFile {
    param([string] $Module, [string] $File)
    $bytes = [IO.File]::ReadAllBytes([IO.Path]::Combine($Module, $File))
    [ordered]@{
        fileName = "./$File"; SPDXID = 'SPDXRef-File-' + ($File -replace '[^A-Za-z0-9.]', '-')
        checksums = @(
            [ordered]@{ algorithm = 'SHA1'; checksumValue = Get-HexHash ([Security.Cryptography.SHA1]::Create()) $bytes }
            [ordered]@{ algorithm = 'SHA256'; checksumValue = Get-HexHash ([Security.Cryptography.SHA256]::Create()) $bytes }
        )
        licenseConcluded = 'MIT'; licenseInfoInFiles = @('NOASSERTION'); copyrightText = 'NOASSERTION'
    }
}

function New-SbomRelation {
    param([string] $From, [string] $Type, [string] $To)
    [ordered]@{ spdxElementId = $From; relationshipType = $Type; relatedSpdxElement = $To }
}

function Get-HexHash {
    param([Security.Cryptography.HashAlgorithm] $Algorithm, [byte[]] $Bytes)
    try { [Convert]::ToHexString($Algorithm.ComputeHash($Bytes)).ToLowerInvariant() } finally { $Algorithm.Dispose() }
}
