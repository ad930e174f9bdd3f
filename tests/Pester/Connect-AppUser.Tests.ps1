Describe 'Connect-AppUser and Register-AppUser' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
    }

    Context 'anonymous' {
        It 'returns a logged-in user and makes it current' {
            $user = Connect-AppUser -Anonymous -AppId $server.AppId -BaseUri $server.BaseUri
            $user | Should -BeOfType [AppServices.AppUser]
            $user.Id | Should -Match '^[0-9a-f]{24}$'
            $user.State | Should -Be 'Active'
            $user.IsLoggedIn | Should -BeTrue
            $user.ProviderType | Should -Be 'anon-user'
            $user.Identities.Count | Should -Be 1
            $user.DeviceId | Should -Match '^[0-9a-f]{24}$'
            (Get-AppUser).Id | Should -Be $user.Id
        }

        It 'uses the logged-in anonymous user again, unless -AsNewUser' {
            $first = $server | Connect-AppUser -Anonymous
            ($server | Connect-AppUser -Anonymous).Id | Should -Be $first.Id
            ($server | Connect-AppUser -Anonymous -AsNewUser).Id | Should -Not -Be $first.Id
        }

        It 'takes app and address from the environment' {
            $before = $env:APPSERVICES_APP_ID, $env:APPSERVICES_BASE_URI
            try {
                $env:APPSERVICES_APP_ID = $server.AppId
                $env:APPSERVICES_BASE_URI = "$($server.BaseUri)"
                (Connect-AppUser -Anonymous).AppId | Should -Be $server.AppId
            }
            finally { $env:APPSERVICES_APP_ID, $env:APPSERVICES_BASE_URI = $before }
        }
    }

    Context 'email and password' {
        It 'registers an account and logs in as the same user each time' {
            $credential = New-Credential
            $account = $server | Register-AppUser -Credential $credential
            $account.Email | Should -Be $credential.UserName
            $account.AppId | Should -Be $server.AppId
            $user = $server | Connect-AppUser -Credential $credential
            $user.Profile.email | Should -Be $credential.UserName
            $user.ProviderType | Should -Be 'local-userpass'
            $again = $account | Connect-AppUser -Credential $credential
            [object]::ReferenceEquals($again, $user) | Should -BeTrue
        }

        It 'registers every piped credential' {
            $accounts = (New-Credential), (New-Credential) | Register-AppUser -AppId $server.AppId -BaseUri $server.BaseUri
            $accounts.Count | Should -Be 2
        }

        It 'registers nothing under -WhatIf' {
            $credential = New-Credential
            $server | Register-AppUser -Credential $credential -WhatIf | Should -BeNullOrEmpty
            (Get-ErrorOf { $server | Connect-AppUser -Credential $credential }).FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
        }

        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'a wrong password'; Id = 'AppCredentialRejected'; Code = 'InvalidPassword'; Script = { $server | Connect-AppUser -Credential (New-Credential $known.UserName 'wrong horse') } }
            @{ Name = 'an unknown address'; Id = 'AppCredentialRejected'; Code = 'InvalidPassword'; Script = { $server | Connect-AppUser -Credential (New-Credential) } }
            @{ Name = 'an address in another case'; Id = 'AppCredentialRejected'; Code = 'InvalidPassword'; Script = { $server | Connect-AppUser -Credential (New-Credential $known.UserName.ToUpperInvariant()) } }
            @{ Name = 'an address that is taken'; Id = 'AppUserExists'; Code = 'AccountNameInUse'; Script = { $server | Register-AppUser -Credential $known } }
            @{ Name = 'a password too short'; Id = 'AppParameterInvalid'; Code = 'BadRequest'; Script = { $server | Register-AppUser -Credential (New-Credential -Password 'short') } }
            @{ Name = 'an unknown API key'; Id = 'AppCredentialRejected'; Code = 'AuthError'; Script = { $server | Connect-AppUser -ApiKey (New-Secret 'nonsense') } }
            @{ Name = 'an unknown app'; Id = 'AppNotFound'; Code = $null; Script = { Connect-AppUser -Anonymous -AppId nosuch-abcde -BaseUri $server.BaseUri } }
            @{ Name = 'a server that is not there'; Id = 'AppServerUnreachable'; Code = 'ServerUnreachable'; Script = { Connect-AppUser -Anonymous -AppId x -BaseUri http://127.0.0.1:9 } }
        ) {
            $known = New-Credential
            $null = $server | Register-AppUser -Credential $known
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,AppServices.Commands.*"
            $record.Exception.Code | Should -Be $Code
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'keeps the current user when a login fails' {
            $user = $server | Connect-AppUser -Anonymous
            $null = Get-ErrorOf { $server | Connect-AppUser -Credential (New-Credential) }
            (Get-AppUser).Id | Should -Be $user.Id
        }
    }

    Context 'API key' {
        It 'logs in with a server key' {
            $key = Invoke-ServerCommand $server api-key, create, pester | ForEach-Object { if ($_ -match '\b([A-Za-z0-9]{64})\b') { $Matches[1] } }
            $key | Should -Not -BeNullOrEmpty
            $user = $server | Connect-AppUser -ApiKey (New-Secret $key)
            $user.ProviderType | Should -Be 'api-key'
            (Invoke-AppFunction whoAmI).type | Should -Be 'server'
        }
    }
}
