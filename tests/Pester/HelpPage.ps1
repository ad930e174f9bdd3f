# Reads help pages as build.ps1 docs writes them: markdown in the one form that PlatyPS's schema has.

$helpFolder = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'help'))

function Get-HelpPagePath { [IO.Directory]::GetFiles($helpFolder, '*-*.md') }

function Get-HelpTopicPath { [IO.Directory]::GetFiles([IO.Path]::Combine($helpFolder, 'en-US'), 'about_*.help.txt') }

function Read-HelpPage {
    param([Parameter(Mandatory)] [string] $Path)
    $text = [IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    $null = $text -match '(?s)^---\n(.*?)\n---\n(.*)$'
    $metadata = @{}
    foreach ($line in $Matches[1].Split("`n")) { $metadata[$line.Split(':')[0]] = ($line -replace '^[^:]+: ').Trim("'") }
    $sections = Split-Heading $Matches[2].Split("`n") '## '
    [pscustomobject]@{
        Path        = $Path
        Name        = [IO.Path]::GetFileNameWithoutExtension($Path)
        Text        = $text
        Metadata    = $metadata
        Sections    = $sections
        Synopsis    = $sections['SYNOPSIS'] -join "`n"
        Description = $sections['DESCRIPTION'] -join "`n"
        Notes       = $sections['NOTES'] -join "`n"
        Syntax      = Split-Heading $sections['SYNTAX'] '### '
        Examples    = @((Split-Heading $sections['EXAMPLES'] '### ').GetEnumerator() | ForEach-Object { Read-Example $_.Key $_.Value })
        Parameters  = @((Split-Heading $sections['PARAMETERS'] '### ').GetEnumerator() | Where-Object Key -like '-*' | ForEach-Object { Read-Parameter $_.Key.Substring(1) $_.Value })
        Inputs      = Split-Heading $sections['INPUTS'] '### '
        Outputs     = Split-Heading $sections['OUTPUTS'] '### '
        Links       = @([regex]::Matches($sections['RELATED LINKS'] -join "`n", '(?m)^- \[(.+)\]\((.+)\)$') | ForEach-Object { [pscustomobject]@{ Text = $_.Groups[1].Value; Uri = $_.Groups[2].Value } })
    }
}

# The lines under each heading of one level, without blank ones at the ends. Code between fences has no headings.
function Split-Heading {
    param([AllowEmptyString()] [string[]] $Lines, [string] $Mark)
    $parts = [ordered]@{}
    $title = $null
    $inCode = $false
    foreach ($line in $Lines) {
        if ($line.StartsWith('```')) { $inCode = -not $inCode }
        if (-not $inCode -and $line.StartsWith($Mark)) { $parts[($title = $line.Substring($Mark.Length))] = [Collections.Generic.List[string]]::new() }
        elseif ($title) { $parts[$title].Add($line) }
    }
    foreach ($title in @($parts.Keys)) { $parts[$title] = ($parts[$title] -join "`n").Trim("`n").Split("`n") }
    $parts
}

# What a heading stands over: words, and blocks of code and output with their language.
function Read-Example {
    param([string] $Title, [AllowEmptyString()] [string[]] $Lines)
    $text = $Lines -join "`n"
    [pscustomobject]@{
        Title  = $Title
        Text   = $text
        Code   = Get-Block $text 'powershell'
        Output = (Get-Block $text 'Output') -join "`n"
    }
}

function Get-Block {
    param([string] $Text, [string] $Language)
    @([regex]::Matches($Text, "(?ms)^``````$Language\n(.*?)\n?^``````$") | ForEach-Object { $_.Groups[1].Value })
}

function Read-Parameter {
    param([string] $Name, [AllowEmptyString()] [string[]] $Lines)
    $text = $Lines -join "`n"
    $parameter = @{ Name = $Name; Text = ($text -replace '(?s)```yaml.*$').Trim(); Aliases = @(); AcceptedValues = @(); ParameterSets = @() }
    $list = $set = $null
    foreach ($line in (Get-Block $text 'yaml').Split("`n")) {
        switch -Regex ($line) {
            '^(\w+): (.*)$' { if ($Matches[2] -ne '[]') { $parameter[$Matches[1]] = $Matches[2].Trim("'") } }
            '^(\w+):$' { $list = $Matches[1] }
            '^- Name: (.*)$' { $parameter.ParameterSets += ($set = @{ Name = $Matches[1] }); break }
            '^  (\w+): (.*)$' { $set[$Matches[1]] = $Matches[2] }
            '^- (.*)$' { $parameter[$list] += $Matches[1] }
        }
    }
    [pscustomobject]$parameter
}

# For comparing what has no order.
function Get-SortedText {
    param([string[]] $Items)
    if (-not $Items) { return '' }
    [array]::Sort($Items, [StringComparer]::Ordinal)
    $Items -join ', '
}

# What stands under a heading of an about topic.
function Read-TopicSection {
    param([Parameter(Mandatory)] [string] $Topic, [Parameter(Mandatory)] [string] $Heading)
    $text = [IO.File]::ReadAllText((Get-HelpTopicPath | Where-Object { $_ -like "*$Topic.help.txt" })).Replace("`r`n", "`n")
    [regex]::Match($text, "(?ms)^$Heading\n(.*?)(?=^\S|\z)").Groups[1].Value
}

# An about topic has no fences: its code is what stands eight columns in, after a blank line.
function Read-HelpTopic {
    param([Parameter(Mandatory)] [string] $Path)
    $text = [IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    [pscustomobject]@{
        Name     = [IO.Path]::GetFileName($Path) -replace '\.help\.txt$'
        Text     = $text
        Sections = @([regex]::Matches($text, '(?m)^\S.*$') | ForEach-Object Value)
        Examples = @([regex]::Matches($text, '(?m)(?<=^\n)(?: {8}.*\n)+') | ForEach-Object { [pscustomobject]@{ Code = @($_.Value) } })
    }
}
