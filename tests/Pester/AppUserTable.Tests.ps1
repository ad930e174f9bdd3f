Describe 'the users of a session' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
    }
    BeforeEach {
        $one = Connect-NewUser $server
        $two = Connect-NewUser $server
    }

    Context 'Get-AppUser' {
        It 'gets the current user, which is the last one connected' {
            (Get-AppUser).Id | Should -Be $two.Id
        }

        It 'gets all users, the most recently used first' {
            $all = Get-AppUser -All
            $all[0].Id | Should -Be $two.Id
            $all[1].Id | Should -Be $one.Id
        }

        It 'gets by id, by several ids and by wildcard' {
            (Get-AppUser $one.Id).Id | Should -Be $one.Id
            (Get-AppUser -Id $one.Id, $two.Id).Id | Should -Be $one.Id, $two.Id
            ($one.Id, $two.Id | Get-AppUser).Id | Should -Be $one.Id, $two.Id
            (Get-AppUser "$($one.Id.Substring(0, 23))?").Id | Should -Contain $one.Id
        }

        It 'is silent about a wildcard that matches nothing, and not about an id' {
            Get-AppUser 'zzz*' | Should -BeNullOrEmpty
            (Get-ErrorOf { Get-AppUser zzz }).FullyQualifiedErrorId | Should -BeLike 'AppUserNotFound,*'
        }
    }

    Context 'Switch-AppUser' {
        It 'switches to <_>' -ForEach 'the object', 'the id', 'a piped user' {
            switch ($_) {
                'the object' { Switch-AppUser $one }
                'the id' { Switch-AppUser $one.Id }
                'a piped user' { $one | Switch-AppUser }
            }
            (Get-AppUser).Id | Should -Be $one.Id
            (Invoke-AppFunction whoAmI).id | Should -Be $one.Id
        }

        It 'returns the user only with -PassThru' {
            Switch-AppUser $one | Should -BeNullOrEmpty
            (Switch-AppUser $one -PassThru).Id | Should -Be $one.Id
        }

        It 'refuses a logged-out user and an unknown id' {
            Disconnect-AppUser $one
            (Get-ErrorOf { Switch-AppUser $one }).FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
            { Switch-AppUser nobody } | Should -Throw '*nobody*'
        }
    }

    Context 'Disconnect-AppUser' {
        It 'logs the current user out and nobody takes its place' {
            Disconnect-AppUser
            $two.State | Should -Be 'LoggedOut'
            $two.IsLoggedIn | Should -BeFalse
            $two.AccessToken | Should -BeNullOrEmpty
            Get-AppUser | Should -BeNullOrEmpty
            (Get-ErrorOf { Invoke-AppFunction whoAmI }).FullyQualifiedErrorId | Should -BeLike 'AppUserNotConnected,*'
            $one.IsLoggedIn | Should -BeTrue
        }

        It 'logs out several users, by object, id or pipeline' {
            $one, $two | Disconnect-AppUser
            $one.IsLoggedIn -or $two.IsLoggedIn | Should -BeFalse
            $three = Connect-NewUser $server
            Disconnect-AppUser $three.Id
            $three.IsLoggedIn | Should -BeFalse
        }

        It 'keeps a logged-out user in the list and removes an anonymous one' {
            $anonymous = $server | Connect-AppUser -Anonymous -AsNewUser
            $one, $anonymous | Disconnect-AppUser
            (Get-AppUser -All).Id | Should -Contain $one.Id
            (Get-AppUser -All).Id | Should -Not -Contain $anonymous.Id
            $anonymous.State | Should -Be 'Removed'
        }

        It 'is content when the session ended before' {
            Disconnect-AppUser $one
            Get-ErrorOf { Disconnect-AppUser $one } | Should -BeNullOrEmpty
        }

        It 'revives the same object at the next login' {
            $credential = New-Credential
            $null = $server | Register-AppUser -Credential $credential
            $user = $server | Connect-AppUser -Credential $credential
            Disconnect-AppUser
            $null = $server | Connect-AppUser -Credential $credential
            $user.IsLoggedIn | Should -BeTrue
        }

        It 'logs out here even when the server is gone, and says that it could not be told' {
            $other = Start-TestServer
            $user = $other | Connect-AppUser -Anonymous
            Stop-TestServer $other
            (Get-ErrorOf { Disconnect-AppUser $user }).FullyQualifiedErrorId | Should -BeLike 'AppServerUnreachable,*'
            $user.IsLoggedIn | Should -BeFalse
        }
    }
}
