Describe 'Start-, Get- and Stop-AppServer' {
    BeforeAll { . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1')) }

    It 'serves the app until it is stopped' {
        $server = Start-TestServer
        try {
            $server | Should -BeOfType [AppServices.AppServer]
            $server.IsRunning | Should -BeTrue
            $server.AppId | Should -Match '^[\w-]+-[a-z]{5}$'
            (Get-AppServer).Id | Should -Contain $server.Id
            (Get-AppServer $server.Id).BaseUri | Should -Be $server.BaseUri
            ($server | Connect-AppUser -Anonymous).IsLoggedIn | Should -BeTrue
            @($server.Endpoints | ForEach-Object { "$($_.Method) $($_.Route) $($_.State)" }) | Should -Be 'GET /stock Works', 'POST /orders Works'
            @($server.Triggers | ForEach-Object { "$($_.Name) $($_.Type)" }) | Should -Be 'reorder DATABASE'
            @($server.Items | Where-Object Kind -EQ function).Name | Should -Contain 'takeOrder'
            $list = ($server | Format-List | Out-String -Width 80) -split '\r?\n'
            $list -match '^Endpoints +: GET /stock$' | Should -Not -BeNullOrEmpty
            $list -match '^ +POST /orders$' | Should -Not -BeNullOrEmpty
            $list -match '^Triggers +: reorder \(DATABASE UPDATE store\.items\)$' | Should -Not -BeNullOrEmpty
            $list -match '^(Hosting|Webhooks|DataApi)' | Should -BeNullOrEmpty
        }
        finally { Stop-TestServer $server }
        $server.IsRunning | Should -BeFalse
        (Get-AppServer).Id | Should -Not -Contain $server.Id
        (Get-ErrorOf { $server | Connect-AppUser -Anonymous -AsNewUser }).FullyQualifiedErrorId | Should -BeLike 'AppServerUnreachable,*'
    }

    It 'keeps what functions print in its log' {
        $server = Start-TestServer
        try {
            $null = $server | Connect-AppUser -Anonymous -AsNewUser
            $null = Invoke-AppFunction slowReport 1
            ($server.Log -join "`n") | Should -Match 'slowReport'
        }
        finally { Stop-TestServer $server }
    }

    It 'keeps users over a restart' {
        $credential = New-Credential
        $data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-pester-$([guid]::NewGuid().ToString('N'))")
        try {
            $server = Start-AppServer $quickstart -Port 0 -DataPath $data
            $null = $server | Register-AppUser -Credential $credential
            $id = ($server | Connect-AppUser -Credential $credential).Id
            Stop-AppServer -Id $server.Id
            $server = Start-AppServer $quickstart -Port 0 -DataPath $data
            ($server | Connect-AppUser -Credential $credential).Id | Should -Be $id
        }
        finally {
            $server | Stop-AppServer
            [IO.Directory]::Delete($data, $true)
        }
    }

    It 'keeps its data where -DataPath says, whatever MongoDB the environment has for other servers' {
        $data = [IO.Path]::Combine($TestDrive, 'own-data')
        $env:APPSERVICES_MONGODB_URI = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500'
        try {
            $server = Start-AppServer $quickstart -Port 0 -DataPath $data
            ($server | Connect-AppUser -Anonymous -AsNewUser).IsLoggedIn | Should -BeTrue
            $env:APPSERVICES_MONGODB_URI | Should -BeLike 'mongodb:*'
            [IO.File]::Exists([IO.Path]::Combine($data, 'appservices.db')) | Should -BeTrue
        }
        finally {
            $env:APPSERVICES_MONGODB_URI = $null
            if ($server) { Stop-AppServer $server }
        }
    }

    It 'takes up what is edited, unless -NoWatch is given' {
        $folder = [IO.Path]::Combine($TestDrive, 'edited')
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($folder, 'auth')), [IO.Directory]::CreateDirectory([IO.Path]::Combine($folder, 'functions'))
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'root_config.json'), '{"app_id":"edited-abcde"}')
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'auth', 'providers.json'), '{"anon-user":{"name":"anon-user","type":"anon-user"}}')
        $function = [IO.Path]::Combine($folder, 'functions', 'f.js')
        [IO.File]::WriteAllText($function, "exports = () => 'old';")
        $watching = Start-AppServer $folder -Port 0 -DataPath ([IO.Path]::Combine($TestDrive, 'watching'))
        $still = Start-AppServer $folder -Port 0 -NoWatch -DataPath ([IO.Path]::Combine($TestDrive, 'still'))
        try {
            $first = $watching | Connect-AppUser -Anonymous
            $second = $still | Connect-AppUser -Anonymous
            [IO.File]::WriteAllText($function, "exports = () => 'new';")
            Wait-Until { if ((Invoke-AppFunction f -User $first) -eq 'new') { $true } } | Should -BeTrue
            Invoke-AppFunction f -User $second | Should -Be 'old'
            $null = New-JsonFile ([IO.Path]::Combine($folder, 'https_endpoints', 'config.json')) '[{"route":"/r","http_method":"GET","function_name":"f"}]'
            (Wait-Until { $watching.Endpoints }).Route | Should -Be '/r'
            $still.Endpoints | Should -BeNullOrEmpty
            [IO.File]::WriteAllText($function, 'exports = () => {')
            Wait-Until { $watching.Log -match 'not reloaded: .*f\.js:1:' } | Should -Not -BeNullOrEmpty
            Invoke-AppFunction f -User $first | Should -Be 'new'
        }
        finally { $watching, $still | Stop-AppServer }
    }

    It 'starts and stops nothing under -WhatIf' {
        Start-AppServer $quickstart -Port 0 -WhatIf | Should -BeNullOrEmpty
        $server = Start-TestServer
        try {
            Stop-AppServer $server -WhatIf
            $server.IsRunning | Should -BeTrue
        }
        finally { Stop-TestServer $server }
    }

    It 'says why <Name> cannot be served' -ForEach @(
        @{ Name = 'a missing folder'; Files = $null; Expected = '*no-such-app*' }
        @{ Name = 'a folder without an app'; Files = @{ 'readme.txt' = 'x' }; Expected = '*root_config.json*' }
        @{ Name = 'broken JSON'; Files = @{ 'root_config.json' = "{`n  `"name`": `n}" }; Expected = '*root_config.json:3*' }
    ) {
        $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "no-such-app-$([guid]::NewGuid().ToString('N'))")
        try {
            foreach ($file in $Files.Keys) {
                $path = [IO.Path]::Combine($folder, $file)
                $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
                [IO.File]::WriteAllText($path, $Files[$file])
            }
            $record = Get-ErrorOf { Start-AppServer $folder -Port 0 }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppServerFailed,*'
            $record.Exception.Message | Should -BeLike $Expected
        }
        finally { if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) } }
    }

    It 'serves an app with a syntax error in a function, and says where it is to whoever calls that one' {
        $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "half-broken-app-$([guid]::NewGuid().ToString('N'))")
        $null = New-JsonFile ([IO.Path]::Combine($folder, 'root_config.json')) '{ "app_id": "bad-abcde", "name": "bad" }'
        $null = New-JsonFile ([IO.Path]::Combine($folder, 'auth', 'providers.json')) '{ "anon-user": { "type": "anon-user" } }'
        $null = New-JsonFile ([IO.Path]::Combine($folder, 'functions', 'oops.js')) "exports = () => {`n  return (;`n};"
        $null = New-JsonFile ([IO.Path]::Combine($folder, 'functions', 'good.js')) 'exports = () => 7;'
        $server = Start-TestServer $folder
        try {
            $user = $server | Connect-AppUser -Anonymous
            Invoke-AppFunction good -User $user | Should -Be 7
            $record = Get-ErrorOf { Invoke-AppFunction oops -User $user }
            $record.Exception.Code | Should -BeExactly 'FunctionSyntaxError'
            $record.Exception.Message | Should -BeLike '*functions/oops.js:2*'
        }
        finally { Stop-TestServer $server; [IO.Directory]::Delete($folder, $true) }
    }

    It 'says that a port is busy' {
        $server = Start-TestServer
        try {
            $record = Get-ErrorOf { Start-AppServer $quickstart -Port $server.BaseUri.Port -DataPath ([IO.Path]::Combine($server.DataPath, 'other')) }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppServerFailed,*'
            $record.Exception.Message | Should -BeLike "*$($server.BaseUri.Port)*"
        }
        finally { Stop-TestServer $server }
    }

    It 'serves several apps at once' {
        $second = [IO.Path]::Combine([IO.Path]::GetTempPath(), "second-app-$([guid]::NewGuid().ToString('N'))")
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($second, 'functions'))
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($second, 'auth'))
        [IO.File]::WriteAllText([IO.Path]::Combine($second, 'root_config.json'), '{"app_id":"second-abcde","name":"second"}')
        [IO.File]::WriteAllText([IO.Path]::Combine($second, 'auth', 'providers.json'), '{"anon-user":{"name":"anon-user","type":"anon-user","disabled":false}}')
        [IO.File]::WriteAllText([IO.Path]::Combine($second, 'functions', 'hello.js'), 'exports = () => "second";')
        $server = Start-TestServer $quickstart, $second
        try {
            $server.AppIds.Count | Should -Be 2
            $null = Connect-AppUser -Anonymous -AppId second-abcde -BaseUri $server.BaseUri
            Invoke-AppFunction hello | Should -Be 'second'
            $null = $server | Connect-AppUser -Anonymous
            (Get-ErrorOf { Invoke-AppFunction hello }).FullyQualifiedErrorId | Should -BeLike 'AppFunctionNotFound,*'
        }
        finally {
            Stop-TestServer $server
            [IO.Directory]::Delete($second, $true)
        }
    }
}
