Describe 'Invoke-AppRequest' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $account = New-Credential
        $null = $server | Register-AppUser -Credential $account
        $user = $server | Connect-AppUser -Credential $account
        $calls = '/app/:app/functions/call'
    }

    It 'reads as the user: <Path>' -ForEach @{ Path = '/auth/profile' }, @{ Path = 'auth/profile' } {
        (Invoke-AppRequest $Path).user_id | Should -Be $user.Id
    }

    It 'sends <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Body = [ordered]@{ name = 'echo'; arguments = , 'a' }; Expected = 'a' }
        @{ Name = 'an object'; Body = [pscustomobject]@{ name = 'echo'; arguments = , 2.5 }; Expected = 2.5 }
        @{ Name = 'text as it is'; Body = '{"name":"echo","arguments":[{"$numberLong":"5"}]}'; Expected = 5L }
        @{ Name = 'bytes as they are'; Body = [Text.Encoding]::UTF8.GetBytes('{"name":"echo","arguments":["Zoë"]}'); Expected = 'Zoë' }
        @{ Name = 'a date'; Body = @{ name = 'echo'; arguments = , [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }; Expected = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }
    ) {
        $result = Invoke-AppRequest $calls -Body $Body
        $result | Should -BeExactly $Expected
        $result | Should -BeOfType $Expected.GetType()
    }

    It 'sends each piped object by itself, and names the one that failed' {
        $bodies = @{ name = 'sum'; arguments = 1, 2 }, @{ name = 'none' }, @{ name = 'sum'; arguments = 3, 4 }
        $results = @($bodies | Invoke-AppRequest $calls -ErrorVariable failed -ErrorAction SilentlyContinue)
        $results | Should -Be 3, 7
        $failed.Count | Should -Be 1
        $failed[0].TargetObject | Should -Be $bodies[1]
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'AppFunctionNotFound,*'
    }

    It 'writes an array element by element, or as one with -NoEnumerate' {
        $body = @{ name = 'echo'; arguments = , @(1, 2) }
        @(Invoke-AppRequest $calls $body).Count | Should -Be 2
        @(Invoke-AppRequest $calls $body -NoEnumerate).Count | Should -Be 1
    }

    It 'sends the refresh token where it is wanted' {
        $key = New-AppApiKey raw
        (Invoke-AppRequest /auth/api_keys -UseRefreshToken).name | Should -Contain 'raw'
        Invoke-AppRequest "/auth/api_keys/$($key.Id)" -Method DELETE -UseRefreshToken -StatusCodeVariable status | Should -BeNullOrEmpty
        $status | Should -Be 204
        # A path that wants the other token says nothing of the session.
        { Invoke-AppRequest $calls @{ name = 'sum' } -UseRefreshToken -ErrorAction Stop } | Should -Throw -ErrorId 'AppSessionExpired,*'
        $user.IsLoggedIn | Should -BeTrue
        { Invoke-AppRequest /auth/api_keys -ErrorAction Stop } | Should -Throw -ErrorId 'AppSessionExpired,*'
    }

    It 'returns a failed reply with -SkipHttpErrorCheck, its status and its headers' {
        $reply = Invoke-AppRequest /nowhere -Query @{ a = 'x y', 2; b = $true } -SkipHttpErrorCheck -StatusCodeVariable status -ResponseHeadersVariable headers
        $reply.error | Should -BeLike '*no route*'
        $status | Should -Be 404
        $headers['content-type'] | Should -BeLike 'application/json*'
        { Invoke-AppRequest /nowhere -ErrorAction Stop } | Should -Throw -ErrorId 'AppRouteNotFound,*'
    }

    It 'sends nothing that could take the token elsewhere: <_>' -ForEach 'https://example.com/auth/profile', '//example.com/x', '/../../x', '/a/%2e%2e/b', '/a?b=c', '/a#b', '\\example.com\x' {
        { Invoke-AppRequest $_ } | Should -Throw -ErrorId 'AppArgumentInvalid,*'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a header name that is none'; Given = @{ Headers = @{ 'a b' = 1 } } }
        @{ Name = 'a header of two lines'; Given = @{ Headers = @{ a = "1`r`nb: 2" } } }
        @{ Name = 'a media type that is none'; Given = @{ Body = 'x'; ContentType = 'json' } }
    ) {
        { Invoke-AppRequest /auth/profile @Given } | Should -Throw -ErrorId 'AppArgumentInvalid,*'
    }

    It 'sends nothing under -WhatIf' {
        Invoke-AppRequest $calls @{ name = 'echo'; arguments = , 1 } -WhatIf | Should -BeNullOrEmpty
    }
}
