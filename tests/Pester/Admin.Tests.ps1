# What admins see: apps and what they consist of, at a service that answers as the hosted one does.
Describe 'an admin' -Tag CoreOnly {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $service = Start-AdminService
        $key = New-Credential abcdwxyz
        function Connect-Again { $null = Connect-AppAdmin $key -BaseUri $service.BaseUri }
        Connect-Again
        $shop = New-AppDefinition shop
        $saved = $env:XDG_DATA_HOME
        $env:XDG_DATA_HOME = [IO.Path]::Combine($TestDrive, 'data')

        function New-File {
            param([string] $Name, [string] $Text)
            $file = [IO.Path]::Combine($TestDrive, $Name)
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($file))
            [IO.File]::WriteAllText($file, $Text)
            $file
        }

        # What a script block changes at the service: its requests but for questions.
        function Get-Change {
            param([scriptblock] $Script)
            $before = $service.Requests.Count
            $null = & $Script
            @($service.Requests.ToArray() | Select-Object -Skip $before | Where-Object { $_ -notlike 'GET *' -and $_ -notlike '*diff=true' -and $_ -notlike 'POST /auth/session' })
        }

        function Get-Id {
            param([scriptblock] $Script)
            (Get-ErrorOf $Script).FullyQualifiedErrorId -replace ',.*'
        }
    }
    AfterAll {
        $env:XDG_DATA_HOME = $saved
        Disconnect-AppAdmin
        $service.Dispose()
    }

    Context 'logs in' {
        It 'with a key, and is current' {
            $admin = Connect-AppAdmin $key -BaseUri $service.BaseUri
            $admin.UserName | Should -Be abcdwxyz
            $admin.ProjectId | Should -Be $service.ProjectIds[0]
            (Get-AppAdmin).Equals($admin) | Should -BeTrue
        }

        It 'with the address of the API itself, and with an account' {
            $other = New-Credential admin@example.com | Connect-AppAdmin -BaseUri "$($service.BaseUri)api/admin/v3.0/"
            $other.BaseUri | Should -Be $service.BaseUri
            Disconnect-AppAdmin $other
            Get-AppAdmin | Should -BeNullOrEmpty
            Connect-Again
        }

        It 'with $env:APPSERVICES_ADMIN_KEY' {
            $env:APPSERVICES_ADMIN_KEY = 'abcdwxyz:correct horse'
            try { (Connect-AppAdmin -BaseUri $service.BaseUri).UserName | Should -Be abcdwxyz }
            finally { $env:APPSERVICES_ADMIN_KEY = $null }
        }

        It 'and is refused: <Id>' -ForEach @(
            @{ Id = 'AppCredentialRejected'; With = { Connect-AppAdmin (New-Credential abcdwxyz wrong) -BaseUri $service.BaseUri } }
            @{ Id = 'AppSessionNotFound'; With = { Connect-AppAdmin -BaseUri $service.BaseUri } }
            @{ Id = 'AppAdminKeyInvalid'; With = { $env:APPSERVICES_ADMIN_KEY = 'horse'; try { Connect-AppAdmin -BaseUri $service.BaseUri } finally { $env:APPSERVICES_ADMIN_KEY = $null } } }
            @{ Id = 'AppBaseUriInsecure'; With = { Connect-AppAdmin $key -BaseUri http://apps.example.com } }
            @{ Id = 'AppNotFound'; With = { Connect-AppAdmin $key -BaseUri "$($service.BaseUri)elsewhere" } }
        ) {
            $record = Get-ErrorOf $With
            $record.FullyQualifiedErrorId | Should -Be "$Id,AppServices.Commands.ConnectAppAdminCommand"
            "$record $($record.TargetObject)" | Should -Not -Match 'horse|wrong'
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'again in another process, and forgets what was saved' {
            $first = Connect-AppAdmin $key -BaseUri $service.BaseUri -Persist
            $again = Connect-AppAdmin -BaseUri $service.BaseUri
            $again.UserName | Should -Be abcdwxyz
            Disconnect-AppAdmin $again
            Get-Id { Connect-AppAdmin -BaseUri $service.BaseUri } | Should -Be 'AppSessionNotFound'
            Connect-Again
            Disconnect-AppAdmin $first
        }

        It 'and no secret is in anything that is shown' {
            $hidden = New-Secret 'top secret'
            $all = & { $one = Connect-AppAdmin $key -BaseUri $service.BaseUri -Verbose -Debug; $one; Set-AppSecret hidden $hidden -App shop -PassThru -Verbose -Debug } *>&1
            $text = ($all | ForEach-Object { "$_"; ($_ | ConvertTo-Json -Depth 4 -WarningAction Ignore); [Management.Automation.PSSerializer]::Serialize($_, 3) }) -join "`n"
            $text | Should -Match 'mongodb-cloud/login'
            foreach ($secret in 'correct horse', 'top secret', 'e30.') { $text.Contains($secret) | Should -BeFalse }
        }

        It 'and has to be there' {
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript({ param($module) Import-Module $module; Disconnect-AppAdmin -ErrorAction Ignore; try { Get-AppDefinition } catch { $_.FullyQualifiedErrorId } }).AddArgument($moduleManifest)
                $shell.Invoke() | Should -BeLike 'AppAdminNotConnected,*'
            }
            finally { $shell.Dispose() }
            Connect-Again
        }
    }

    Context 'and what the service does on a bad day' {
        BeforeAll {
            $null = New-AppDefinition sited -Cluster Cluster0
            $page = New-File page.html '<h1>Hello</h1>'
        }

        It 'goes on when a token has expired, and when there were too many requests' {
            $service.ExpireTokens()
            $service.Fail('/apps', '0', @(429, 503))
            (Get-AppDefinition shop -Product standard).Id | Should -Be $shop.Id
        }

        It 'says so when the service will not have it: <Status>' -ForEach @(
            @{ Status = 429; Id = 'AppRateLimited' }, @{ Status = 403; Id = 'AppAccessDenied' }, @{ Status = 409; Id = 'AppSecretExists' }, @{ Status = 400; Id = 'AppParameterInvalid' }, @{ Status = 501; Id = 'AppRouteNotFound' }
        ) {
            $service.Fail('/secrets', '3600', @($Status))
            $record = Get-ErrorOf { Get-AppSecret -App shop }
            $record.FullyQualifiedErrorId | Should -Be "$Id,AppServices.Commands.GetAppSecretCommand"
            $record.TargetObject | Should -Be $shop.ClientAppId
        }

        It 'goes on with <Name>, and says so when it may not' -ForEach @(
            @{ Name = 'Get-AppSchema'; End = '/schemas'; With = { Get-AppSchema -App sited } }
            @{ Name = 'Set-AppSchema'; End = '/schemas'; With = { Set-AppSchema store.items @{ title = 'item' } -App sited -PassThru } }
            @{ Name = 'Remove-AppSchema'; End = '/schemas'; With = { Remove-AppSchema store.items -App sited } }
            @{ Name = 'Get-AppRequestOrigin'; End = '/allowed_request_origins'; With = { Get-AppRequestOrigin -App sited } }
            @{ Name = 'Set-AppRequestOrigin'; End = '/allowed_request_origins'; With = { Set-AppRequestOrigin https://shop.example -App sited } }
            @{ Name = 'Enable-AppHosting'; End = '/hosting/config'; With = { Enable-AppHosting -App sited } }
            @{ Name = 'Publish-AppHostingFile'; End = '/hosting/assets'; With = { Publish-AppHostingFile $page -App sited } }
            @{ Name = 'Get-AppHostingFile'; End = '/hosting/assets'; With = { Get-AppHostingFile -App sited } }
            @{ Name = 'Export-AppHostingFile'; End = '/hosting/assets'; With = { Export-AppHostingFile ([IO.Path]::Combine($TestDrive, [Guid]::NewGuid().ToString('n'))) -App sited } }
            @{ Name = 'Remove-AppHostingFile'; End = '/hosting/assets'; With = { Remove-AppHostingFile /page.html -App sited } }
            @{ Name = 'Disable-AppHosting'; End = '/hosting/config'; With = { Disable-AppHosting -App sited } }
        ) {
            $service.Fail($End, '3600', @(429))
            $record = Get-ErrorOf $With
            $record.FullyQualifiedErrorId -replace ',.*' | Should -Be AppRateLimited
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $service.Fail($End, '0', @(429))
            $service.ExpireTokens()
            if ($Name -eq 'Remove-AppHostingFile') { $null = Publish-AppHostingFile $page -App sited }
            if ($Name -eq 'Remove-AppSchema') { Set-AppSchema store.items @{ title = 'item' } -App sited }
            { & $With } | Should -Not -Throw
            $service.EndSessions()
            Get-Id $With | Should -Be AppSessionExpired
            Connect-Again
        }

        It 'says so when the session has ended' {
            $service.EndSessions()
            $admin = Get-AppAdmin
            Get-Id { Get-AppDefinition } | Should -Be 'AppSessionExpired'
            Get-Id { Get-AppDefinition -Admin $admin } | Should -Be 'AppSessionExpired'
            Get-AppAdmin | Should -BeNullOrEmpty
            Connect-Again
        }
    }

    Context 'manages apps' {
        It 'makes, finds and deletes them' {
            $made = New-AppDefinition one, two -Environment testing
            $made.Environment | Should -Be testing, testing
            (Get-AppDefinition o*, TWO).Name | Should -Be one, two
            (Get-AppDefinition $made[0].ClientAppId, $made[1].Id).Name | Should -Be one, two
            Get-Change { $made | Remove-AppDefinition -WhatIf } | Should -BeNullOrEmpty
            $made[0] | Remove-AppDefinition -Confirm:$false
            Remove-AppDefinition two -Confirm:$false
            Get-AppDefinition one* | Should -BeNullOrEmpty
        }

        It 'and writes them as finite JSON, while a pipeline takes the app itself' {
            $app = Get-AppDefinition shop
            $json = ConvertFrom-Json (ConvertTo-Json $app -Depth 100)
            $json.Name, $json.App | Should -Be shop, $null
            $asked = $service.Requests.Count
            $null = $app | Get-AppValue
            $service.Requests.Count - $asked | Should -Be 1
            $app.App | Should -Be $app
        }

        It 'writes an error for what is not there: <Id>' -ForEach @(
            @{ Id = 'AppNotFound'; With = { Get-AppDefinition nothing } }
            @{ Id = 'AppNotFound'; With = { Remove-AppDefinition nothing -Confirm:$false } }
            @{ Id = 'AppNotFound'; With = { Get-AppTrigger -App nothing } }
            @{ Id = 'AppIdMissing'; With = { Get-AppTrigger } }
            @{ Id = 'AppParameterInvalid'; With = { New-AppDefinition 1 } }
            @{ Id = 'AppFunctionNotFound'; With = { Get-AppFunctionDefinition nothing -App shop } }
            @{ Id = 'AppFunctionNotFound'; With = { Set-AppFunctionDefinition -Name nothing -RunAsSystem $true -App shop } }
            @{ Id = 'AppFunctionNotFound'; With = { Test-AppFunction nothing -App shop } }
            @{ Id = 'AppFunctionInvalid'; With = { Set-AppFunctionDefinition -Name bad -Source 'exports = () => {{' -App shop } }
            @{ Id = 'AppFileNotFound'; With = { Set-AppFunctionDefinition nothing.js -App shop } }
            @{ Id = 'AppValueNotFound'; With = { Remove-AppValue nothing -App shop } }
            @{ Id = 'AppSecretNotFound'; With = { Remove-AppSecret nothing -App shop -Confirm:$false } }
            @{ Id = 'AppTriggerNotFound'; With = { Enable-AppTrigger nothing -App shop } }
            @{ Id = 'AppTriggerNotFound'; With = { Set-AppTrigger nothing -Unordered $true -App shop } }
            @{ Id = 'AppTriggerIncomplete'; With = { New-AppTrigger nothing -Schedule '* * * * *' -App shop } }
            @{ Id = 'AppTriggerIncomplete'; With = { New-AppTrigger nothing -FunctionName f -App shop } }
            @{ Id = 'AppServiceNotFound'; With = { New-AppTrigger nothing -FunctionName f -Operation INSERT -App shop } }
            @{ Id = 'AppEndpointNotFound'; With = { Set-AppEndpoint /nothing -Enabled $false -App shop } }
            @{ Id = 'AppSecretNotFound'; With = { Set-AppEndpoint /nothing GET f -SecretName nothing -App shop } }
            @{ Id = 'AppAccountNotFound'; With = { Get-AppAccount 6650a1f2c3d4e5f6a7b8c9d0 -App shop } }
            @{ Id = 'AppAccountNotFound'; With = { Get-AppAccount -Email nobody@example.com -App shop } }
            @{ Id = 'AppAccountNotFound'; With = { Disable-AppAccount 6650a1f2c3d4e5f6a7b8c9d0 -App shop } }
            @{ Id = 'AppApiKeyNotFound'; With = { Enable-AppServerApiKey nothing -App shop } }
            @{ Id = 'AppDeploymentNotFound'; With = { Restore-AppDeployment 6650a1f2c3d4e5f6a7b8c9d0 -App shop } }
            @{ Id = 'AppEnvironmentValueNotFound'; With = { Remove-AppEnvironmentValue nothing -App shop } }
            @{ Id = 'AppLogForwarderNotFound'; With = { Set-AppLogForwarder nothing -Enabled $true -App shop } }
            @{ Id = 'AppServiceNotFound'; With = { Get-AppRule -App shop } }
            @{ Id = 'AppHostingFileNotFound'; With = { Remove-AppHostingFile /nothing -App shop } }
            @{ Id = 'AppFileNotFound'; With = { Publish-AppHostingFile nothing.html -App shop } }
            @{ Id = 'AppProjectNotFound'; With = { Get-AppDefinition -ProjectId nothing } }
            @{ Id = 'AppFolderInvalid'; With = { Publish-AppDefinition $TestDrive -App shop } }
            @{ Id = 'AppDependencyNotFound'; With = { Remove-AppDependency nothing -App shop } }
            @{ Id = 'AppDependencyFailed'; With = { Add-AppDependency no-such-package 1.0.0 -App shop } }
        ) {
            Set-AppFunctionDefinition -Name f -Source 'exports = () => 1;' -App shop
            $record = Get-ErrorOf $With
            $record.FullyQualifiedErrorId -replace ',.*' | Should -Be $Id
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'of several projects' {
            $projects = Start-AdminService '5f60207f14dfb25d23101102', '5f60207f14dfb25d23101103'
            try {
                $other = Connect-AppAdmin $key -BaseUri $projects.BaseUri
                Get-Id { New-AppDefinition shop } | Should -Be 'AppProjectAmbiguous'
                $null = $projects.ProjectIds | ForEach-Object { New-AppDefinition shop -ProjectId $_ }
                (Get-AppDefinition).ProjectId | Should -Be $projects.ProjectIds
                Get-Id { Get-AppSecret -App shop } | Should -Be 'AppAmbiguous'
                Set-AppSecret one (New-Secret x) -App shop -ProjectId $projects.ProjectIds[1]
                @(Get-AppDefinition | Get-AppSecret).App.ProjectId | Should -Be $projects.ProjectIds[1]
                Disconnect-AppAdmin $other
            }
            finally { $projects.Dispose() }
            Connect-Again
        }
    }

    Context 'manages functions' {
        It 'from files, and keeps their ids and what was set' {
            $file = New-File 'functions/total.js' 'exports = () => 1;'
            $made = Set-AppFunctionDefinition $file -App shop -RunAsSystem $true -CanEvaluate @{ '%%user.id' = @{ '$ne' = $null } } -PassThru
            [IO.File]::WriteAllText($file, 'exports = () => "Grüße";')
            $changed = Get-Item $file | Set-AppFunctionDefinition -App shop -PassThru
            ($changed.Id, $changed.Source, $changed.RunAsSystem, $changed.IsPrivate) | Should -Be $made.Id, 'exports = () => "Grüße";', $true, $false
            $changed.CanEvaluate.'%%user.id'.PSObject.Properties.Name | Should -Be '$ne'
            Set-AppFunctionDefinition -Name total -Private $true -App shop
            Get-Id { Set-AppFunctionDefinition -Name total -RunAsSystem $true -RunAsUserId 5f -App shop } | Should -Be AmbiguousParameterSet
            (Get-AppFunctionDefinition TOT* -App shop).IsPrivate | Should -BeTrue
            Get-Change { Set-AppFunctionDefinition $file -App shop -WhatIf } | Should -BeNullOrEmpty
            $copied = $changed | Set-AppFunctionDefinition -Name copied -App shop -PassThru
            ($copied.Source, $copied.RunAsSystem, ($copied.Id -ne $changed.Id)) | Should -Be $changed.Source, $true, $true
            $copied, $changed | Remove-AppFunctionDefinition
            Get-AppFunctionDefinition total* -App shop | Should -BeNullOrEmpty
        }

        It 'and runs them for trial' {
            Set-AppFunctionDefinition -Name echo -Source 'exports = (...all) => all;' -App shop
            $run = Test-AppFunction echo 7, ([long]8), @{ a = 1.5 } -App shop
            ($run.IsSuccess, $run.ExecutionTime.TotalMilliseconds, $run.Log) | Should -Be $true, 12.5, 'echo runs as system'
            ($run.Result[0].GetType().Name, $run.Result[1].GetType().Name, $run.Result[2].a) | Should -Be 'Int32', 'Int64', 1.5
            (Test-AppFunction echo -UserId 6650a1f2c3d4e5f6a7b8c9d0 -App shop).Log | Should -Be 'echo runs as 6650a1f2c3d4e5f6a7b8c9d0'
            Set-AppFunctionDefinition -Name fails -Source 'exports = () => { throw 1; };' -App shop
            $run = Get-AppFunctionDefinition fails -App shop | Test-AppFunction
            ($run.IsSuccess, $run.Error) | Should -Be $false, 'it failed'
        }
    }

    Context 'manages values and secrets' {
        It 'keeps values as they are given: <Value>' -ForEach @(
            @{ Value = 3 }, @{ Value = 2.5 }, @{ Value = 'text' }, @{ Value = '' }, @{ Value = $true }, @{ Value = $null }, @{ Value = @(1, 'two') }
        ) {
            Set-AppValue rate $Value -App shop
            $kept = Get-AppValue rate -App shop
            ConvertTo-Json $kept.Value -Compress | Should -Be (ConvertTo-Json $Value -Compress)
            (Set-AppValue rate @{ a = $Value } -App shop -PassThru).Id | Should -Be $kept.Id
            $kept | Remove-AppValue
        }

        It 'hides what secrets hold' {
            Set-AppSecret token (New-Secret 'one') -App shop
            $before = Get-AppSecret token -App shop
            (Set-AppSecret token (New-Secret 'two') -App shop -PassThru).Id | Should -Be $before.Id
            $service.Bodies.ToArray()[-1] | Should -Be '{"name":"token","value":"two"}'
            Get-ErrorOf { Set-AppSecret token 'plain text' -App shop } | Should -Not -Match 'plain text'
            Set-AppValue shown token -FromSecret -App shop
            (Get-AppValue shown -App shop).FromSecret | Should -BeTrue
            $before | Remove-AppSecret -Confirm:$false
            Get-AppSecret token* -App shop | Should -BeNullOrEmpty
        }
    }

    Context 'manages what the admin API has besides' {
        BeforeAll { $null = New-AppDefinition ruled -Cluster Cluster0 }

        It 'values by environment' {
            Set-AppEnvironmentValue limit 1 -App ruled
            $set = Set-AppEnvironmentValue limit @{ a = 2 } production, QA -App ruled -PassThru
            ($set.None, $set.QA.a, $set.Production.a, $set.Testing) | Should -Be 1, 2, 2, $null
            (Set-AppEnvironmentValue limit $null qa -App ruled -PassThru).QA | Should -BeNullOrEmpty
            (Get-AppEnvironmentValue l* -App ruled).Production.a | Should -Be 2
            Get-AppEnvironmentValue -App ruled | Remove-AppEnvironmentValue
            Get-AppEnvironmentValue -App ruled | Should -BeNullOrEmpty
        }

        It 'log forwarders' {
            Set-AppFunctionDefinition -Name forward -Source 'exports = () => 1;' -App ruled
            $made = Set-AppLogForwarder logs -FunctionName forward -LogType TRIGGER -App ruled -PassThru
            ($made.FunctionName, "$($made.LogType)", "$($made.LogStatus)", $made.Policy, $made.IsEnabled) | Should -Be forward, trigger, 'error success', single, $true
            $moved = $made | Set-AppLogForwarder -Database logs -Collection all -Enabled $false -PassThru
            ($moved.Id, $moved.FunctionName, $moved.Destination, $moved.ServiceName, $moved.IsEnabled, "$($moved.LogType)") | Should -Be $made.Id, $null, logs.all, mongodb-atlas, $false, trigger
            Get-Id { Set-AppLogForwarder logs -Database logs -App ruled } | Should -Be AmbiguousParameterSet
            Get-Id { Set-AppLogForwarder logs -ServiceName mongodb-atlas -App ruled } | Should -Be AmbiguousParameterSet
            $moved | Remove-AppLogForwarder
            Get-AppLogForwarder -App ruled | Should -BeNullOrEmpty
        }

        It 'schemas' {
            $made = Set-AppSchema store.items @{ title = 'item'; bsonType = 'object'; required = @('_id') } -App ruled -PassThru
            ($made.Name, $made.ServiceName, $made.Title, "$($made.Schema.required)") | Should -Be store.items, mongodb-atlas, item, _id
            $made | Set-AppSchema -Relationship @{ maker = @{ ref = '#/relationship/mongodb-atlas/store/makers'; foreign_key = '_id' } }
            $changed = Get-AppSchema store.* -App ruled
            ($changed.Title, $changed.Relationship.maker.foreign_key) | Should -Be item, _id
            Get-Id { Get-AppSchema store.nothing -App ruled } | Should -Be AppSchemaNotFound
            Get-Id { Set-AppSchema store.nothing -App ruled } | Should -Be AppSchemaNotFound
            Get-Id { Set-AppSchema nothing @{} -App ruled } | Should -Be AppSchemaNotFound
            $changed | Remove-AppSchema
            Get-AppSchema -App ruled | Should -BeNullOrEmpty
        }

        It 'files of the web site, and whose pages may use the app' {
            $site = [IO.Path]::Combine($TestDrive, 'site')
            $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($site, 'css'))
            [IO.File]::WriteAllText([IO.Path]::Combine($site, 'index.html'), '<h1>Hello</h1>')
            [IO.File]::WriteAllText([IO.Path]::Combine($site, 'css', 'a b.css'), 'h1 { }')
            $sent = Publish-AppHostingFile $site -App ruled -CacheControl no-cache -PassThru
            (($sent.Name -join ','), "$($sent.CacheControl)", $sent[1].Size) | Should -Be '/css/a b.css,/index.html', 'no-cache no-cache', 14
            [IO.File]::WriteAllText([IO.Path]::Combine($site, 'index.html'), '<h1>Hi</h1>')
            (Get-ChildItem $site -Filter *.html | Publish-AppHostingFile -App ruled -PassThru).Size | Should -Be 11
            @((Publish-AppHostingFile $site -App ruled -Verbose 4>&1).Message -like '*is the same already.').Count | Should -Be 2
            $copy = [IO.Path]::Combine($TestDrive, 'copy')
            $exported = Export-AppHostingFile $copy -App ruled
            $exported.Name | Should -Be 'a b.css', index.html
            $exported | Get-Content | Should -Be 'h1 { }', '<h1>Hi</h1>'
            (Disable-AppHosting -App ruled -PassThru).Name, (Enable-AppHosting -App ruled -PassThru).Name | Should -Be ruled, ruled
            [IO.File]::ReadAllText([IO.Path]::Combine($copy, 'index.html')) | Should -Be '<h1>Hi</h1>'
            (Get-AppHostingFile /index.html -App ruled).CacheControl | Should -Be no-cache
            Get-Id { Export-AppHostingFile $copy -App ruled } | Should -Be AppFolderNotEmpty
            Get-AppHostingFile *.css -App ruled | Remove-AppHostingFile
            (Get-AppHostingFile -App ruled).Name | Should -Be /index.html
            Set-AppRequestOrigin https://shop.example, http://localhost:3000 -App ruled -PassThru | Should -Be https://shop.example, http://localhost:3000
            Set-AppRequestOrigin @() -App ruled
            Get-AppRequestOrigin -App ruled | Should -BeNullOrEmpty
        }

        It 'rules' {
            $role = @{ name = 'mine'; apply_when = @{ owner = '%%user.id' }; read = $true }
            Set-AppRule store.items $role -App ruled
            Set-AppRule default @{ name = 'nobody'; apply_when = @{}; read = $false } -App ruled
            (Get-AppRule -App ruled).Name | Should -Be store.items, default
            $changed = Set-AppRule store.items -Filter @{ name = 'f'; query = @{ a = 1 } } -App ruled -PassThru
            ($changed.Role.apply_when.owner, $changed.Filter.query.a, "$($changed.RoleName)") | Should -Be '%%user.id', 1, mine
            (Set-AppRule default $role -App ruled -PassThru).Role.name | Should -Be mine
            Get-Id { Get-AppRule store.nothing -App ruled } | Should -Be AppRuleNotFound
            Get-Id { Set-AppRule nothing $role -App ruled } | Should -Be AppRuleNotFound
            $null = New-AppDefinition copied -Cluster Cluster0
            Get-AppRule -App ruled | Set-AppRule -App copied
            (Get-AppRule -App copied | ForEach-Object { $_.Role.name }) | Should -Be mine, mine
            Get-AppRule -App ruled | Remove-AppRule
            Get-AppRule -App ruled | Should -BeNullOrEmpty
        }
    }

    Context 'manages triggers of Atlas' {
        BeforeAll {
            $atlas = Start-AdminService
            $null = Connect-AppAdmin $key -BaseUri $atlas.BaseUri
            $function = New-File 'onOrder.js' 'exports = change => change;'
        }
        AfterAll {
            $atlas.Dispose()
            Connect-Again
        }

        It 'in an app that is made when it is needed' {
            (New-AppDefinition Triggers -Product atlas -Cluster Cluster0 -WhatIf) | Should -BeNullOrEmpty
            $app = New-AppDefinition Triggers -Product atlas -Cluster Cluster0
            (New-AppDefinition Triggers -Product atlas -Cluster Cluster0).Id | Should -Be $app.Id
            (Get-AppDefinition -Product Atlas).Id | Should -Be $app.Id
            Set-AppFunctionDefinition $function
            (Get-AppFunctionDefinition).App.Name | Should -Be Triggers
        }

        It 'of all types' {
            $trigger = New-AppTrigger onOrder -FunctionName onOrder -Operation insert, UPDATE -Database shop -Collection orders -Match @{ 'fullDocument.total' = @{ '$gt' = 100 } } -FullDocument $true
            ($trigger.Type, $trigger.FunctionName, $trigger.ClusterName, $trigger.IsEnabled, $trigger.FullDocument) | Should -Be DATABASE, onOrder, Cluster0, $true, $true
            $trigger.Operation | Should -Be INSERT, UPDATE
            $trigger.Match.'fullDocument.total'.'$gt' | Should -Be 100
            (New-AppTrigger nightly -Function onOrder -Schedule '0 3 * * *' -Disabled).IsEnabled | Should -BeFalse
            $ofUsers = New-AppTrigger joined -Function onOrder -Provider local-userpass, anon-user -Operation CREATE
            ($ofUsers.Type, $ofUsers.Operation, ($ofUsers.Provider -join ' ')) | Should -Be AUTHENTICATION, CREATE, 'local-userpass anon-user'
            $bridge = New-AppTrigger toAws -EventBridgeAccountId 123456789012 -EventBridgeRegion us-east-1 -Operation DELETE -Database shop
            ($bridge.FunctionId, $bridge.EventBridgeRegion, $bridge.Collection) | Should -Be $null, us-east-1, $null
            Get-Id { New-AppTrigger nightly -Function onOrder -Schedule '0 3 * * *' } | Should -Be 'AppTriggerExists'
            $left = Set-AppTrigger joined -Operation DELETE -PassThru
            ($left.Operation, ($left.Provider -join ' ')) | Should -Be DELETE, 'local-userpass anon-user'
            Get-Id { New-AppTrigger x -Function onOrder -Operation LOGIN } | Should -Be 'AmbiguousParameterSet'
            Get-Id { New-AppTrigger x -Function onOrder -Operation INSERT -Cluster Other } | Should -Be 'AppServiceNotFound'
            Get-Id { New-AppTrigger x -Function nothing -Schedule '* * * * *' } | Should -Be 'AppFunctionNotFound'
        }

        It 'that take no settings of another type: <Line>' -ForEach @(
            @{ Line = 'Set-AppTrigger nightly -Operation INSERT -Database shop -Match @{ a = 1 } -Provider local-userpass -FullDocument $true'
                Says = '-Operation, -Provider, -Database, -Match, -FullDocument do not go with a trigger of type SCHEDULED, which takes -Schedule, -SkipCatchupEvents.' }
            @{ Line = 'Set-AppTrigger nightly -Cluster Cluster0'; Says = '-Cluster does not go with a trigger of type SCHEDULED*' }
            @{ Line = 'Set-AppTrigger onOrder -Schedule "0 1 * * *"'; Says = '-Schedule does not go with a trigger of type DATABASE, which takes -Operation, -Cluster, *' }
            @{ Line = 'Set-AppTrigger joined -Collection orders'; Says = '-Collection does not go with a trigger of type AUTHENTICATION, which takes -Operation, -Provider.' }
            @{ Line = 'Set-AppTrigger joined -Operation INSERT'; Says = 'A trigger for users reacts to one operation: LOGIN, CREATE or DELETE.' }
            @{ Line = 'Set-AppTrigger onOrder -ErrorHandlerFunctionName onOrder'; Says = '-ErrorHandlerFunctionName is for events that EventBridge does not take*' }
            @{ Line = 'New-AppTrigger x -Function onOrder -Schedule "0 1 * * *" -Database shop'; Says = '-Database does not go with a trigger of type SCHEDULED*' }
            @{ Line = 'New-AppTrigger x -Function onOrder -Schedule "0 1 * * *" -Operation INSERT'; Says = '-Operation does not go with a trigger of type SCHEDULED*' }
            @{ Line = 'New-AppTrigger x -Function onOrder -Provider anon-user -Operation LOGIN -Unordered $true'; Says = '-Unordered does not go with a trigger of type AUTHENTICATION*' }
            @{ Line = 'New-AppTrigger x -Function onOrder -Provider anon-user -Operation INSERT'; Says = 'A trigger for users reacts to one operation*' }
        ) {
            Get-Change { $script:refused = Get-ErrorOf ([scriptblock]::Create($Line)) } | Should -BeNullOrEmpty
            ($refused.FullyQualifiedErrorId -replace ',.*') | Should -Be 'AmbiguousParameterSet'
            "$refused" | Should -BeLike $Says
        }

        It 'of a schedule, with a setting of its own' {
            (Set-AppTrigger nightly -Schedule '0 4 * * *' -SkipCatchupEvents $true -PassThru).Schedule | Should -Be '0 4 * * *'
        }

        It 'and changes nothing but what is named' {
            $before = Get-AppTrigger onOrder
            Get-AppTrigger on* | Disable-AppTrigger
            $off = Get-AppTrigger onOrder
            ($off.IsEnabled, $off.Match.'fullDocument.total'.'$gt', $off.FunctionId) | Should -Be $false, 100, $before.FunctionId
            (Enable-AppTrigger onOrder -PassThru).IsEnabled | Should -BeTrue
            $set = Set-AppTrigger onOrder -Collection carts -Match @{} -PassThru
            ($set.Collection, $set.Database, "$($set.Match)", $set.FullDocument) | Should -Be carts, shop, '', $true
            $moved = Set-AppTrigger onOrder -EventBridgeAccountId 1 -EventBridgeRegion r -PassThru
            ($moved.EventBridgeAccountId, $moved.FunctionName) | Should -Be '1', $null
            $told = Set-AppTrigger onOrder -MaximumThroughput $true -ErrorHandlerFunctionName onOrder -PassThru
            ($told.MaximumThroughput, $told.ErrorHandlerFunctionId, $told.EventBridgeRegion) | Should -Be $true, $before.FunctionId, r
            (Set-AppTrigger onOrder -ErrorHandlerFunctionName '' -PassThru).ErrorHandlerFunctionId | Should -BeNullOrEmpty
            Resume-AppTrigger onOrder -SkipMissed
            $atlas.Bodies.ToArray()[-1] | Should -Be '{"disable_token":true}'
            Get-AppTrigger | Remove-AppTrigger
            Get-AppTrigger | Should -BeNullOrEmpty
        }

        It 'with a new app by the first trigger' {
            Remove-AppDefinition Triggers -Confirm:$false
            Get-Id { New-AppTrigger first -Function onOrder -Operation INSERT } | Should -Be 'AppIdMissing'
            Get-Id { New-AppTrigger first -Function onOrder -Operation INSERT -Cluster Cluster1 } | Should -Be 'AppFunctionNotFound'
            Set-AppFunctionDefinition $function
            (New-AppTrigger first -Function onOrder -Operation INSERT -Cluster Cluster1).ClusterName | Should -Be Cluster1
        }
    }

    Context 'manages endpoints' {
        It 'makes, changes and deletes them' {
            Set-AppFunctionDefinition -Name orders -Source 'exports = () => 1;' -App shop
            Set-AppSecret hook (New-Secret x) -App shop
            $made = Set-AppEndpoint /orders POST orders -SecretName hook -App shop -PassThru
            ($made.Validation, $made.RespondResult, $made.IsEnabled, "$made") | Should -Be VERIFY_PAYLOAD, $true, $true, 'POST /orders'
            $null = Set-AppEndpoint /orders GET orders -App shop
            (Set-AppEndpoint /orders POST -Enabled $false -App shop -PassThru).Validation | Should -Be VERIFY_PAYLOAD
            Get-Id { Set-AppEndpoint /orders POST -SecretName hook -Validation NO_VALIDATION -App shop } | Should -Be AmbiguousParameterSet
            $null = Set-AppEndpoint /orders POST -Validation SECRET_AS_QUERY_PARAM -App shop
            (Set-AppEndpoint /orders POST -SecretName hook -App shop -PassThru).Validation | Should -Be SECRET_AS_QUERY_PARAM
            @(Get-AppEndpoint /ord* -App shop).Count | Should -Be 2
            $made | Remove-AppEndpoint
            (Get-AppEndpoint -App shop).Method | Should -Be GET
        }
    }

    Context 'deploys folders' {
        BeforeAll {
            $folder = [IO.Path]::GetDirectoryName((New-File 'shop/root_config.json' '{"name":"shop","config_version":20210101}'))
            $null = New-File 'shop/functions/sub/add.js' 'exports = (a, b) => a + b;'
            $null = New-File 'shop/functions/node_modules/x/index.js' 'no'
            $null = New-File 'shop/values/rate.json' '{"name":"rate","value":1}'
            $null = New-File 'shop/data_sources/mongodb-atlas/config.json' '{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"Cluster0"}}'
            $null = New-File 'shop/data_sources/mongodb-atlas/store/items/schema.json' '{"title":"item"}'
            $null = New-File 'shop/http_endpoints/config.json' '[{"route":"/x"}]'
            $null = New-AppDefinition deployed
        }

        It 'shows first what would change, and changes it in one' {
            Get-Change { Publish-AppDefinition $folder -App deployed -WhatIf } | Should -BeNullOrEmpty
            $changes = Get-Change { $script:deployment = Publish-AppDefinition $folder -App deployed }
            $changes -replace '^(\w+) .*/apps/[0-9a-f]+', '$1 ' -replace '[0-9a-f]{24}', 'id' | Should -Be 'POST /drafts', 'POST /import?strategy=replace-by-name', 'POST /drafts/id/deployment'
            $deployment.Status | Should -Be successful
            (Get-AppFunctionDefinition -App deployed).Name | Should -Be sub/add
            $body = @($service.Bodies.ToArray() | Where-Object { $_ -like '*config_version*' })[-1] | ConvertFrom-Json
            $body.functions.sources.'sub/add.js' | Should -Be 'exports = (a, b) => a + b;'
            ($body.data_sources[0].rules[0].database, $body.data_sources[0].rules[0].schema.title) | Should -Be store, item
            ($body.values[0].name, $body.endpoints.config[0].route) | Should -Be rate, /x
        }

        It 'deploys nothing that is there' { Get-Change { Publish-AppDefinition $folder -App deployed } | Should -BeNullOrEmpty }

        It 'finds the app by what the folder says' {
            $id = (Get-AppDefinition deployed).ClientAppId
            $null = New-File 'shop/.mdb/meta.json' "{`"client_app_id`":`"$id`"}"
            (Publish-AppDefinition $folder -WhatIf) | Should -BeNullOrEmpty
            Get-Id { Publish-AppDefinition $folder -App nothing } | Should -Be AppNotFound
        }

        It 'leaves an app as it is when a deployment fails, and no draft' {
            $null = New-File 'shop/functions/bad.js' 'fails to deploy'
            $record = Get-ErrorOf { Publish-AppDefinition $folder -App deployed }
            $record.FullyQualifiedErrorId | Should -Be 'AppDeploymentFailed,AppServices.Commands.PublishAppDefinitionCommand'
            "$record" | Should -Match 'does not compile'
            [IO.File]::Delete([IO.Path]::Combine($folder, 'functions', 'bad.js'))
            $null = New-File 'shop/values/rate.json' '{"name":"rate","value":2}'
            $service.Fail('/deployment', $null, @(500))
            Get-Id { Publish-AppDefinition $folder -App deployed } | Should -Be AppServiceError
            $service.Requests.ToArray()[-1] | Should -BeLike 'DELETE */drafts/*'
            (Publish-AppDefinition $folder -App deployed).Status | Should -Be successful
        }

        It 'says so when somebody has a draft' {
            $null = $service.Add('deployed', 'drafts', '{}')
            $null = New-File 'shop/values/rate.json' '{"name":"rate","value":3}'
            Get-Id { Publish-AppDefinition $folder -App deployed } | Should -Be AppDraftExists
            (Publish-AppDefinition $folder -App deployed -DiscardDraft).Status | Should -Be successful
        }

        It 'reads a folder that is wrong' {
            $bad = New-File 'bad/root_config.json' '{"name":'
            $record = Get-ErrorOf { Publish-AppDefinition ([IO.Path]::GetDirectoryName($bad)) -App deployed }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppFolderInvalid,*'
            "$record" | Should -Match 'root_config.json'
        }

        It 'goes back to an earlier one' {
            $all = @(Get-AppDeployment -App deployed)
            $restored = $all[-1] | Restore-AppDeployment
            ($restored.Status, (Get-AppDeployment -App deployed -First 1).Id) | Should -Be successful, $restored.Id
            (Get-AppDeployment $all[0].Id -App deployed).Id | Should -Be $all[0].Id
        }

        It 'and exports them' {
            $target = [IO.Path]::Combine($TestDrive, 'exported')
            Get-Change { Export-AppDefinition $target -App deployed -WhatIf } | Should -BeNullOrEmpty
            [IO.Directory]::Exists($target) | Should -BeFalse
            $exported = Export-AppDefinition $target -App deployed
            $exported.FullName | Should -Be $target
            ($exported | Get-ChildItem -Filter functions).PSIsContainer | Should -BeTrue
            [IO.File]::ReadAllText([IO.Path]::Combine($target, 'functions', 'sub', 'add.js')) | Should -Be 'exports = (a, b) => a + b;'
            Get-Id { Export-AppDefinition $target -App deployed } | Should -Be AppFolderNotEmpty
            (Export-AppDefinition $target -App deployed -Force).FullName | Should -Be $target
        }
    }

    Context 'manages users' {
        BeforeAll {
            $null = New-AppDefinition club
            foreach ($number in 1..51) {
                $null = $service.Add('club', 'users', "{`"type`":`"normal`",`"disabled`":$(if ($number -eq 3) { 'true' } else { 'false' }),`"creation_date`":1764403200,`"data`":{`"email`":`"u$number@example.com`"},`"identities`":[{`"id`":`"1`",`"provider_type`":`"$(if ($number -eq 5) { 'api-key' } else { 'local-userpass' })`"}]}")
            }
            $null = $service.Add('club', 'pending', '{"login_ids":[{"id_type":"email","id":"new@example.com"}]}')
        }

        It 'gets all of them, page by page' {
            @(Get-AppAccount -App club).Count | Should -Be 51
            @(Get-AppAccount -App club -First 7).Count | Should -Be 7
            (Get-AppAccount -App club -Email u50@*, U51@example.com).Email | Should -Be u50@example.com, u51@example.com
            (Get-AppAccount -App club -Enabled $false).Email | Should -Be u3@example.com
            (Get-AppAccount -App club -Provider api-key).Email | Should -Be u5@example.com
            (Get-AppAccount -App club -Pending).Email | Should -Be new@example.com
        }

        It 'makes, confirms, disables and deletes them' {
            $mia = New-Credential mia@example.com | New-AppAccount -App club
            ($mia.Email, $mia.IsEnabled, $mia.Provider) | Should -Be mia@example.com, $true, local-userpass
            Get-Id { New-Credential mia@example.com | New-AppAccount -App club } | Should -Be AppAccountExists
            $mia | Disable-AppAccount | Should -BeNullOrEmpty
            (Get-AppAccount $mia.Id -App club).IsEnabled | Should -BeFalse
            ($mia.Id | Enable-AppAccount -App club -PassThru).IsEnabled | Should -BeTrue
            ($mia | Disable-AppAccount -PassThru).IsEnabled | Should -BeFalse
            $mia | Revoke-AppAccountSession
            $service.Requests.ToArray()[-1] | Should -BeLike 'PUT */logout'
            $mia | Get-AppAccountDevice | Should -BeNullOrEmpty
            $mia | Remove-AppAccount -Confirm:$false
            Get-Id { Get-AppAccount $mia.Id -App club } | Should -Be AppAccountNotFound
            Get-AppAccount -App club -Pending | Confirm-AppAccount
            (Get-AppAccount -App club -Email new@example.com).IsPending | Should -BeFalse
        }

        It 'makes them of the rows of a table, but for those that are no accounts' {
            $rows = ConvertFrom-Csv "Mail,Email,Password`
sam@example.com,,hunter2hunter2`
,ria@example.com,correct horse"
            ($rows | New-AppAccount -App club -ErrorAction SilentlyContinue -ErrorVariable failures).Email | Should -Be ria@example.com
            "$($failures.FullyQualifiedErrorId) $($failures.CategoryInfo.TargetName)" | Should -Be 'AppArgumentInvalid,AppServices.Commands.NewAppAccountCommand row'
            $failures.TargetObject | Should -Be $rows[0]
            (New-AppAccount @{ Email = 'tom@example.com'; Password = 'correct horse' } -App club).Email | Should -Be tom@example.com
            Get-Id { 1 | New-AppAccount (New-Credential) -App club } | Should -Be InputObjectNotBound
            Get-AppAccount -App club -Email ria@example.com, tom@example.com | Remove-AppAccount -Confirm:$false
        }

        It 'and knows their devices' {
            $id = $service.Add('club', 'users', '{"type":"normal","identities":[],"devices":[{"_id":"1","platform":"Linux","sdk_version":"1.2"}]}')
            (Get-AppAccountDevice $id -App club).Platform | Should -Be Linux
        }

        It 'manages keys of the server' {
            $robot = New-AppServerApiKey robot -App club
            (Read-Secret $robot.Key) | Should -Match '^k[0-9a-f]{32}$'
            New-AppServerApiKey text -App club -AsPlainText | Should -Match '^k[0-9a-f]{32}$'
            Remove-AppServerApiKey text -App club -Confirm:$false
            $known = Get-AppServerApiKey ro* -App club
            ($known.Id, $known.Key, $known.IsEnabled) | Should -Be $robot.Id, $null, $true
            $known | Disable-AppServerApiKey | Should -BeNullOrEmpty
            (Get-AppServerApiKey robot -App club).IsEnabled | Should -BeFalse
            (Enable-AppServerApiKey robot -App club -PassThru).IsEnabled | Should -BeTrue
            ($known | Disable-AppServerApiKey -PassThru).IsEnabled | Should -BeFalse
            Get-Id { New-AppServerApiKey robot -App club } | Should -Be AppApiKeyExists
            $known | Remove-AppServerApiKey -Confirm:$false
            Get-AppServerApiKey -App club | Should -BeNullOrEmpty
        }
    }

    Context 'reads logs' {
        BeforeAll {
            $null = New-AppDefinition logged
            function Add-Log {
                param([int] $Number, [string] $More = '')
                $time = [datetime]::UtcNow.AddSeconds($Number).ToString('yyyy-MM-ddTHH:mm:ss.fffZ')
                $null = $service.Add('logged', 'logs', "{`"type`":`"FUNCTION`",`"started`":`"$time`",`"completed`":`"$time`",`"co_id`":`"c$Number`",`"function_name`":`"f$([math]::Abs($Number % 2))`",`"messages`":[`"m$Number`",{`"n`":1}]$More}")
            }
        }

        It 'page by page, the newest first' {
            foreach ($number in -200..-98) { Add-Log $number }
            $all = @(Get-AppLog -App logged)
            $all.Count | Should -Be 103
            @($all.Id | Select-Object -Unique).Count | Should -Be 103
            $all[0].CorrelationId | Should -Be c-98
            $all[0].Summary | Should -Be 'm-98 {"n":1}'
            @(Get-AppLog -App logged -First 2).Count | Should -Be 2
        }

        It 'filtered' {
            Add-Log -50 ',"error":"it failed","error_code":"FunctionExecutionError","user_id":"u1"'
            (Get-AppLog FUNCTION -App logged -ErrorsOnly).Error | Should -Be 'it failed'
            (Get-AppLog -App logged -User u1).IsError | Should -BeTrue
            @(Get-AppLog -App logged -Function F1).Count | Should -Be 51
            @(Get-AppLog -App logged -Since ([datetime]::UtcNow.AddSeconds(-60))).Count | Should -Be 1
            @(Get-AppLog -App logged -Before ([datetime]::UtcNow.AddSeconds(-60))).Count | Should -Be 103
            Get-AppLog AUTH -App logged | Should -BeNullOrEmpty
            (Get-AppLog -App logged -First 1 | Get-AppLog -App logged).Count | Should -Be 1
        }

        It 'and follows them' {
            $shell = [powershell]::Create([Management.Automation.RunspaceMode]::NewRunspace)
            try {
                $null = $shell.AddScript({ param($module, $app) Import-Module $module; $app | Get-AppLog -Follow -First 2 -PollSeconds 1 | ForEach-Object CorrelationId }).AddArgument($moduleManifest).AddArgument((Get-AppDefinition logged))
                $before = $service.Requests.Count
                $running = $shell.BeginInvoke()
                $null = Wait-Until { @($service.Requests.ToArray() | Select-Object -Skip $before) -like '*/logs?*' }
                Add-Log 1
                Add-Log 2
                $shell.EndInvoke($running) | Should -Be c1, c2
            }
            finally { $shell.Dispose() }
        }
    }

    Context 'manages packages' {
        It 'one by one, and from a file' {
            Add-AppDependency lodash 4.17.21 -App shop | Should -BeNullOrEmpty
            "$(Add-AppDependency @scope/name 1.0.0 -App shop -PassThru)" | Should -Be '@scope/name@1.0.0'
            (Get-AppDependency -App shop | ForEach-Object { "$_" }) | Should -Be lodash@4.17.21, '@scope/name@1.0.0'
            Get-AppDependency lo* -App shop | Remove-AppDependency
            Add-AppDependency -Path (New-File 'package.json' '{"dependencies":{"left-pad":"1.3.0"}}') -App shop
            (Get-AppDependency -App shop).Name | Should -Be left-pad
            (Add-AppDependency -Path (New-File 'package.json' '{"dependencies":{"left-pad":"1.3.0"}}') -App shop -PassThru).Name | Should -Be left-pad
        }
    }

    It 'changes nothing with -WhatIf: <_>' -ForEach @(
        'New-AppDefinition x -WhatIf', 'Remove-AppDefinition shop -WhatIf', 'Set-AppFunctionDefinition -Name z -Source x -App shop -WhatIf', 'Remove-AppFunctionDefinition w -App shop -WhatIf'
        'Test-AppFunction w -App shop -WhatIf', 'Set-AppValue w 1 -App shop -WhatIf', 'Remove-AppValue w -App shop -WhatIf', 'Set-AppSecret w (New-Secret x) -App shop -WhatIf', 'Remove-AppSecret w -App shop -WhatIf'
        'New-AppTrigger z -Function w -Schedule "* * * * *" -App shop -WhatIf', 'Set-AppTrigger w -SkipCatchupEvents $true -App shop -WhatIf', 'Enable-AppTrigger w -App shop -WhatIf', 'Disable-AppTrigger w -App shop -WhatIf'
        'Resume-AppTrigger w -App shop -WhatIf', 'Remove-AppTrigger w -App shop -WhatIf', 'Set-AppEndpoint /w GET w -App shop -WhatIf', 'Remove-AppEndpoint /w -App shop -WhatIf', 'New-Credential a@b.c | New-AppAccount -App shop -WhatIf'
        'Enable-AppAccount 1 -App shop -WhatIf', 'Disable-AppAccount 1 -App shop -WhatIf', 'Remove-AppAccount 1 -App shop -WhatIf', 'Confirm-AppAccount a@b.c -App shop -WhatIf', 'Revoke-AppAccountSession 1 -App shop -WhatIf'
        'New-AppServerApiKey z -App shop -WhatIf', 'Enable-AppServerApiKey w -App shop -WhatIf', 'Disable-AppServerApiKey w -App shop -WhatIf', 'Remove-AppServerApiKey w -App shop -WhatIf'
        'Restore-AppDeployment 1 -App shop -WhatIf', 'Add-AppDependency z -App shop -WhatIf', 'Remove-AppDependency w -App shop -WhatIf'
    ) {
        if (-not $script:prepared) {
            Set-AppFunctionDefinition -Name w -Source x -App shop
            Set-AppValue w 1 -App shop
            Set-AppSecret w (New-Secret x) -App shop
            $script:prepared = New-AppTrigger w -Function w -Schedule '* * * * *' -App shop
            Set-AppEndpoint /w GET w -App shop
            $null = New-AppServerApiKey w -App shop
            Add-AppDependency w -App shop
        }
        $code = [scriptblock]::Create($_)
        $output = [Collections.Generic.List[object]]::new()
        Get-Change { & $code | ForEach-Object { $output.Add($_) } } | Should -BeNullOrEmpty
        $output.Count | Should -Be 0
        $null = Get-ErrorOf $code | Should -BeNullOrEmpty
    }

    It 'is helped by Tab: <Line>' -ForEach @(
        @{ Line = 'Get-AppDefinition sho'; Finds = 'shop' }
        @{ Line = 'Get-AppFunctionDefinition -App sho'; Finds = 'shop' }
        @{ Line = 'Get-AppFunctionDefinition -App shop -Name ech'; Finds = 'echo' }
        @{ Line = 'Remove-AppSecret -App shop -Name hid'; Finds = 'hidden' }
        @{ Line = 'Get-AppSecret -App shop -Name nothing'; Finds = $null }
        @{ Line = 'Get-AppSecret -App nothing -Name x'; Finds = $null }
        @{ Line = 'Get-AppTrigger -ProjectId 5f'; Finds = '5f60207f14dfb25d23101102' }
    ) {
        Set-AppSecret hidden (New-Secret x) -App shop
        Set-AppFunctionDefinition -Name echo -Source x -App shop
        $found = [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches
        @($found.CompletionText) | Should -Be @($Finds)
    }

    It 'has a table for <_> whose headers are properties, in 80 columns' -ForEach @(
        'AppAdmin', 'AppDefinition', 'AppFunctionDefinition', 'AppValue', 'AppEnvironmentValue', 'AppLogForwarder', 'AppRule', 'AppSchema', 'AppHostingFile', 'AppSecret', 'AppTrigger', 'AppEndpoint', 'AppAccount', 'AppAccountImport', 'AppAccountDevice', 'AppServerApiKey', 'AppDeployment', 'AppDependency', 'AppLog'
    ) {
        $xml = [xml][IO.File]::ReadAllText([IO.Path]::Combine($moduleFolder, 'AppServices.Format.ps1xml'))
        $view = $xml.SelectSingleNode("//View[ViewSelectedBy/TypeName='AppServices.Admin.$_']")
        $properties = ("AppServices.Admin.$_" -as [type]).GetProperties().Name
        foreach ($column in $view.SelectNodes('.//TableColumnItem/PropertyName')) { $column.InnerText | Should -BeIn $properties }
        $view.SelectNodes('.//Label').Count | Should -Be 0
        $widths = @($view.SelectNodes('.//Width') | ForEach-Object { [int]$_.InnerText + 1 })
        ($widths | Measure-Object -Sum).Sum | Should -BeLessThan 72
    }
}
