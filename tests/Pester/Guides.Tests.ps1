# What newcomers read: the pages name only what there is, and the README's code runs from top to bottom.
BeforeDiscovery {
    $pages = @(foreach ($page in 'README.md', 'docs/automation.md', 'docs/migration.md') { @{ Page = $page } })
}

Describe 'the guide <Page>' -ForEach $pages {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $path = [IO.Path]::Combine($repository, $Page)
        $text = [IO.File]::ReadAllText($path).Replace("`r`n", "`n")
        $blocks = @([regex]::Matches($text, '(?ms)^ *```powershell\n(.*?)^ *```$') | ForEach-Object { $_.Groups[1].Value })
    }

    It 'links to files and headings that there are' {
        foreach ($link in [regex]::Matches($text, '\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)')) {
            $file = if ($link.Groups[1].Value) { [IO.Path]::Combine([IO.Path]::GetDirectoryName($path), $link.Groups[1].Value) } else { $path }
            ([IO.File]::Exists($file) -or [IO.Directory]::Exists($file)) | Should -BeTrue -Because $link.Value
            if (-not $link.Groups[2].Success) { continue }
            $headings = [regex]::Matches([IO.File]::ReadAllText($file), '(?m)^#+ (.+?)\r?$') | ForEach-Object { ($_.Groups[1].Value.ToLowerInvariant() -replace '[^\w -]').Replace(' ', '-') }
            $headings | Should -Contain $link.Groups[2].Value
        }
    }

    It 'has code that parses' {
        foreach ($block in $blocks) {
            $problems = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block, [ref]$null, [ref]$problems)
            $problems.Count | Should -Be 0 -Because $block
        }
    }

    It 'names only commands and parameters that there are' {
        $commands = (Get-Module AppServices).ExportedCmdlets
        foreach ($block in $blocks) {
            $tree = [Management.Automation.Language.Parser]::ParseInput($block, [ref]$null, [ref]$null)
            foreach ($call in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $name = $call.GetCommandName()
                if ($name -notlike '*-App*') { continue }
                $name | Should -BeIn @($commands.Keys)
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] }) {
                    $commands[$name].Parameters.Keys | Should -Contain $parameter.ParameterName -Because $call.Extent.Text
                }
            }
        }
        foreach ($use in [regex]::Matches($text, '\b[A-Z][a-z]+-App[A-Z]\w+')) { $use.Value | Should -BeIn @($commands.Keys) }
    }
}

Describe 'the README' {
    BeforeAll { . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1')) }

    It 'has a place for every cmdlet' {
        $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'README.md'))
        foreach ($name in (Get-Module AppServices).ExportedCmdlets.Keys) { $text.Contains($name) | Should -BeTrue -Because $name }
    }

    It 'has code that works, one block after the other' {
        $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'README.md')).Replace("`r`n", "`n")
        $blocks = [regex]::Matches($text, '(?ms)^```powershell\n(.*?)^```$') | ForEach-Object { $_.Groups[1].Value } |
            Where-Object { -not $_.StartsWith('Install-PSResource') }
        $data = [IO.Path]::Combine($TestDrive, 'readme')
        $code = @"
[Environment]::CurrentDirectory = '$repository'
Import-Module '$moduleManifest'
Microsoft.PowerShell.Core\Set-StrictMode -Version Latest
`$PSDefaultParameterValues = @{ 'Start-AppServer:DataPath' = '$data' }
function Get-Credential { param(`$Name) `$secret = [securestring]::new(); 'correct horse'.ToCharArray() | ForEach-Object { `$secret.AppendChar(`$_) }; [pscredential]::new(`$Name, `$secret) }
$($blocks -join "`n")
"@.Replace('./samples', [IO.Path]::Combine($repository, 'samples')).Replace("Import-Module ./out/AppServices/AppServices.psd1", '')
        $lines = Invoke-NewHost $code
        foreach ($line in '101', '102', '105', 'mia@example.com', 'Int64', '3') { $lines | Should -Contain $line }
        ($lines -match '\bnuts\b').Count | Should -BeGreaterThan 0
    }
}
