$nuget = 'https://api.nuget.org/v3/index.json'

# Publishes what pack left in out/packages, when it is of the version that the tag says.
function Publish-Package {
    param([string] $Tag, [string] $Gallery = 'PSGallery', [string] $Feed = $nuget)
    if ($Tag -notmatch '^v\d+\.\d+\.\d+') { throw "A tag such as v1.2.0 is expected, not '$Tag'." }
    # Whoever has another platform than those that are packed installs that for any.
    $module, $tool, $null = foreach ($name in 'AppServices', 'appservices-server', 'appservices-server.any') {
        $package = Join-Path $packages "$name.$($Tag.Substring(1)).nupkg"
        if (-not (Test-Path $package)) { throw "There is no '$package'. Run ./build.sh pack, and give the tag of the version in Directory.Build.props." }
        $package
    }
    if ((Get-Content (Join-Path $root CHANGELOG.md) -Raw) -notmatch "(?m)^## \[?$([regex]::Escape($Tag.Substring(1)))\b") {
        throw "CHANGELOG.md has no section for version $($Tag.Substring(1))."
    }
    Initialize-SettingsFolder
    # A folder wants no key.
    $key = if ($env:POWERSHELL_GALLERY_KEY) { @{ ApiKey = $env:POWERSHELL_GALLERY_KEY } } else { @{} }
    Publish-PSResource -NupkgPath $module -Repository $Gallery @key
    $key = if ($env:NUGET_KEY) { '--api-key', $env:NUGET_KEY } else { @() }
    # The one that names the others comes last, so that nobody installs it before they are there.
    $platforms = Get-ChildItem $packages -Filter "appservices-server.*.$($Tag.Substring(1)).nupkg"
    foreach ($package in @($platforms.FullName) + $tool) {
        # Not by Invoke-Native, which would say the key when it fails.
        & dotnet nuget push $package --source $Feed --skip-duplicate @key | Out-Host
        if ($LASTEXITCODE -ne 0) { throw "'$package' could not be published." }
    }
}
