Describe 'what is known of a user' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
    }
    BeforeEach {
        $one = Connect-NewUser $server
        $two = Connect-NewUser $server
    }

    Context 'Get-AppUserIdentity' {
        It 'gets those of the current user, of given and of piped ones' {
            (Get-AppUserIdentity).Id | Should -Be $two.Identities[0].Id
            (Get-AppUserIdentity -User $one.Id).Id | Should -Be $one.Identities[0].Id
            ($one, $two | Get-AppUserIdentity).Id | Should -Be $one.Identities[0].Id, $two.Identities[0].Id
            Get-AppUserIdentity | Should -BeOfType [AppServices.UserIdentity]
        }

        It 'filters by provider' {
            (Get-AppUserIdentity -ProviderType 'local-*').Count | Should -Be 1
            Get-AppUserIdentity -ProviderType 'oauth2-*' | Should -BeNullOrEmpty
            (Get-ErrorOf { Get-AppUserIdentity -ProviderType anon-user }).FullyQualifiedErrorId | Should -BeLike 'AppIdentityNotFound,*'
        }

        It 'asks the service with -Refresh only' {
            @(Get-AppUserIdentity -Verbose 4>&1 | Where-Object { $_ -match 'profile' }).Count | Should -Be 0
            @(Get-AppUserIdentity -Refresh -Verbose 4>&1 | Where-Object { $_ -match 'profile 200' }).Count | Should -Be 1
        }
    }

    Context 'Get-AppUserProfile' {
        It 'gets the fields of given and piped users' {
            (Get-AppUserProfile).email | Should -Be $two.Profile.email
            ($one, $two | Get-AppUserProfile).email | Should -Be $one.Profile.email, $two.Profile.email
            (Get-AppUserProfile).PSObject.TypeNames[0] | Should -Be 'AppServices.AppUserProfile'
            (Get-Command Get-AppUserProfile).OutputType.Name | Should -Be 'AppServices.AppUserProfile'
        }

        It 'asks the service with -Refresh, and still knows the profile of a logged-out user' {
            (Get-AppUserProfile -Refresh).email | Should -Be $two.Profile.email
            Disconnect-AppUser $two
            (Get-AppUserProfile $two).email | Should -Not -BeNullOrEmpty
            (Get-ErrorOf { Get-AppUserProfile $two -Refresh }).FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
        }
    }

    Context 'Get- and Update-AppUserCustomData' {
        It 'gets nothing for a user who has none' {
            Get-AppUserCustomData | Should -BeNullOrEmpty
            $one, $two | Update-AppUserCustomData | Should -BeNullOrEmpty
            $one.CustomData | Should -Be $null
        }

        It 'needs a user who is logged in' {
            Disconnect-AppUser $one
            (Get-ErrorOf { Get-AppUserCustomData $one }).FullyQualifiedErrorId | Should -Be 'AppSessionExpired,AppServices.Commands.GetAppUserCustomDataCommand'
            (Get-ErrorOf { Update-AppUserCustomData $one }).FullyQualifiedErrorId | Should -Be 'AppSessionExpired,AppServices.Commands.UpdateAppUserCustomDataCommand'
        }
    }

    Context 'Update-AppUserToken' {
        It 'fetches a new access token and keeps the refresh token' {
            $refresh = $two.RefreshToken
            @(Update-AppUserToken -Verbose 4>&1 | Where-Object { $_ -match 'POST .*/auth/session 201' }).Count | Should -Be 1
            Update-AppUserToken | Should -BeNullOrEmpty
            $two.RefreshToken | Should -Be $refresh
        }

        It 'refreshes piped users and returns them with -PassThru' {
            ($one, $two.Id | Update-AppUserToken -PassThru).Id | Should -Be $one.Id, $two.Id
        }

        It 'logs out a user whose session was ended elsewhere' {
            Invoke-ServerCommand $server user, log-out, $one.Id | Out-Null
            $record = Get-ErrorOf { Update-AppUserToken $one }
            $record.FullyQualifiedErrorId | Should -Be 'AppSessionExpired,AppServices.Commands.UpdateAppUserTokenCommand'
            $record.Exception.Code | Should -Be 'InvalidSession'
            $one.State | Should -Be 'LoggedOut'
            (Get-ErrorOf { Invoke-AppFunction whoAmI -User $one }).FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
        }
    }

    Context 'Remove-AppUser' {
        It 'logs out and forgets, by object, id and pipeline' {
            $token = $one.RefreshToken
            Remove-AppUser $one.Id
            $one.State | Should -Be 'Removed'
            $two | Remove-AppUser
            (Get-AppUser -All).Id | Should -Not -Contain $one.Id
            (Get-AppUser -All).Id | Should -Not -Contain $two.Id
            Get-AppUser | Should -BeNullOrEmpty
            $one.RefreshToken | Should -Not -Be $token
        }

        It 'forgets a logged-out user, and says that one is gone already' {
            Disconnect-AppUser $one
            Remove-AppUser $one
            (Get-AppUser -All).Id | Should -Not -Contain $one.Id
            (Get-ErrorOf { Remove-AppUser $one }).FullyQualifiedErrorId | Should -Be 'AppUserNotFound,AppServices.Commands.RemoveAppUserCommand'
        }

        It 'removes nothing under -WhatIf, and leaves the account' {
            Remove-AppUser $two -WhatIf
            $two.IsLoggedIn | Should -BeTrue
            Remove-AppUser $two
            (Invoke-ServerCommand $server user, list) -join ' ' | Should -BeLike "*$($two.Id)*"
        }

        It 'forgets here even when the server is gone' {
            $other = Start-TestServer
            $user = Connect-NewUser $other
            Stop-TestServer $other
            (Get-ErrorOf { Remove-AppUser $user }).FullyQualifiedErrorId | Should -BeLike 'AppServerUnreachable,*'
            $user.State | Should -Be 'Removed'
        }
    }

    Context 'Unregister-AppUser' {
        It 'deletes the account, its sessions and the user here' {
            $credential = New-Credential
            $null = $server | Register-AppUser -Credential $credential
            $user = $server | Connect-AppUser -Credential $credential
            Unregister-AppUser -Confirm:$false
            $user.State | Should -Be 'Removed'
            Get-AppUser | Should -BeNullOrEmpty
            $record = Get-ErrorOf { $server | Connect-AppUser -Credential $credential }
            $record.Exception.Code | Should -Be 'InvalidPassword'
        }

        It 'deletes piped users, and nobody under -WhatIf' {
            $one, $two | Unregister-AppUser -WhatIf
            $one.IsLoggedIn | Should -BeTrue
            $one, $two | Unregister-AppUser -Confirm:$false
            $one.State, $two.State | Should -Be 'Removed', 'Removed'
        }

        It 'asks by default' {
            (Get-Command Unregister-AppUser).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be 'High'
        }

        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'a logged-out user'; Id = 'AppSessionExpired'; Code = 'ClientUserNotLoggedIn'; Script = { Disconnect-AppUser $one; Unregister-AppUser $one -Confirm:$false } }
            @{ Name = 'a user deleted elsewhere'; Id = 'AppSessionExpired'; Code = 'InvalidSession'; Script = { Invoke-ServerCommand $server user, delete, $one.Id | Out-Null; Unregister-AppUser $one -Confirm:$false } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -Be "$Id,AppServices.Commands.UnregisterAppUserCommand"
            $record.Exception.Code | Should -Be $Code
        }
    }

    Context 'a disabled user' {
        It 'cannot log in, and cannot go on' {
            $credential = New-Credential
            $null = $server | Register-AppUser -Credential $credential
            $user = $server | Connect-AppUser -Credential $credential
            Invoke-ServerCommand $server user, disable, $user.Id | Out-Null
            (Get-ErrorOf { Update-AppUserToken }).FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
            $record = Get-ErrorOf { $server | Connect-AppUser -Credential $credential }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            $record.Exception.Code | Should -Be 'UserDisabled'
            Invoke-ServerCommand $server user, enable, $user.Id | Out-Null
            ($server | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
        }
    }
}
