# The commands of this module that a page names within its lines, as a reader would type them: in a table a bar is escaped.
function Get-GuideCommand {
    param([string] $Text)
    foreach ($span in [regex]::Matches(($Text -replace '(?ms)^ *```.*?^ *```$'), '`([^`\n]*\b[A-Z][a-z]+-App[A-Z][^`\n]*)`')) { $span.Groups[1].Value.Replace('\|', '|') }
}

# The blocks of PowerShell code of a page of the repository, which the script that dot-sources this has found in $repository.
function Get-GuideCode {
    param([string] $Page)
    $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, $Page)).Replace("`r`n", "`n")
    [regex]::Matches($text, '(?ms)^ *```powershell\n(.*?)^ *```$') | ForEach-Object { $_.Groups[1].Value }
}
