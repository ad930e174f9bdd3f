# The blocks of PowerShell code of a page of the repository, which the script that dot-sources this has found in $repository.
function Get-GuideCode {
    param([string] $Page)
    $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, $Page)).Replace("`r`n", "`n")
    [regex]::Matches($text, '(?ms)^ *```powershell\n(.*?)^ *```$') | ForEach-Object { $_.Groups[1].Value }
}
