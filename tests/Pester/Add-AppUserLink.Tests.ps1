Describe 'Add-AppUserLink' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp hooks

        function New-Account {
            $credential = New-Credential "success-$([guid]::NewGuid().ToString('N'))@example.com"
            $null = $server | Register-AppUser -Credential $credential
            $credential
        }

        function New-UserJwt {
            New-Secret (New-Jwt "{`"sub`":`"$([guid]::NewGuid())`",`"aud`":`"hooks-abcde`",`"exp`":$(Get-UnixTime 300)}" $jwtKey)
        }
    }
    BeforeEach { $user = $server | Connect-AppUser -Anonymous -AsNewUser }

    It 'appends the new identity to the old ones and keeps the user' {
        $account = New-Account
        Add-AppUserLink $account | Should -BeNullOrEmpty
        $user.Identities.ProviderType | Should -Be 'anon-user', 'local-userpass'
        Add-AppUserLink -FunctionPayload @{ desk = [guid]::NewGuid().ToString(); pin = '1234' }
        Add-AppUserLink -Jwt (New-UserJwt)
        (Get-AppUserIdentity).ProviderType | Should -Be 'anon-user', 'local-userpass', 'custom-function', 'custom-token'
        $user.Profile.email | Should -Be $account.UserName
        (Get-AppUser).Id | Should -Be $user.Id
        (Invoke-AppFunction whoAmI).id | Should -Be $user.Id
    }

    It 'makes any of the identities log in as the same user' {
        $account = New-Account
        $token = New-UserJwt
        Add-AppUserLink $account
        Add-AppUserLink -Jwt $token
        ($server | Connect-AppUser -Credential $account).Id | Should -Be $user.Id
        ($server | Connect-AppUser -Jwt $token).Id | Should -Be $user.Id
    }

    It 'links piped users and others than the current one' {
        $other = $server | Connect-AppUser -Anonymous -AsNewUser
        $result = $user | Add-AppUserLink (New-Account) -PassThru
        [object]::ReferenceEquals($result, $user) | Should -BeTrue
        Add-AppUserLink (New-Account) -User $user.Id -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.Count | Should -Be 1
        $user.Identities.Count | Should -Be 2
        $other.Identities.Count | Should -Be 1
    }

    It 'changes nothing when the same credential is linked again' {
        $account = New-Account
        Add-AppUserLink $account
        Get-ErrorOf { Add-AppUserLink $account } | Should -BeNullOrEmpty
        $user.Identities.Count | Should -Be 2
    }

    It 'sends nothing under -WhatIf' {
        Add-AppUserLink (New-Account) -WhatIf -PassThru | Should -BeNullOrEmpty
        $user.Identities.Count | Should -Be 1
        (Get-AppUserIdentity -Refresh).Count | Should -Be 1
    }

    It 'uses no anonymous user again that has an identity' {
        Add-AppUserLink (New-Account)
        ($server | Connect-AppUser -Anonymous).Id | Should -Not -Be $user.Id
    }

    It 'says <Id> for <Name>' -ForEach @(
        @{ Name = 'an anonymous credential'; Id = 'AppLinkRefused'; Category = 'InvalidOperation'; Code = 'ClientUserAlreadyNamed'; Script = { Add-AppUserLink -Anonymous } }
        @{ Name = 'an account of another user'; Id = 'AppIdentityExists'; Category = 'ResourceExists'; Code = 'AuthError'; Script = { $account = New-Account; $null = $server | Connect-AppUser -Credential $account; Add-AppUserLink $account -User $user } }
        @{ Name = 'a second account'; Id = 'AppIdentityExists'; Category = 'ResourceExists'; Code = 'AuthError'; Script = { Add-AppUserLink (New-Account); Add-AppUserLink (New-Account) } }
        @{ Name = 'a wrong password'; Id = 'AppCredentialRejected'; Category = 'AuthenticationError'; Code = 'InvalidPassword'; Script = { Add-AppUserLink (New-Credential (New-Account).UserName 'wrong horse') } }
        @{ Name = 'a token of a wrong key'; Id = 'AppCredentialRejected'; Category = 'AuthenticationError'; Code = 'AuthError'; Script = { Add-AppUserLink -Jwt (New-Secret (New-Jwt '{"sub":"1"}' ('x' * 32))) } }
        @{ Name = 'an API key of another user'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'InvalidParameter'; Script = { $other = $server | Connect-AppUser -Credential (New-Account); $key = New-AppApiKey laptop -User $other; Add-AppUserLink -ApiKey $key.Key -User $user } }
        @{ Name = 'a provider that is off'; Id = 'AppAuthProviderNotFound'; Category = 'ObjectNotFound'; Code = 'AuthProviderNotFound'; Script = { Add-AppUserLink -AppleIdToken (New-Secret x) } }
        @{ Name = 'a logged-out user'; Id = 'AppSessionExpired'; Category = 'AuthenticationError'; Code = 'ClientUserNotLoggedIn'; Script = { $gone = $server | Connect-AppUser -Credential (New-Account); Disconnect-AppUser $gone; Add-AppUserLink (New-Account) -User $gone } }
        @{ Name = 'a removed user'; Id = 'AppUserNotFound'; Category = 'ObjectNotFound'; Code = 'ClientUserNotFound'; Script = { Remove-AppUser $user; Add-AppUserLink (New-Account) -User $user } }
    ) {
        $record = Get-ErrorOf $Script
        $record.FullyQualifiedErrorId | Should -Be "$Id,AppServices.Commands.AddAppUserLinkCommand"
        $record.CategoryInfo.Category | Should -Be $Category
        $record.Exception.Code | Should -Be $Code
        $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'asks once when the service answers as the hosted one did' {
        $settings = New-JsonFile ([IO.Path]::Combine($TestDrive, 'strict.json')) '{"linkConflicts":"strict"}'
        $strict = Start-TestServer ([IO.Path]::Combine($testApps, 'hooks')) @{ SecretsPath = $testSecrets; SettingsPath = $settings }
        try {
            $account = New-Credential 'success-one@example.com'
            $second = New-Credential 'success-two@example.com'
            $account, $second | Register-AppUser -AppId $strict.AppId -BaseUri $strict.BaseUri | Out-Null
            $null = $strict | Connect-AppUser -Credential $account
            $null = $strict | Connect-AppUser -Anonymous
            $lines = Add-AppUserLink $account -Verbose -ErrorVariable failures -ErrorAction SilentlyContinue 4>&1
            @($lines -match '/login 401').Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            Add-AppUserLink $second
            $third = New-Credential 'success-three@example.com'
            $null = $strict | Register-AppUser -Credential $third
            (Get-ErrorOf { Add-AppUserLink $third }).FullyQualifiedErrorId | Should -BeLike 'AppIdentityExists,*'
        }
        finally { Stop-TestServer $strict }
    }
}
