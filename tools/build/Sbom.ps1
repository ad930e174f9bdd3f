# What the module consists of, as SPDX 2.3: its files with their hashes, and the packages that others made.
$sbomName = 'AppServices.spdx.json'
$site = 'https://github.com/appservices-ps/AppServices'

function New-Sbom {
    param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string[]] $Files, [Parameter(Mandatory)] [string] $Version)
    $described = @($Files | Where-Object { $_ -ne $sbomName } | ForEach-Object { Get-SbomFile $Module $_ })
    $others = @(Get-ThirdParty)
    $codes = [string[]]@($described | ForEach-Object { $_.checksums[0].checksumValue })
    [array]::Sort($codes, [StringComparer]::Ordinal)
    $code = [Convert]::ToHexString([Security.Cryptography.SHA1]::HashData([Text.Encoding]::ASCII.GetBytes(-join $codes))).ToLowerInvariant()
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
    $document = [ordered]@{
        spdxVersion = 'SPDX-2.3'; dataLicense = 'CC0-1.0'; SPDXID = 'SPDXRef-DOCUMENT'; name = "AppServices-$Version"
        documentNamespace = "$site/spdx/AppServices-$Version-$code"
        creationInfo = [ordered]@{
            created = (Get-SourceDate).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
            creators = @('Organization: The AppServices authors', 'Tool: build.ps1')
        }
        packages = @($own) + $others; files = $described; relationships = $relations
    }
    ($document | ConvertTo-Json -Depth 5).Replace("`r`n", "`n") + "`n"
}

# The date of the commit; of now, where there is no repository.
function Get-SourceDate {
    $said = if (Get-Command git -CommandType Application -ErrorAction Ignore) { & git -C $root log -1 --format=%cI 2>$null }
    if ($said) { [DateTimeOffset]::Parse($said, [cultureinfo]::InvariantCulture) } else { [DateTimeOffset]::UtcNow }
}

# The packages whose code is shipped. The notices are written by hand, so a new package has to be looked at before it is shipped.
function Get-ThirdParty {
    $notices = Get-Content (Join-Path $root THIRD-PARTY-NOTICES.txt) -Raw
    $assets = Get-Content (Join-Path $root src AppServices.PowerShell obj project.assets.json) -Raw | ConvertFrom-Json -AsHashtable
    $packages = $assets.targets['net472']
    foreach ($key in $packages.Keys) {
        $name, $version = $key.Split('/')
        $ships = $packages[$key]['runtime'].Keys -like 'lib/*.dll'
        if (-not $ships -and $name -ne 'PolySharp') { continue }
        if ($notices -notmatch "(?m)^ +$([regex]::Escape($name))\r?`$") { throw "$name is shipped, but THIRD-PARTY-NOTICES.txt does not name it." }
        $hash = $assets.libraries[$key].sha512
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
    [ordered]@{
        fileName = "./$File"; SPDXID = 'SPDXRef-File-' + ($File -replace '[^A-Za-z0-9.]', '-')
        checksums = @(foreach ($algorithm in 'SHA1', 'SHA256') {
                $hash = Get-FileHash (Join-Path $Module $File) -Algorithm $algorithm
                [ordered]@{ algorithm = $algorithm; checksumValue = $hash.Hash.ToLowerInvariant() }
            })
        licenseConcluded = 'MIT'; licenseInfoInFiles = @('NOASSERTION'); copyrightText = 'NOASSERTION'
    }
}

function New-SbomRelation {
    param([string] $From, [string] $Type, [string] $To)
    [ordered]@{ spdxElementId = $From; relationshipType = $Type; relatedSpdxElement = $To }
}
