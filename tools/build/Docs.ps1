# Help is written by hand in docs/help, one markdown page a cmdlet. These steps bring the pages' syntax and parameter tables in
# line with the cmdlets and make from the pages the XML that Get-Help reads. They need PlatyPS; building does not.
$pages = Join-Path $root docs help
$scratch = Join-Path $out docs

function Update-Documentation {
    Import-PlatyPS
    Invoke-DotNet build 'src/AppServices.PowerShell'
    Import-ModuleWithoutHelp
    $names = [string[]](Get-Module AppServices).ExportedCmdlets.Keys
    [array]::Sort($names, [StringComparer]::Ordinal)
    foreach ($name in $names) { Update-HelpPage (Get-Command $name -Module AppServices) }
    Update-Maml $names
    Copy-Module (Join-Path $out AppServices) $moduleFiles
}

function Import-PlatyPS {
    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
        throw 'Help is made with PlatyPS, which is not here. Run in pwsh: Install-PSResource Microsoft.PowerShell.PlatyPS'
    }
    Import-Module Microsoft.PowerShell.PlatyPS
}

# PlatyPS would take the help that is there already for words of the cmdlets.
function Import-ModuleWithoutHelp {
    $module = Join-Path $scratch module
    Copy-Module $module ($moduleFiles | Where-Object { $_ -notlike 'en-US/*' -and $_ -ne $sbomName })
    Import-Module (Join-Path $module AppServices.psd1) -Force
}

# Makes the page of a new cmdlet; gives an old page the cmdlet's syntax and parameters, and leaves the author's words alone.
function Update-HelpPage {
    param([Parameter(Mandatory)] [Management.Automation.CommandInfo] $Command)
    $path = Get-PagePath $Command.Name
    $old = Read-Text $path
    $page = if ($old) { Update-CommandHelp -LiteralPath $path } else { New-CommandHelp $Command }
    if ($old) { Restore-ParameterText $page (Import-MarkdownCommandHelp -LiteralPath $path) }
    if ($old -match '(?m)^ms\.date: (.+)$') { $page.Metadata['ms.date'] = $Matches[1] }
    if (-not $page.Aliases) { $page.Aliases = 'This cmdlet has no aliases.' }
    foreach ($syntax in $page.Syntax) { $syntax.HasCmdletBinding = $true }
    # This is what PlatyPS takes a cmdlet for that declares no output.
    if (-not $Command.OutputType) { $null = $page.Outputs.RemoveAll({ param($output) $output.Typename -eq 'System.Object' }) }
    $new = Read-Text (Export-MarkdownCommandHelp $page -OutputFolder $scratch -Force).FullName
    if ($new -ne $old) { Set-Content $path $new -NoNewline }
}

# PlatyPS appends its own words for -WhatIf and -Confirm at every update.
function Restore-ParameterText {
    param([Parameter(Mandatory)] $Page, [Parameter(Mandatory)] $Written)
    foreach ($own in $Written.Parameters) {
        foreach ($parameter in $Page.Parameters | Where-Object Name -eq $own.Name) { $parameter.Description = $own.Description }
    }
}

function Update-Maml {
    param([Parameter(Mandatory)] [string[]] $Names)
    $help = @($Names | ForEach-Object { Import-MarkdownCommandHelp -LiteralPath (Get-PagePath $_) })
    $made = Export-MamlCommandHelp $help -OutputFolder $scratch -Force
    $new = [xml](Read-Text $made.FullName)
    foreach ($page in $help) { Complete-Maml (Select-Maml $new $page.Title) $page }

    $path = Join-Path $pages en-US $made.Name
    $old = [xml](Read-Text $path)
    foreach ($name in $Names) {
        if ((Select-Maml $new $name).OuterXml -ne (Select-Maml $old $name).OuterXml) { Set-PageDate (Get-PagePath $name) }
    }
    Write-Xml $path $new
}

# A page is dated by the last day on which what readers see of it changed.
function Set-PageDate {
    param([Parameter(Mandatory)] [string] $Path)
    $today = [datetime]::Today.ToString('MM/dd/yyyy', [cultureinfo]::InvariantCulture)
    Set-Content $Path ((Read-Text $Path) -replace '(?m)^ms\.date: .+$', "ms.date: $today") -NoNewline
}

function Get-PagePath {
    param([Parameter(Mandatory)] [string] $Name)
    Join-Path $pages "$Name.md"
}

# A file's text with the line ends that the repository has on every system; nothing when there is no file.
function Read-Text {
    param([Parameter(Mandatory)] [string] $Path)
    if (Test-Path $Path) { (Get-Content $Path -Raw).Replace("`r`n", "`n").TrimEnd() + "`n" }
}
