# What newcomers read: the pages name only what there is, and the README's code runs from top to bottom.
BeforeDiscovery {
    # The rows of 'Calling functions': what is written, and what is called, of which the beginning may be shown.
    $readme = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, '..', '..', 'README.md'))
    $calls = @(foreach ($row in [regex]::Matches([regex]::Match($readme, '(?ms)^\| written \| called \|.*?^$').Value, '(?m)^\| (`.*`) \| (.*) \|\r?$')) {
            $called = @([regex]::Matches($row.Groups[2].Value, '`(\w+\(.*?\))`') | ForEach-Object { $_.Groups[1].Value }) -join ', '
            $more = if ($row.Groups[2].Value.EndsWith('...')) { ', *' }
            foreach ($written in $row.Groups[1].Value.Trim('`') -split '`, `') {
                # The SDKs' forms call what the first row does.
                if ($written -match '\$user') { $called = 'sum(1, 2)' }
                @{ Written = $written.Replace('\|', '|'); Called = if ($called) { "$called$more" } }
            }
        })
    $pages = @(foreach ($page in 'README.md', 'docs/atlas.md', 'docs/automation.md', 'docs/migration.md', 'docs/server.md') { @{ Page = $page } })
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
        foreach ($block in $blocks + @(Get-GuideCommand $text)) {
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
    AfterAll { Stop-TestServer $script:callingServer }

    BeforeAll {
        foreach ($file in 'TestServer', 'GuideCode') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }

        # A user of an app whose functions return how they were called.
        function Connect-CallingUser {
            $app = [IO.Path]::Combine([string]$TestDrive, 'calling')
            $null = New-JsonFile ([IO.Path]::Combine($app, 'root_config.json')) '{"app_id":"calling-abcde","name":"calling"}'
            $null = New-JsonFile ([IO.Path]::Combine($app, 'auth', 'providers.json')) '{"anon-user":{"name":"anon-user","type":"anon-user"}}'
            foreach ($name in 'sum', 'square', 'report') {
                $null = New-JsonFile ([IO.Path]::Combine($app, 'functions', "$name.js")) "exports = (...given) => ``$name(`${given.join(', ')})``;"
            }
            $null = New-JsonFile ([IO.Path]::Combine($app, 'functions', 'list.js')) 'exports = () => [1, 2, 3];'
            $script:callingServer = Start-TestServer $app
            $script:callingServer | Connect-AppUser -Anonymous
        }

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
            Invoke-NewHost -ModulePath ([IO.Path]::GetDirectoryName($moduleFolder)) @"
`$null = `$ExecutionContext.SessionState.Path.SetLocation('$folder')
Import-Module AppServices
Microsoft.PowerShell.Core\Set-StrictMode -Version Latest
`$env:XDG_DATA_HOME = '$folder'
`$PSDefaultParameterValues = @{ 'Start-AppServer:DataPath' = { [IO.Path]::Combine('$folder', [guid]::NewGuid()) }; 'Start-AppServer:SettingsPath' = '$testSettings' }
function Get-Credential { param(`$Name) `$secret = [securestring]::new(); 'correct horse'.ToCharArray() | ForEach-Object { `$secret.AppendChar(`$_) }; [pscredential]::new(`$Name, `$secret) }
$Code
"@
        }
    }

    It 'works in the README, one block after the other' {
        $lines = Invoke-GuideCode ((Get-RunnableCode README.md | Where-Object { -not $_.Contains('Connect-AppAdmin') }) -join "`n").Replace('Import-Module ./out/AppServices/AppServices.psd1', '')
        foreach ($line in '101', '102', '105', 'mia@example.com', 'Int64', '3') { $lines | Should -Contain $line }
        ($lines -match '\bnuts\b').Count | Should -BeGreaterThan 0
    }

    # The column 'called' is what the functions return.
    It 'calls what the table of the README says: <Written>' -ForEach $calls {
        if (-not $script:calling) { $script:calling = Connect-CallingUser }
        $user, $ids = $script:calling, @(1..20)
        $results = @(& ([scriptblock]::Create($Written)))
        if ($Called) { ($results -join ', ') | Should -BeLike $Called }
        elseif ($Written -like '*-NoEnumerate') { $results.Count | Should -Be 1 }
        else { $results | Should -Be @($ids | ForEach-Object { "report($_)" }) }
    }

    It 'works in the table of documents of the README' {
        $commands = @(Get-GuideCommand ([regex]::Match([IO.File]::ReadAllText([IO.Path]::Combine($repository, 'README.md')), '(?ms)^## Documents$.*?^## ').Value))
        $commands.Count | Should -BeGreaterThan 7
        # It goes on until somebody stops it.
        $code = $commands.Replace('Watch-AppDocument store items -Reconnect', 'Start-ThreadJob { Watch-AppDocument store items -Reconnect } | Stop-Job')
        $lines = Invoke-GuideCode @"
`$server = Start-AppServer '$quickstart' -Port 0
`$account = Get-Credential mia@example.com
`$null = `$server | Register-AppUser `$account
`$user = `$server | Connect-AppUser `$account
Add-AppDocument store items @{ name = 'nuts'; stock = 40 }
[IO.File]::WriteAllText("`$PWD/items.csv", "name,stock``nscrews,7")
`$operations = @{ insertOne = @{ document = @{ name = 'pins' } } }, @{ deleteOne = @{ filter = @{ name = 'pins' } } }
`$stages = @{ '`$group' = @{ _id = `$null; count = @{ '`$sum' = 1 } } }
$($code -join "`n")
[IO.File]::ReadAllText("`$PWD/items.jsonl")
"@
        ($lines -match 'nuts').Count | Should -BeGreaterThan 1
    }

    It 'works in docs/migration.md, one block after the other' {
        $lines = Invoke-GuideCode ((Get-RunnableCode docs/migration.md) -join "`n")
        $lines[-2, -1] | Should -Be '1.55', '1.55'
    }

    It 'works in docs/atlas.md and the README, with what answers as Atlas does' {
        $blocks = @(Get-RunnableCode docs/atlas.md)
        $pipeline = $blocks[-1]
        $before = $blocks[0..($blocks.Count - 2)] -join "`n"
        $lines = Invoke-GuideCode @"
Add-Type -Path '$([IO.Path]::Combine($repository, 'tests', 'AdminService', 'bin', 'Release', 'net8.0', 'AdminService.dll'))'
`$service = [AppServices.Tests.Client.FakeAdminService]::new()
`$PSDefaultParameterValues = @{ 'Connect-AppAdmin:BaseUri' = `$service.BaseUri }
$($before.Replace('PUBLIC_KEY', 'abcdwxyz'))
Disconnect-AppAdmin
`$env:APPSERVICES_ADMIN_KEY = 'abcdwxyz:correct horse'
$pipeline
$pipeline
`$env:APPSERVICES_ADMIN_KEY = `$null
`$null = Connect-AppAdmin (Get-Credential abcdwxyz)
Get-AppTrigger | Remove-AppTrigger
`$null = & {
$((Get-RunnableCode README.md | Where-Object { $_.Contains('Connect-AppAdmin') }).Replace('PUBLIC_KEY', 'abcdwxyz'))
}
(Get-AppTrigger).Name
`$service.Dispose()
"@
        $lines -join '; ' | Should -Be 'project 5f60207f14dfb25d23101102; trial: True; onOrder: DATABASE; nightly: SCHEDULED; FUNCTION onOrder: onOrder ran; failures: 0; deployed 1 functions; deployed 1 functions; onOrder'
    }

    It 'works in docs/automation.md, with a local server for the real one' {
        $report, $trial, $key, $runbook, $workflow, $saving, $task, $jobs, $stopping, $process = (Get-RunnableCode docs/automation.md).Replace('-AppId shop-qwert -BaseUri https://apps.example.com', '-AppId $env:APPSERVICES_APP_ID -BaseUri $env:APPSERVICES_BASE_URI')
        $lines = Invoke-GuideCode @"
[IO.File]::WriteAllText("`$PWD/report.ps1", @'
$report
'@)
$trial
`$service = `$server
`$robot = `$service | Connect-AppUser `$account
Get-AppApiKey -User `$robot | Remove-AppApiKey -Confirm:`$false
$key
`$env:APPSERVICES_API_KEY = [Net.NetworkCredential]::new('', `$key.Key).Password
'jobs'
$jobs
$stopping
$process
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
        $lines -join ' ' | Should -Be 'total: 101 total: 102 total: 103 jobs 101, 102, 103 42 3 runbook 101 102 103 workflow task 101 102 103'
    }
}

Describe 'the README' -Tag CoreOnly {
    It 'has a place for every cmdlet' {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $text = [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'README.md'))
        foreach ($name in (Get-Module AppServices).ExportedCmdlets.Keys) { $text.Contains($name) | Should -BeTrue -Because $name }
    }
}
