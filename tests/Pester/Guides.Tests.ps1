# What newcomers read: the pages name only what there is, and the README's code runs from top to bottom.
BeforeDiscovery {
    $pages = @(foreach ($page in 'README.md', 'docs/automation.md', 'docs/migration.md') { @{ Page = $page } })
}

Describe 'the guide <Page>' -Tag CoreOnly -ForEach $pages {
    BeforeAll {
        foreach ($file in 'TestServer', 'GuideCode') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $path = [IO.Path]::Combine($repository, $Page)
        $text = [IO.File]::ReadAllText($path).Replace("`r`n", "`n")
        $blocks = @(Get-GuideCode $Page)
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

Describe 'the code of the guides' -Tag CoreOnly {
    BeforeAll {
        foreach ($file in 'TestServer', 'GuideCode') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }

        # What can be run here: nothing is installed, and the samples are those of this repository.
        function Get-RunnableCode {
            param([string] $Page)
            Get-GuideCode $Page | Where-Object { -not $_.StartsWith('Install-PSResource') } | ForEach-Object { $_.Replace('./samples', [IO.Path]::Combine($repository, 'samples')) }
        }

        # Runs code in a host of its own and a folder of its own, as a reader would who has one account and types it in.
        function Invoke-GuideCode {
            param([string] $Code)
            $folder = [IO.Path]::Combine([string]$TestDrive, [guid]::NewGuid().ToString('N'))
            $null = [IO.Directory]::CreateDirectory($folder)
            Invoke-NewHost @"
`$null = `$ExecutionContext.SessionState.Path.SetLocation('$folder')
Import-Module '$moduleManifest'
Microsoft.PowerShell.Core\Set-StrictMode -Version Latest
`$env:XDG_DATA_HOME = '$folder'
`$PSDefaultParameterValues = @{ 'Start-AppServer:DataPath' = { [IO.Path]::Combine('$folder', [guid]::NewGuid()) } }
function Get-Credential { param(`$Name) `$secret = [securestring]::new(); 'correct horse'.ToCharArray() | ForEach-Object { `$secret.AppendChar(`$_) }; [pscredential]::new(`$Name, `$secret) }
$Code
"@
        }
    }

    It 'works in the README, one block after the other' {
        $lines = Invoke-GuideCode ((Get-RunnableCode README.md) -join "`n").Replace('Import-Module ./out/AppServices/AppServices.psd1', '')
        foreach ($line in '101', '102', '105', 'mia@example.com', 'Int64', '3') { $lines | Should -Contain $line }
        ($lines -match '\bnuts\b').Count | Should -BeGreaterThan 0
    }

    It 'works in docs/migration.md, one block after the other' {
        $lines = Invoke-GuideCode ((Get-RunnableCode docs/migration.md) -join "`n")
        $lines[-2, -1] | Should -Be '1.55', '1.55'
    }

    It 'works in docs/automation.md, with a local server for the real one' {
        $report, $trial, $key, $runbook, $workflow, $saving, $task = (Get-RunnableCode docs/automation.md).Replace('-AppId shop-qwert -BaseUri https://apps.example.com', '-AppId $env:APPSERVICES_APP_ID -BaseUri $env:APPSERVICES_BASE_URI')
        $lines = Invoke-GuideCode @"
[IO.File]::WriteAllText("`$PWD/report.ps1", @'
$report
'@)
$trial
`$service = `$server
`$robot = `$service | Connect-AppUser `$account
Get-AppApiKey -User `$robot | Remove-AppApiKey -Confirm:`$false
$key
function Get-AutomationPSCredential { param(`$Name) [pscredential]::new(`$Name, `$key.Key) }
'runbook'
$runbook
'workflow'
$workflow
`$env:APPSERVICES_API_KEY = `$null
$saving
'task'
$task
Stop-AppServer `$service
"@
        $lines -join ' ' | Should -Be 'total: 101 total: 102 total: 103 runbook 101 102 103 workflow task 101 102 103'
    }
}

Describe 'the README' -Tag CoreOnly {
    It 'has a place for every cmdlet' {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'README.md'))
        foreach ($name in (Get-Module AppServices).ExportedCmdlets.Keys) { $text.Contains($name) | Should -BeTrue -Because $name }
    }
}
