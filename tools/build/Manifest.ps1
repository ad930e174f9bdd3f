# The module's manifest as it is shipped: the one of the repository, with the version that module and server share, and with its notes
# from the changelog (cmdlets G3). Returns the version.
function Complete-Manifest {
    param([Parameter(Mandatory)] [string] $Path)
    $text = Get-Content $Path -Raw
    $version = Get-Version
    $line = [regex]"(?m)(?:^ *#.*\n)?^( *ModuleVersion *=) *'[\d.]+'"
    if (-not $line.IsMatch($text)) { throw "There is no ModuleVersion in '$Path'." }
    $text = $line.Replace($text, "`$1 '$version'", 1)
    $notes = Get-ReleaseNote (Get-Content (Join-Path $root CHANGELOG.md) -Raw) $version
    $line = [regex]::new("(?m)^( *ReleaseNotes *= )'.*'")
    if (-not $line.IsMatch($text)) { throw "There are no ReleaseNotes in '$Path'." }
    # A script block, because in a replacement text a dollar sign of the notes would mean something.
    $replace = [Text.RegularExpressions.MatchEvaluator] { param($match) $match.Groups[1].Value + "'" + $notes.Replace("'", "''") + "'" }
    Set-Content $Path $line.Replace($text, $replace, 1) -NoNewline
    $version
}

# The one place that says it.
function Get-Version {
    $version = ([xml](Get-Content (Join-Path $root Directory.Build.props) -Raw)).SelectSingleNode('//VersionPrefix').InnerText
    if ($version -notmatch '^\d+\.\d+\.\d+$') { throw "VersionPrefix in Directory.Build.props is '$version', not a version such as 1.2.0." }
    $version
}

# A version's section of the changelog; what is not released yet stands for a version that has none.
function Get-ReleaseNote {
    param([Parameter(Mandatory)] [string] $Changelog, [Parameter(Mandatory)] [string] $Version)
    $sections = $Changelog.Replace("`r`n", "`n") -split '(?m)^## '
    foreach ($title in $Version, 'Unreleased') {
        foreach ($section in $sections) {
            if ($section -match ('^\[?' + [regex]::Escape($title) + '\b')) { return ($section -replace '^.*\n').Trim() }
        }
    }
    throw "CHANGELOG.md has no section for version $Version."
}
