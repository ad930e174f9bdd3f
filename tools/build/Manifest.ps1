# The module's manifest as it is shipped: the one of the repository, with this version's notes from the changelog (cmdlets G3).
# Returns the version.
function Complete-Manifest {
    param([Parameter(Mandatory)] [string] $Path)
    $text = Get-Content $Path -Raw
    if ($text -notmatch "(?m)^ *ModuleVersion *= *'([\d.]+)'") { throw "There is no ModuleVersion in '$Path'." }
    $version = $Matches[1]
    $notes = Get-ReleaseNote (Get-Content (Join-Path $root CHANGELOG.md) -Raw) $version
    $line = [regex]::new("(?m)^( *ReleaseNotes *= )'.*'")
    if (-not $line.IsMatch($text)) { throw "There are no ReleaseNotes in '$Path'." }
    # A script block, because in a replacement text a dollar sign of the notes would mean something.
    $replace = [Text.RegularExpressions.MatchEvaluator] { param($match) $match.Groups[1].Value + "'" + $notes.Replace("'", "''") + "'" }
    Set-Content $Path $line.Replace($text, $replace, 1) -NoNewline
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
