BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
    # Whether the engine asks or not is what -Confirm:$false is for; the streams of a cmdlet are the engine's.
    $switches = foreach ($command in Get-Command -Module AppServices -CommandType Cmdlet) {
        # What answers admins is a library for .NET, which Windows PowerShell cannot load.
        if ($PSEdition -eq 'Desktop' -and ($command.Noun -eq 'AppAdmin' -or $command.Parameters.ContainsKey('Admin'))) { continue }
        foreach ($parameter in $command.Parameters.Values) {
            if ($parameter.SwitchParameter -and $parameter.Name -notin 'Confirm', 'Verbose', 'Debug') { @{ Command = $command.Name; Switch = $parameter.Name } }
        }
    }
}

Describe 'a switch that is $false' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $shop = Get-SharedApp documents
        $accounts = Get-SharedApp
        $saved = $env:XDG_DATA_HOME
        $env:XDG_DATA_HOME = [IO.Path]::Combine($TestDrive, 'data')
        $buyer = $shop | Connect-AppUser -Anonymous
        $items = @{ User = $buyer; Database = 'store'; Collection = 'switches' }

        # Prompts are errors here: the runspace's host cannot ask.
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($moduleManifest)
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()

        function Invoke-Here {
            param([string] $Name, [hashtable] $Parameters)
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            try {
                $output = @()
                try { $output = $shell.AddCommand($Name).AddParameters($Parameters).Invoke() }
                catch { "error $($_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId)" }
                foreach ($item in $output) { "$($item.PSObject.BaseObject.GetType()) $item" }
                $shell.Streams.Error | ForEach-Object { "error $($_.FullyQualifiedErrorId)" }
                $shell.Streams.Warning | ForEach-Object { "warning $_" }
                $shell.Streams.Verbose | ForEach-Object { "$_" -replace ' in \d+ ms.*' }
            }
            finally { $shell.Dispose() }
        }

        # What a call does: its output, errors and requests, and what it leaves behind.
        function Get-Outcome {
            param([string] $Name, [scriptblock] $Make, [hashtable] $With)
            $writes = $Name -like '*-AppDocument' -or $Name -eq 'Invoke-AppBulkWrite'
            if ($writes) {
                $null = Remove-AppDocument @items -Filter @{} -All -Confirm:$false
                Add-AppDocument @items -InputObject @{ _id = 1; n = 1 }, @{ _id = 2; n = 1 }
            }
            $given = & $Make
            if ($given -isnot [hashtable]) { throw "No parameters: $given" }
            $done = Invoke-Here $Name ($given + @{ Verbose = $true } + $With)
            # Two actions at once in a runspace that is idle can end the process: the engine's pulse races with itself.
            if ($Name -eq 'Register-AppUserEvent') { $null = Invoke-Here Unregister-AppUserEvent @{ SourceIdentifier = '*' } }
            $left = if ($writes) { Get-AppDocument @items | ForEach-Object { "$_" } }
            if ($Name -eq 'Export-AppDocument') { $left = [IO.File]::ReadAllText($exported); [IO.File]::SetAttributes($exported, 'Normal') }
            $files = if ([IO.Directory]::Exists($env:XDG_DATA_HOME)) { [IO.Directory]::GetFiles($env:XDG_DATA_HOME, '*', 'AllDirectories') }
            foreach ($file in $files) { [IO.File]::Delete($file) }
            $kept = if ($files -and $With.ContainsKey('Persist')) { 'saved' }
            (@($done; $left; $kept) -join "`n") -replace '[0-9a-f]{24,32}' -replace '\b[0-9a-f-]{36}\b' -replace '\bm-[a-p]{5}\b'
        }

        # An address that is not this machine to the cmdlets, where nobody answers.
        $plain = @{ AppId = 'a'; BaseUri = "http://$([Net.Dns]::GetHostName()):9"; TimeoutSeconds = 1 }
        $null = $accounts | Connect-AppUser -Anonymous
        $account = New-Credential
        $null = $accounts | Register-AppUser -Credential $account
        $member = $accounts | Connect-AppUser -Credential $account
        $key = New-AppApiKey one -User $member

        function New-Visitor { $accounts | Connect-AppUser -Anonymous -AsNewUser }
        function New-Account {
            $credential = New-Credential
            $null = $accounts | Register-AppUser -Credential $credential
            $credential
        }
        $target = @{ AppId = $accounts.AppId; BaseUri = $accounts.BaseUri; TimeoutSeconds = 20 }

        $known = @{}

        # A file that is there already.
        $exported = [IO.Path]::Combine($TestDrive, 'exported.jsonl')
        function New-File {
            [IO.File]::WriteAllText($exported, "{`"_id`":1,`"n`":7}`n{`n{`"_id`":3}`n")
            $exported
        }

        # An app of its own, which has one of each, for what an admin does.
        if ($PSEdition -ne 'Desktop') {
            $service = Start-AdminService
            $boss = Connect-AppAdmin (New-Credential abcdwxyz) -BaseUri $service.BaseUri
        }
        function New-Managed {
            param([hashtable] $With = @{})
            $app = New-AppDefinition "m$([guid]::NewGuid().ToString('N'))" -Cluster Cluster0 -Admin $boss
            foreach ($object in @{ functions = '"source":"x"' }, @{ values = '"value":1' }, @{ secrets = '"value":"x"' }, @{ api_keys = '"disabled":false' }, @{ packages = '"version":"1"' }, @{ endpoints = '"route":"/w","http_method":"GET"' }, @{ environment_values = '"values":{}' }, @{ log_forwarders = '"disabled":false' }) {
                foreach ($kind in $object.Keys) { $null = $service.Add($app.Name, $kind, "{`"name`":`"w`",$($object[$kind])}") }
            }
            $null = New-AppTrigger w -App $app -FunctionName w -Schedule '* * * * *'
            $null = $service.Add($app.Name, 'logs', '{"type":"FUNCTION","started":"2026-11-29T08:00:00.000Z"}')
            $null = $service.Add($app.Name, 'pending', '{"login_ids":[{"id_type":"email","id":"a@b.c"}]}')
            @{ App = $app } + $With
        }
        function Add-Managed {
            param([string] $Kind, [string] $Json, [hashtable] $With = @{})
            $managed = New-Managed $With
            $id = $service.Add($managed.App.Name, $Kind, $Json)
            if ($With.ContainsKey('Id')) { $managed['Id'] = $id }
            $managed
        }
        function New-UserFile {
            $file = [IO.Path]::Combine($TestDrive, "$([guid]::NewGuid()).json")
            [IO.File]::WriteAllText($file, '{"_id":"5f4a1c2d3e4f5a6b7c8d9e01","identities":[{"id":"x","provider_type":"anon-user"}]}')
            $file
        }
        function New-Folder {
            param([switch] $Empty)
            $folder = [IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString())
            if ($Empty) { return $folder }
            $null = New-JsonFile ([IO.Path]::Combine($folder, 'root_config.json')) '{"name":"m"}'
            $null = New-JsonFile ([IO.Path]::Combine($folder, 'functions', 'package.json')) '{"dependencies":{"p":"1"}}'
            $folder
        }
        $user = '{"type":"normal","identities":[]}'
        $page = '{"path":"/root_config.json","content":"{}","hash":"x"}'
        $schema = '{"metadata":{"data_source":"mongodb-atlas","database":"a","collection":"b"},"schema":{}}'

        # For each cmdlet the calls that are made, each without the switch, with it, and with it as $false.
        $calls = @{
            'Add-AppDocument'           = { $items + @{ InputObject = @{ n = 2 } } }, { $items + @{ InputObject = @{ _id = 1 }, @{ _id = 7 } } }
            'Add-AppUserLink'           = { @{ User = $member } }, { @{ User = New-Visitor; Credential = New-Account } }, { @{ User = $member; ApiKey = New-Secret 'x' } }
            'Confirm-AppUser'           = { $target + @{ Token = New-Secret 'x'; TokenId = 'y' } }, { $plain + @{ Token = New-Secret 'x'; TokenId = 'y' } }
            'Connect-AppUser'           = { $target }, { $target + @{ Credential = $account } }, { $target + @{ Anonymous = $true } }, { $target + @{ ApiKey = New-Secret 'x' } },
            { $target + @{ Jwt = New-Secret 'x' } }, { $target + @{ AppCredential = [AppServices.AppCredential]::Anonymous() } }, { $target + @{ UserId = 'nobody' } },
            { $plain + @{ ApiKey = New-Secret 'x' } }
            'Disable-AppApiKey'         = { @{ InputObject = $key } }
            'Enable-AppApiKey'          = { @{ InputObject = $key } }
            'Export-AppDocument'        = { $items + @{ LiteralPath = New-File } }, { [IO.File]::SetAttributes((New-File), 'ReadOnly'); $items + @{ LiteralPath = $exported } }
            'Get-AppDocument'           = { $items }, { $items + @{ Filter = @{ n = 1 } } }, { $items + @{ Id = 1 } }, { $items + @{ InputObject = 2 } }, { $items + @{ Sort = @{ _id = -1 }; Skip = 1 } }
            'Get-AppUser'               = { @{} }, { @{ Id = $buyer.Id } }, { @{ Name = '*' } }
            'Get-AppUserCustomData'     = { @{ User = $member } }
            'Get-AppUserIdentity'       = { @{ User = $member } }
            'Get-AppUserProfile'        = { @{ User = $member } }
            'Import-AppDocument'        = { $items + @{ LiteralPath = New-File } }
            'Invoke-AppAggregate'       = { $items + @{ Pipeline = @(@{ '$match' = @{} }, @{ '$out' = 'copied' }) } }
            'Invoke-AppEndpoint'        = { @{ User = $member; Route = '/stock' } }, { @{ User = $member; Route = '/nowhere'; Body = @{ n = 1 } } }, { @{ Route = '/stock' } + $target }, { @{ Route = '/stock' } + $plain }
            'Invoke-AppBulkWrite'       = { $items + @{ Operation = @(@{ insertOne = @{ document = @{ _id = 1 } } }, @{ insertOne = @{ document = @{ _id = 7 } } }) } }
            'Invoke-AppFunction'        = { @{ User = $member; Name = 'echo'; ArgumentList = , @(1, 2) } }
            'Invoke-AppRequest'         = { @{ User = $member; Path = '/app/:app/functions/call'; Body = @{ name = 'echo'; arguments = , @(1, 2) } } }, { @{ User = $member; Path = '/auth/api_keys' } }, { @{ User = $member; Path = '/nowhere'; Body = @{ n = 1 } } }
            'New-AppApiKey'             = { @{ User = $member; Name = "k$([guid]::NewGuid().ToString('N'))" } }
            'Register-AppPushDevice'    = { @{ User = $member; ServiceName = 'gcm'; RegistrationToken = New-Secret 'x' } }
            'Register-AppUser'          = { $target + @{ Credential = New-Credential } }, { $plain + @{ Credential = New-Credential } }
            'Register-AppUserEvent'     = { @{ User = $buyer; Action = { } } }
            'Remove-AppApiKey'          = { @{ InputObject = New-AppApiKey 'other' -User $member; Confirm = $false } }
            'Remove-AppDocument'        = { $items + @{ Confirm = $false } }, { $items }, { $items + @{ Filter = @{ n = 1 } } }, { $items + @{ Id = 1 } }, { $items + @{ InputObject = 2 } }, { $items + @{ Id = 1; All = $false } },
            { $items + @{ All = $true } }
            'Remove-AppUser'            = { @{ User = New-Visitor } }
            'Reset-AppUserPassword'     = { $target + @{ NewPassword = New-Secret 'x' } }, { $target + @{ NewPassword = New-Secret 'x'; Token = New-Secret 'x'; TokenId = 'y' } },
            { $target + @{ NewPassword = New-Secret 'x'; Link = New-Secret 'http://x/?token=1&tokenId=2' } }, { $target + @{ NewPassword = New-Secret 'x'; Email = 'mia@example.com' } },
            { $plain + @{ NewPassword = New-Secret 'x'; Token = New-Secret 'x'; TokenId = 'y' } }
            'Send-AppPasswordReset'     = { $target + @{ Email = 'mia@example.com' } }, { $plain + @{ Email = 'a@b.c' } }
            'Send-AppUserConfirmation'  = { $target + @{ Email = 'mia@example.com' } }, { $plain + @{ Email = 'a@b.c' } }
            'Set-AppDocument'           = { $items + @{ InputObject = @{ _id = 1; n = 5 } } }, { $items + @{ InputObject = @{ _id = 9; n = 5 } } }
            'Start-AppServer'           = { @{ Path = [IO.Path]::Combine($TestDrive, 'no such app'); Port = 0 } }
            'Stop-AppServer'            = { @{ Id = 1 } }
            'Switch-AppUser'            = { @{ User = $buyer } }
            'Test-AppConnection'        = { @{ User = $member } }
            'Unregister-AppPushDevice'  = { @{ User = $member; ServiceName = 'gcm' } }
            'Unregister-AppUser'        = { @{ User = New-Visitor; Confirm = $false } }
            'Unregister-AppUserEvent'   = { $null = Invoke-Here Register-AppUserEvent @{ User = $buyer; SourceIdentifier = 'switch' }; @{ SourceIdentifier = 'switch' } }
            'Update-AppDocument'        = { $items + @{ Filter = @{ n = 1 }; Update = @{ '$set' = @{ n = 2 } } } }, { $items + @{ Filter = @{ n = 9 }; Update = @{ '$set' = @{ m = 2 } } } },
            { $items + @{ Id = 1; Update = @{ '$set' = @{ n = 2 } } } }, { $items + @{ InputObject = 2; Update = @{ '$set' = @{ n = 2 } } } }
            'Update-AppUserCustomData'  = { @{ User = $member } },
            { @{ User = $member; CustomData = @{ theme = 'dark' }; Database = 'store'; Collection = 'customs'; UserIdField = 'owner' } }
            'Update-AppUserToken'       = { @{ User = $member } }
            'Watch-AppDocument'         = { @{ User = $buyer; Database = 'store'; Collection = 'switches'; ServiceName = 'none'; First = 1 } }
            'Add-AppDependency'         = { New-Managed @{ Name = 'p' } }
            'Confirm-AppAccount'        = { New-Managed @{ Email = 'a@b.c' } }
            'Connect-AppAdmin'          = { @{ BaseUri = $service.BaseUri; Credential = New-Credential abcdwxyz } }, { @{ BaseUri = $plain.BaseUri; TimeoutSeconds = 1; Credential = New-Credential abcdwxyz } }
            'Disable-AppAccount'        = { Add-Managed users $user @{ Id = '' } }
            'Disable-AppServerApiKey'   = { New-Managed @{ Name = 'w' } }
            'Disable-AppTrigger'        = { New-Managed @{ Name = 'w' } }
            'Enable-AppAccount'         = { Add-Managed users $user @{ Id = '' } }
            'Disable-AppHosting'        = { New-Managed }
            'Enable-AppHosting'         = { New-Managed }
            'Enable-AppServerApiKey'    = { New-Managed @{ Name = 'w' } }
            'Enable-AppTrigger'         = { New-Managed @{ Name = 'w' } }
            'Export-AppDefinition'      = { New-Managed @{ Path = New-Folder } }, { New-Managed @{ Path = New-Folder -Empty } }
            'Get-AppAccount'            = { New-Managed }
            'Export-AppHostingFile'     = { New-Managed @{ Path = New-Folder; Name = 'none' } }, { Add-Managed files $page @{ Path = New-Folder -Empty } }
            'Get-AppLog'                = { New-Managed @{ First = 1; Since = [datetime]'2026-01-01' } }, { New-Managed @{ Before = [datetime]::UtcNow } }
            'Import-AppAccount'         = { New-Managed @{ Path = New-UserFile } }, { New-Managed @{ LiteralPath = New-UserFile } }
            'New-AppAccount'            = { New-Managed @{ Credential = New-Credential a@b.c } }
            'New-AppDefinition'         = { @{ Admin = $boss; Name = '1' } }
            'New-AppServerApiKey'       = { New-Managed @{ Name = 'k' } }
            'New-AppTrigger'            = { New-Managed @{ Name = 't'; FunctionName = 'w'; Schedule = '* * * * *' } }
            'Publish-AppHostingFile'    = { Add-Managed files $page @{ Path = [IO.Path]::Combine((New-Folder), 'root_config.json') } },
            { $managed = New-Managed @{ Path = [IO.Path]::Combine((New-Folder), 'root_config.json') }; Publish-AppHostingFile $managed.Path -App $managed.App; $managed }
            'Publish-AppDefinition'     = { New-Managed @{ Path = New-Folder } }, { Add-Managed drafts '{}' @{ Path = New-Folder } }
            'Remove-AppAccount'         = { Add-Managed users $user @{ Id = ''; Confirm = $false } }
            'Remove-AppDefinition'      = { New-Managed @{ Confirm = $false } }
            'Remove-AppDependency'      = { New-Managed @{ Name = 'w' } }
            'Remove-AppEndpoint'        = { New-Managed @{ Route = '/w' } }
            'Remove-AppEnvironmentValue' = { New-Managed @{ Name = 'w' } }
            'Remove-AppHostingFile'     = { Add-Managed files $page @{ Name = '/root_config.json' } }
            'Remove-AppSchema'          = { Add-Managed schemas $schema @{ Name = 'a.b' } }
            'Remove-AppLogForwarder'    = { New-Managed @{ Name = 'w' } }
            'Remove-AppRule'            = { $managed = New-Managed @{ Name = 'a.b' }; Set-AppRule a.b @{ name = 'x' } -App $managed.App; $managed }
            'Remove-AppFunctionDefinition' = { New-Managed @{ Name = 'w' } }
            'Remove-AppSecret'          = { New-Managed @{ Name = 'w'; Confirm = $false } }
            'Remove-AppServerApiKey'    = { New-Managed @{ Name = 'w'; Confirm = $false } }
            'Remove-AppTrigger'         = { New-Managed @{ Name = 'w' } }
            'Remove-AppValue'           = { New-Managed @{ Name = 'w' } }
            'Restore-AppDeployment'     = { Add-Managed deployments '{"status":"successful"}' @{ Id = '' } }
            'Resume-AppTrigger'         = { New-Managed @{ Name = 'w' } }
            'Revoke-AppAccountSession'  = { Add-Managed users $user @{ Id = '' } }
            'Set-AppEndpoint'           = { New-Managed @{ Route = '/w'; FunctionName = 'w' } }
            'Set-AppEnvironmentValue'   = { New-Managed @{ Name = 'w'; Value = 1 } }
            'Set-AppLogForwarder'       = { New-Managed @{ Name = 'w'; FunctionName = 'w' } }
            'Set-AppRequestOrigin'      = { New-Managed @{ Origin = 'https://shop.example' } }
            'Set-AppSchema'             = { Add-Managed schemas $schema @{ Name = 'a.b'; Schema = @{ title = 'x' } } }
            'Set-AppRule'               = { New-Managed @{ Name = 'a.b'; Role = @{ name = 'x' } } }
            'Set-AppFunctionDefinition' = { New-Managed @{ Name = 'w'; Source = 'y' } }
            'Set-AppSecret'             = { New-Managed @{ Name = 'w'; SecretValue = New-Secret 'x' } }
            'Set-AppTrigger'            = { New-Managed @{ Name = 'w'; SkipCatchupEvents = $true } }
            'Set-AppValue'              = { New-Managed @{ Name = 'w'; Value = 'w' } }
            'Test-AppFunction'          = { New-Managed @{ Name = 'w' } }
        }
        # What these switches do shows elsewhere: in events of other sessions, in the connection that breaks, in files that change, nowhere.
        $unseen = 'Register-AppUserEvent -SupportEvent', 'Register-AppUserEvent -Forward', 'Watch-AppDocument -Reconnect', 'Stop-AppServer -WhatIf',
            'Start-AppServer -NoWatch', 'New-AppTrigger -Disabled', 'Set-AppValue -FromSecret'
    }

    AfterAll {
        $runspace.Dispose()
        $env:XDG_DATA_HOME = $saved
        $service.Dispose()
    }

    It 'has not been given: <Command> -<Switch>' -ForEach $switches {
        $calls.ContainsKey($Command) | Should -BeTrue -Because 'each cmdlet with a switch has its calls in the table'
        $seen = $false
        foreach ($make in $calls[$Command]) {
            if ("$make" -match "\b$Switch = ") { continue }
            $without = if ($known["$Command $make"]) { $known["$Command $make"] } else { ($known["$Command $make"] = Get-Outcome $Command $make @{}) }
            Get-Outcome $Command $make @{ $Switch = $false } | Should -BeExactly $without -Because "$make"
            if (-not $seen -and "$Command -$Switch" -notin $unseen) { $seen = (Get-Outcome $Command $make @{ $Switch = $true }) -cne $without }
        }
        if ("$Command -$Switch" -notin $unseen) { $seen | Should -BeTrue -Because 'one of the calls must tell whether the switch is on' }
    }
}

