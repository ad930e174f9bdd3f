# The admin's commands at a server of our own.
Describe 'an admin of appservices-server' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $program = if ($env:APPSERVICES_SERVER) { $env:APPSERVICES_SERVER } else { [IO.Path]::Combine($repository, 'out', 'server', 'appservices-server.dll') }
        $data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-pester-$([guid]::NewGuid().ToString('N'))")
        $public, $private = @(& dotnet $program admin-key create tests --role owner --data $data)[-1] -split ':'
        $server = Start-AppServer -Path $quickstart -Port 0 -DataPath $data -SettingsPath $testSettings
        $null = Connect-AppAdmin (New-Credential $public $private) -BaseUri $server.BaseUri
        $trial = New-AppDefinition trial -Cluster Cluster0
        $sum = [IO.Path]::Combine($quickstart, 'functions', 'sum.js')
        Set-AppFunctionDefinition $sum -App $trial
    }
    AfterAll {
        Disconnect-AppAdmin
        Stop-AppServer $server
        [IO.Directory]::Delete($data, $true)
    }

    It 'finds the apps of folders and those that are made' {
        (Get-AppDefinition).Name | Should -Be shop, trial
        (Get-AppDefinition $server.AppId).Name | Should -Be shop
        $null = New-AppDefinition other
        Remove-AppDefinition other -Confirm:$false
        (Get-ErrorOf { Get-AppSecret -App other }).FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
    }

    It 'deploys functions, runs them, and clients call them' {
        $before = Get-AppFunctionDefinition sum -App $trial
        $after = Set-AppFunctionDefinition $sum -App $trial -RunAsSystem $true -PassThru
        ($after.Id, $after.RunAsSystem) | Should -Be $before.Id, $true
        Set-AppFunctionDefinition -Name fails -Source 'exports = () => { console.log("before"); throw new Error("no"); };' -App trial
        $run = Test-AppFunction sum 1, 2 -App trial
        ($run.IsSuccess, $run.Result) | Should -Be $true, 3
        $run = Test-AppFunction fails -App trial
        ($run.IsSuccess, $run.Log, $run.Error) | Should -Be $false, 'before', 'Error: no'
        (Get-ErrorOf { Set-AppFunctionDefinition -Name bad -Source 'exports = () => {{' -App trial }).FullyQualifiedErrorId | Should -BeLike 'AppFunctionInvalid,*'
        Remove-AppFunctionDefinition fails -App trial
        (Get-AppFunctionDefinition -App trial).Name | Should -Be sum
    }

    It 'sets values and secrets' {
        Set-AppValue rate 3.5 -App trial
        Set-AppValue rate @{ a = 1, 'two' } -App trial
        (Get-AppValue rate -App trial).Value.a | Should -Be 1, 'two'
        Set-AppSecret mail (New-Secret one) -App trial
        $secret = Get-AppSecret mail -App trial
        (Set-AppSecret mail (New-Secret two) -App trial -PassThru).Id | Should -Be $secret.Id
        Set-AppValue mail mail -FromSecret -App trial
        (Get-AppValue mail -App trial).FromSecret | Should -BeTrue
        Get-AppValue -App trial | Remove-AppValue
        $secret | Remove-AppSecret -Confirm:$false
        Get-AppValue -App trial | Should -BeNullOrEmpty
        Get-AppSecret -App trial | Should -BeNullOrEmpty
    }

    It 'makes triggers' {
        $made = New-AppTrigger onOrder -App trial -FunctionName sum -Operation INSERT, update -Database shop -Collection orders -Match @{ 'fullDocument.total' = @{ '$gt' = 3 } }
        ($made.ClusterName, $made.FunctionName, $made.Match.'fullDocument.total'.'$gt', "$($made.Operation)") | Should -Be Cluster0, sum, 3, 'INSERT UPDATE'
        (New-AppTrigger nightly -App trial -FunctionName sum -Schedule '0 3 * * *' -Disabled).IsEnabled | Should -BeFalse
        (New-AppTrigger joined -App trial -FunctionName sum -Provider anon-user -Operation CREATE).Type | Should -Be AUTHENTICATION
        $off = Disable-AppTrigger onOrder -App trial -PassThru
        ($off.IsEnabled, $off.Collection, $off.Match.'fullDocument.total'.'$gt') | Should -Be $false, orders, 3
        (Enable-AppTrigger onOrder -App trial -PassThru).IsEnabled | Should -BeTrue
        (Set-AppTrigger onOrder -Collection carts -App trial -PassThru).Collection | Should -Be carts
        Resume-AppTrigger onOrder -SkipMissed -App trial
        Get-AppTrigger -App trial | Remove-AppTrigger
        Get-AppTrigger -App trial | Should -BeNullOrEmpty
        $null = New-AppDefinition Triggers -Product atlas -Cluster Cluster0
        Set-AppFunctionDefinition $sum
        (New-AppTrigger first -FunctionName sum -Schedule '0 3 * * *').App.Product | Should -Be atlas
        Remove-AppDefinition Triggers -Confirm:$false
    }

    It 'sets values by environment, log forwarders and rules' {
        Set-AppEnvironmentValue limit 1 -App trial
        $set = Set-AppEnvironmentValue limit 2 production -App trial -PassThru
        ($set.None, $set.Production) | Should -Be 1, 2
        Get-AppEnvironmentValue -App trial | Remove-AppEnvironmentValue
        Get-AppEnvironmentValue -App trial | Should -BeNullOrEmpty
        $made = Set-AppLogForwarder logs -FunctionName sum -LogStatus error -App trial -PassThru
        ($made | Set-AppLogForwarder -Enabled $false -PassThru).IsEnabled | Should -BeFalse
        $made | Remove-AppLogForwarder
        Get-AppLogForwarder -App trial | Should -BeNullOrEmpty
        $role = @{ name = 'all'; apply_when = @{}; read = $true }
        Set-AppRule shop.carts $role -App trial
        Set-AppRule default $role -App trial
        (Set-AppRule shop.carts @{ name = 'mine'; apply_when = @{ owner = '%%user.id' }; read = $true }, $role -App trial -PassThru).RoleName | Should -Be mine, all
        (Get-AppRule -App trial).Name | Should -Be shop.carts, default
        Get-AppRule -App trial | Remove-AppRule
        Get-AppRule -App trial | Should -BeNullOrEmpty
    }

    It 'sets schemas, the web site, and who may use the app' {
        $schema = Set-AppSchema shop.carts @{ title = 'cart'; bsonType = 'object'; properties = @{ total = @{ bsonType = 'int' } } } -App trial -PassThru
        ($schema.Title, $schema.Schema.properties.total.bsonType) | Should -Be cart, int
        ($schema | Set-AppSchema -Relationship @{ buyer = @{ ref = '#/relationship/mongodb-atlas/shop/users'; foreign_key = '_id'; is_list = $false } } -PassThru).Title | Should -Be cart
        $wrong = Get-ErrorOf { Set-AppSchema shop.carts @{ bsonType = 'jump' } -App trial }
        $wrong.FullyQualifiedErrorId | Should -BeLike 'AppParameterInvalid,*'
        "$wrong" | Should -BeLike '*jump*'
        Get-AppSchema -App trial | Remove-AppSchema
        Get-AppSchema -App trial | Should -BeNullOrEmpty

        $site = [IO.Path]::Combine($TestDrive, 'site')
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($site, 'css'))
        [IO.File]::WriteAllText([IO.Path]::Combine($site, 'index.html'), '<h1>Hello</h1>')
        [IO.File]::WriteAllText([IO.Path]::Combine($site, 'css', 'a b.css'), 'h1 { }')
        $sent = Publish-AppHostingFile $site /shop -App trial -CacheControl no-cache -PassThru
        (($sent.Name -join ','), $sent[1].CacheControl, $sent[1].Size) | Should -Be '/shop/css/a b.css,/shop/index.html', no-cache, 14
        (Get-ErrorOf { Export-AppHostingFile ([IO.Path]::Combine($TestDrive, 'none')) -App trial }).FullyQualifiedErrorId | Should -BeLike 'AppHostingFileNotFound,*'
        Enable-AppHosting -App trial
        $copy = [IO.Path]::Combine($TestDrive, 'copy')
        (Export-AppHostingFile $copy *.html -App trial).Name | Should -Be index.html
        [IO.File]::ReadAllText([IO.Path]::Combine($copy, 'shop', 'index.html')) | Should -Be '<h1>Hello</h1>'
        Disable-AppHosting -App trial
        Get-AppHostingFile *.css -App trial | Remove-AppHostingFile
        (Get-AppHostingFile -App trial).Name | Should -Be /shop/index.html
        Set-AppRequestOrigin https://shop.example -App trial -PassThru | Should -Be https://shop.example
        (Get-ErrorOf { Set-AppRequestOrigin https://shop.example/path -App trial }).FullyQualifiedErrorId | Should -BeLike 'AppParameterInvalid,*'
        Set-AppRequestOrigin @() -App trial
        Get-AppRequestOrigin -App trial | Should -BeNullOrEmpty
    }

    It 'makes endpoints' {
        Set-AppSecret hook (New-Secret one) -App trial
        (Set-AppEndpoint /sum POST sum -SecretName hook -App trial -PassThru).Validation | Should -Be VERIFY_PAYLOAD
        (Set-AppEndpoint /sum POST -Enabled $false -App trial -PassThru).FunctionName | Should -Be sum
        Get-AppEndpoint -App trial | Remove-AppEndpoint
        Get-AppEndpoint -App trial | Should -BeNullOrEmpty
    }

    It 'manages users and keys' {
        $mia = New-Credential | New-AppAccount -App shop
        $mia | Disable-AppAccount
        (Get-AppAccount -Enabled $false -App shop).Id | Should -Be $mia.Id
        $mia | Enable-AppAccount
        $mia | Revoke-AppAccountSession
        $mia | Get-AppAccountDevice | Should -BeNullOrEmpty
        (Get-ErrorOf { Confirm-AppAccount nobody@example.com -App shop }).FullyQualifiedErrorId | Should -BeLike 'AppAccountNotFound,*'
        $robot = New-AppServerApiKey robot -App shop
        (Connect-AppUser -ApiKey $robot.Key -AppId $server.AppId -BaseUri $server.BaseUri).ProviderType | Should -Be api-key
        Get-AppServerApiKey robot -App shop | Disable-AppServerApiKey
        (Get-AppServerApiKey robot -App shop).IsEnabled | Should -BeFalse
        Enable-AppServerApiKey robot -App shop
        Remove-AppServerApiKey robot -App shop -Confirm:$false
        $mia | Remove-AppAccount -Confirm:$false
        Get-AppAccount -Email $mia.Email.Replace('@', '[@]') -App shop | Should -BeNullOrEmpty
    }

    It 'reads the log of what has happened, and follows it' {
        Set-AppFunctionDefinition -Name noisy -Source 'exports = () => { console.log("one"); return 1; };' -App trial
        Set-AppFunctionDefinition -Name broken -Source 'exports = () => { throw new Error("it broke"); };' -App trial
        $since = [datetime]::UtcNow
        $null = Test-AppFunction noisy -App trial
        $null = Test-AppFunction broken -App trial
        $log = @(Get-AppLog -App trial -Since $since)
        ($log.Count, $log[0].Name, $log[0].IsError, "$($log[1].Message)") | Should -Be 2, broken, $true, one
        (Get-AppLog FUNCTION -App trial -Function nois* -Since $since).FunctionName | Should -Be noisy
        (Get-AppLog -App trial -ErrorsOnly -First 1).Error | Should -Be 'Error: it broke'
        $buyer = Connect-AppUser -Anonymous -AsNewUser -AppId $server.AppId -BaseUri $server.BaseUri
        $null = Invoke-AppFunction sum 1, 2 -User $buyer
        (Get-AppLog -App shop -User $buyer.Id -Type FUNCTION).Name | Should -Be sum
        (Get-AppLog -App shop -User $buyer.Id -Type AUTH).Name | Should -Be LOGIN
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($module, $app) Import-Module $module; $app | Get-AppLog -Follow -ErrorsOnly -Function broken -Since ([datetime]::UtcNow) -First 2 -PollSeconds 1 }).AddArgument($moduleManifest).AddArgument((Get-AppDefinition trial))
            $running = $shell.BeginInvoke()
            while (-not $running.AsyncWaitHandle.WaitOne(200)) {
                $null = Test-AppFunction noisy -App trial
                $null = Test-AppFunction broken -App trial
            }
            $found = $shell.EndInvoke($running)
        }
        finally { $shell.Dispose() }
        $found.Name | Should -Be broken, broken
        @($found.Id | Sort-Object -Unique).Count | Should -Be 2
    }

    It 'imports accounts under their ids' {
        $file = [IO.Path]::Combine($TestDrive, 'users.json')
        [IO.File]::WriteAllLines($file, @(
                '{"_id":"5f4a1c2d3e4f5a6b7c8d9e01","identities":[{"id":"5f4a-ab","provider_type":"local-userpass","provider_data":{"email":"old@example.com"}}],"data":{"email":"old@example.com"}}'
                '{"_id":"5f4a1c2d3e4f5a6b7c8d9e02","identities":[{"id":"5f4a-cd","provider_type":"anon-user"}]}'
                '{"_id":'
                '{"_id":"5f4a1c2d3e4f5a6b7c8d9e03","identities":[]}'))
        Import-AppAccount $file -App shop -WhatIf | Should -BeNullOrEmpty
        $done = Import-AppAccount $file -App shop -ErrorVariable problems -ErrorAction SilentlyContinue
        $done.Row | Should -Be 1, 2
        $done.Id | Should -Be '5f4a1c2d3e4f5a6b7c8d9e01', '5f4a1c2d3e4f5a6b7c8d9e02'
        $done.Status | Should -Be imported, imported
        "$($done.ToDo)" | Should -Be password
        @($problems.FullyQualifiedErrorId | Sort-Object -Unique) | Should -Be 'AppAccountInvalid,AppServices.Commands.ImportAppAccountCommand'
        ("$($problems[0])", "$($problems[1])") | Should -BeLike '*, row *'
        (@($problems) -like '*row 3: *').Count + (@($problems) -like "*row 4: 'identities' must*").Count | Should -Be 2
        (Import-AppAccount -LiteralPath $file -App shop -ErrorAction SilentlyContinue).Status | Should -Be present, present
        (Get-AppAccount $done[0].Id -App shop).Email | Should -Be old@example.com
        $done | Remove-AppAccount -App shop -Confirm:$false
    }

    It 'deploys folders, goes back, and exports what it deploys again' {
        $app = New-AppDefinition deployed
        (Publish-AppDefinition $quickstart -App $app).Status | Should -Be successful
        Publish-AppDefinition $quickstart -App $app | Should -BeNullOrEmpty
        (Test-AppFunction sum 3, 4 -App $app).Result | Should -Be 7
        Set-AppFunctionDefinition -Name sum -Source 'exports = () => 0;' -App $app
        (Get-AppDeployment -App $app)[1] | Restore-AppDeployment | ForEach-Object Status | Should -Be successful
        (Test-AppFunction sum 3, 4 -App $app).Result | Should -Be 7
        $folder = Export-AppDefinition ([IO.Path]::Combine($TestDrive, 'exported')) -App $app
        Publish-AppDefinition $folder.FullName -App $app | Should -BeNullOrEmpty
        $app | Remove-AppDefinition -Confirm:$false
    }

    It 'says what to do about <Id>: <Line>' -ForEach @(
        @{ Line = 'Set-AppFunctionDefinition -Name bad -Source "exports = (" -App trial'; Id = 'AppFunctionInvalid'; Do = 'Correct the source' }
        @{ Line = 'Set-AppValue v 1 -App shop'; Id = 'AppReadOnly'; Do = '--writable' }
        @{ Line = 'Remove-AppDefinition shop -Confirm:$false'; Id = 'AppReadOnly'; Do = 'without that folder' }
        @{ Line = 'Set-AppValue v nosuch -FromSecret -App trial'; Id = 'AppSecretNotFound'; Do = 'Set-AppSecret' }
        @{ Line = 'Test-AppFunction sum -UserId 6650a1f2c3d4e5f6a7b8c9d0 -App trial'; Id = 'AppAccountNotFound'; Do = 'Get-AppAccount' }
        @{ Line = 'Get-AppTrigger -App trial -ProjectId nosuch'; Id = 'AppProjectNotFound'; Do = 'Get-AppAdmin' }
        @{ Line = '$gone | Get-AppTrigger'; Id = 'AppNotFound'; Do = 'Get-AppDefinition' }
        @{ Line = 'Connect-AppAdmin (New-Credential a b) -BaseUri http://127.0.0.1:9'; Id = 'AppServerUnreachable'; Do = '-BaseUri of Connect-AppAdmin' }
    ) {
        if ($Line -match 'gone') {
            $gone = New-AppDefinition gone
            Remove-AppDefinition gone -Confirm:$false
        }
        $record = Get-ErrorOf ([scriptblock]::Create($Line))
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape($Do))
    }

    It 'lists packages' {
        Add-AppDependency lodash 4.17.21 -App trial
        (Get-AppDependency -App trial).Version | Should -Be 4.17.21
        Remove-AppDependency lodash -App trial
        Get-AppDependency -App trial | Should -BeNullOrEmpty
    }
}
