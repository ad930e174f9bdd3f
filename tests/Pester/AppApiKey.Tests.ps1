Describe 'API keys' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
    }
    BeforeEach { $user = Connect-NewUser $server }

    Context 'New-AppApiKey' {
        It 'returns the key once, as a SecureString' {
            $key = New-AppApiKey laptop
            $key | Should -BeOfType [AppServices.AppApiKey]
            $key.Name | Should -Be 'laptop'
            $key.Id | Should -Match '^[0-9a-f]{24}$'
            $key.IsEnabled | Should -BeTrue
            $key.UserId | Should -Be $user.Id
            $key.Key | Should -BeOfType [securestring]
            Read-Secret $key.Key | Should -Match '^[A-Za-z0-9]{64}$'
            (Get-AppApiKey laptop).Key | Should -Be $null
        }

        It 'makes a key that logs in as its owner' {
            $key = New-AppApiKey laptop
            $again = $server | Connect-AppUser -ApiKey $key.Key
            $again.Id | Should -Be $user.Id
            $again.Identities.ProviderType | Should -Be 'local-userpass', 'api-key'
        }

        It 'returns text only with -AsPlainText' {
            $text = New-AppApiKey laptop -AsPlainText
            $text | Should -BeOfType [string]
            ($server | Connect-AppUser -ApiKey (New-Secret $text)).Id | Should -Be $user.Id
        }

        It 'makes several, and for another user than the current one' {
            $other = Connect-NewUser $server
            (New-AppApiKey one, two -User $user).Name | Should -Be 'one', 'two'
            ($user, $other | New-AppApiKey three).UserId | Should -Be $user.Id, $other.Id
            (Get-AppApiKey -User $user).Name | Should -Be 'one', 'two', 'three'
        }

        It 'makes none under -WhatIf' {
            New-AppApiKey laptop -WhatIf | Should -BeNullOrEmpty
            Get-AppApiKey | Should -BeNullOrEmpty
        }

        It 'has the types that it says' {
            $types = (Get-Command New-AppApiKey).OutputType.Type
            $types | Should -Contain ([AppServices.AppApiKey])
            $types | Should -Contain ([string])
        }
    }

    Context 'Get-AppApiKey' {
        BeforeEach { $one, $two, $three = New-AppApiKey work-one, work-two, home }

        It 'gets all, the oldest first' {
            (Get-AppApiKey).Name | Should -Be 'work-one', 'work-two', 'home'
        }

        It 'gets by name, by wildcard and by id' {
            (Get-AppApiKey HOME).Id | Should -Be $three.Id
            (Get-AppApiKey 'work-*').Id | Should -Be $one.Id, $two.Id
            (Get-AppApiKey home, work-one).Id | Should -Be $three.Id, $one.Id
            (Get-AppApiKey -Id $two.Id).Name | Should -Be 'work-two'
            (Get-AppApiKey -Id $three.Id, $one.Id).Name | Should -Be 'home', 'work-one'
        }

        It 'gets the keys of piped users' {
            $other = Connect-NewUser $server
            $null = New-AppApiKey other
            ($user, $other | Get-AppApiKey).Name | Should -Be 'work-one', 'work-two', 'home', 'other'
        }

        It 'is silent about a wildcard that matches nothing, and not about a name or an id' {
            Get-AppApiKey 'x*' | Should -BeNullOrEmpty
            $record = Get-ErrorOf { Get-AppApiKey nosuch }
            $record.FullyQualifiedErrorId | Should -Be 'AppApiKeyNotFound,AppServices.Commands.GetAppApiKeyCommand'
            $record.TargetObject | Should -Be 'nosuch'
            (Get-ErrorOf { Get-AppApiKey -Id ('0' * 24) }).Exception.Code | Should -Be 'APIKeyNotFound'
        }
    }

    Context 'Enable-, Disable- and Remove-AppApiKey' {
        BeforeEach { $key = New-AppApiKey laptop }

        It 'disables and enables by <_>' -ForEach 'pipeline', 'object', 'id', 'property' {
            $how = $_
            $given = [pscustomobject]@{ Id = $key.Id; UserId = $key.UserId }
            switch ($how) {
                'pipeline' { $key | Disable-AppApiKey }
                'object' { Disable-AppApiKey $key }
                'id' { Disable-AppApiKey $key.Id }
                'property' { $given | Disable-AppApiKey }
            }
            (Get-AppApiKey laptop).IsEnabled | Should -BeFalse
            (Get-ErrorOf { $server | Connect-AppUser -ApiKey $key.Key }).FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            Switch-AppUser $user
            switch ($how) {
                'pipeline' { Get-AppApiKey | Enable-AppApiKey }
                'object' { Enable-AppApiKey -InputObject $key }
                'id' { Enable-AppApiKey -Id $key.Id }
                'property' { $given | Enable-AppApiKey }
            }
            ($server | Connect-AppUser -ApiKey $key.Key).Id | Should -Be $user.Id
        }

        It 'returns the key as it is then, with -PassThru only' {
            Disable-AppApiKey $key | Should -BeNullOrEmpty
            (Disable-AppApiKey $key -PassThru).IsEnabled | Should -BeFalse
            (Enable-AppApiKey $key.Id -PassThru).IsEnabled | Should -BeTrue
        }

        It 'removes for good' {
            $second = New-AppApiKey second
            $key, $second | Remove-AppApiKey -Confirm:$false
            Get-AppApiKey | Should -BeNullOrEmpty
            $record = Get-ErrorOf { $server | Connect-AppUser -ApiKey $key.Key }
            $record.Exception.Code | Should -Be 'AuthError'
        }

        It 'asks before it removes, and a host that cannot ask fails' {
            (Get-Command Remove-AppApiKey).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be 'High'
            Remove-AppApiKey $key -WhatIf
            (Get-AppApiKey).Name | Should -Be 'laptop'
        }

        It 'acts as the owner of a key, whoever is current' {
            $null = Connect-NewUser $server
            $key | Disable-AppApiKey
            (Get-AppApiKey laptop -User $user).IsEnabled | Should -BeFalse
            Remove-AppApiKey $key.Id -User $user.Id -Confirm:$false
            Get-AppApiKey -User $user | Should -BeNullOrEmpty
        }
    }

    Context 'errors' {
        BeforeAll {
            $owner = Connect-NewUser $server
            $theirs = New-AppApiKey theirs
        }

        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'bad characters'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'InvalidParameter'; Script = { New-AppApiKey 'my laptop' } }
            @{ Name = 'an anonymous user'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'InvalidParameter'; Script = { New-AppApiKey x -User ($server | Connect-AppUser -Anonymous -AsNewUser) } }
            @{ Name = 'a name that is taken'; Id = 'AppApiKeyExists'; Category = 'ResourceExists'; Code = 'APIKeyAlreadyExists'; Script = { $null = New-AppApiKey laptop; New-AppApiKey laptop } }
            @{ Name = 'the 21st key'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'InvalidParameter'; Script = { $null = New-AppApiKey (1..20); New-AppApiKey last } }
            @{ Name = 'fetching a key of another user'; Id = 'AppApiKeyNotFound'; Category = 'ObjectNotFound'; Code = 'APIKeyNotFound'; Script = { Get-AppApiKey -Id $theirs.Id } }
            @{ Name = 'enabling a key of another user'; Id = 'AppApiKeyNotFound'; Category = 'ObjectNotFound'; Code = 'APIKeyNotFound'; Script = { Enable-AppApiKey $theirs -User $user } }
            @{ Name = 'disabling an unknown key'; Id = 'AppApiKeyNotFound'; Category = 'ObjectNotFound'; Code = 'APIKeyNotFound'; Script = { Disable-AppApiKey nonsense } }
            @{ Name = 'removing an unknown key'; Id = 'AppApiKeyNotFound'; Category = 'ObjectNotFound'; Code = 'APIKeyNotFound'; Script = { Remove-AppApiKey ('0' * 24) -Confirm:$false } }
            @{ Name = 'removing the key the session was opened with'; Id = 'AppAccessDenied'; Category = 'PermissionDenied'; Code = 'AuthError'; Script = { $key = New-AppApiKey mine; $null = $server | Connect-AppUser -ApiKey $key.Key; Remove-AppApiKey $key -Confirm:$false } }
            @{ Name = 'a logged-out user'; Id = 'AppSessionExpired'; Category = 'AuthenticationError'; Code = 'ClientUserNotLoggedIn'; Script = { Disconnect-AppUser $user; Get-AppApiKey -User $user } }
            @{ Name = 'a session that was ended elsewhere'; Id = 'AppSessionExpired'; Category = 'AuthenticationError'; Code = 'InvalidSession'; Script = { Invoke-ServerCommand $server user, log-out, $user.Id | Out-Null; Get-AppApiKey -User $user } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,AppServices.Commands.*AppApiKeyCommand"
            $record.CategoryInfo.Category | Should -Be $Category
            $record.Exception.Code | Should -Be $Code
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'refuses an empty name before any request' {
            { New-AppApiKey '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,AppServices.Commands.NewAppApiKeyCommand'
        }

        It 'goes on with the next key' {
            $failures = $null
            $made = New-AppApiKey 'a b', good -ErrorVariable failures -ErrorAction SilentlyContinue
            $made.Name | Should -Be 'good'
            $failures[0].TargetObject | Should -Be 'a b'
        }

        It 'logs the user out here when the session has ended' {
            Invoke-ServerCommand $server user, log-out, $user.Id | Out-Null
            $null = Get-ErrorOf { Get-AppApiKey -User $user }
            $user.State | Should -Be 'LoggedOut'
        }
    }
}