Describe 'what is empty' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
        Add-AppDocument store kept @{ _id = 'a' }, @{ _id = 'b' }
        $kept = $user.MongoClient().Db('store').Collection('kept')
        $nothing = $null
    }

    It 'does not stand for everything: <Call>' -ForEach @(
        @{ Call = { Remove-AppDocument store kept -Confirm:$false }; Id = 'AppFilterMissing' }
        @{ Call = { Remove-AppDocument store kept -All:$false -Confirm:$false }; Id = 'AppFilterMissing' }
        @{ Call = { $with = @{ All = $false; Confirm = $false }; Remove-AppDocument store kept @with }; Id = 'AppFilterMissing' }
        @{ Call = { Remove-AppDocument store kept $nothing -Confirm:$false }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Remove-AppDocument store kept -Filter $nothing -All -Confirm:$false }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Remove-AppDocument store kept @{} -Confirm:$false }; Id = 'AppFilterMissing' }
        @{ Call = { Remove-AppDocument store kept '' -Confirm:$false }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Remove-AppDocument store kept 'null' -Confirm:$false }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Remove-AppDocument store kept -Id $nothing -Confirm:$false }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Remove-AppDocument store kept -Id @() -Confirm:$false }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { $nothing | Remove-AppDocument store kept -Confirm:$false }; Id = 'InputObjectNotBound,ParameterArgumentValidationError' }
        @{ Call = { @{ _id = $nothing } | Remove-AppDocument store kept -Confirm:$false }; Id = 'AppDocumentIdMissing' }
        @{ Call = { @{ _id = [regex]'.' } | Remove-AppDocument store kept -Confirm:$false }; Id = 'AppDocumentIdMissing' }
        @{ Call = { @{ _id = [regex]'.' } | Update-AppDocument store kept -Update @{ '$set' = @{ n = 1 } } }; Id = 'AppDocumentIdMissing' }
        @{ Call = { Update-AppDocument store kept $nothing @{ '$set' = @{ n = 1 } } -All }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Get-AppDocument store kept -Filter $nothing }; Id = 'ParameterArgumentTransformationError' }
        @{ Call = { Connect-AppUser -AppId $server.AppId -BaseUri $server.BaseUri -Anonymous:$false }; Id = 'AppSessionNotFound' }
        @{ Call = { Connect-AppUser -AppId $server.AppId -BaseUri $server.BaseUri -ApiKey $nothing }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Disconnect-AppUser -User $nothing }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Disconnect-AppUser -User @() }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Unregister-AppUser -User $nothing -Confirm:$false }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Remove-AppUser -User @() -Confirm:$false }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Invoke-AppFunction echo -User $nothing }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Get-AppServer $nothing }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Get-AppServer -Id @() }; Id = 'ParameterArgumentValidationError' }
        @{ Call = { Stop-AppServer -Id @() }; Id = 'ParameterArgumentValidationError' }
    ) {
        (Get-ErrorOf $Call).FullyQualifiedErrorId.Split(',')[0] | Should -BeIn $Id.Split(',')
        (Get-AppDocument store kept).Count | Should -Be 2
        (Get-AppUser).Id | Should -Be $user.Id
    }

    It 'is no filter for <Method>' -ForEach @(
        @{ Method = 'DeleteOne'; Call = { $kept.DeleteOne($nothing) } }
        @{ Method = 'DeleteMany'; Call = { $kept.DeleteMany($nothing) } }
        @{ Method = 'DeleteMany, from a command without output'; Call = { $kept.DeleteMany((Get-AppDocument store none)) } }
        @{ Method = 'UpdateOne'; Call = { $kept.UpdateOne($nothing, @{ '$set' = @{ n = 1 } }) } }
        @{ Method = 'UpdateMany'; Call = { $kept.UpdateMany($nothing, @{ '$set' = @{ n = 1 } }) } }
        @{ Method = 'FindOneAndUpdate'; Call = { $kept.FindOneAndUpdate($nothing, @{ '$set' = @{ n = 1 } }) } }
        @{ Method = 'FindOneAndReplace'; Call = { $kept.FindOneAndReplace($nothing, @{ n = 1 }) } }
        @{ Method = 'FindOneAndDelete'; Call = { $kept.FindOneAndDelete($nothing) } }
    ) {
        $caught = try { $null = & $Call } catch [AppServices.AppServicesException] { $_.Exception.Message }
        $caught | Should -BeLike 'A filter is needed*'
        @(Get-AppDocument store kept | ForEach-Object { "$_" }) | Should -Be '@{_id=a}', '@{_id=b}'
    }

    It 'refuses together: <Call>' -ForEach @(
        @{ Call = { Remove-AppDocument store kept -Id a -All -Confirm:$false } }
        @{ Call = { 'a' | Remove-AppDocument store kept -All -Confirm:$false } }
        @{ Call = { Remove-AppDocument store kept @{} -All -One -Confirm:$false } }
        @{ Call = { Remove-AppDocument store kept @{ _id = 'a' } -Force -Confirm:$false } }
        @{ Call = { Update-AppDocument store kept -Id a -Update @{ '$set' = @{ n = 1 } } -All } }
        @{ Call = { Update-AppDocument store kept @{} @{ '$set' = @{ n = 1 } } -All -One } }
        @{ Call = { Get-AppDocument store kept -Count -Id a } }
        @{ Call = { Get-AppDocument store kept -Count -Sort @{ _id = 1 } } }
        @{ Call = { Get-AppUser -All -Id $user.Id } }
        @{ Call = { $server | Connect-AppUser -Anonymous -ApiKey (New-Secret 'x') } }
        @{ Call = { $server | Connect-AppUser -Anonymous -UserId x } }
        @{ Call = { $server | Connect-AppUser -AsNewUser } }
        @{ Call = { Add-AppUserLink -Anonymous -ApiKey (New-Secret 'x') } }
        @{ Call = { $server | Reset-AppUserPassword -Function -Link (New-Secret 'x') -NewPassword (New-Secret 'x') } }
        @{ Call = { $server | Reset-AppUserPassword -Email a@example.com -NewPassword (New-Secret 'x') } }
    ) {
        $record = Get-ErrorOf $Call
        $record.FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        @(Get-AppDocument store kept | ForEach-Object { "$_" }) | Should -Be '@{_id=a}', '@{_id=b}'
    }
}
