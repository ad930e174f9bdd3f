Describe 'completion' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $one = Connect-NewUser $server
        $two = Connect-NewUser $server
        $null = New-AppApiKey work, home -User $one
        $null = New-AppApiKey other -User $two

        # What Tab offers at the end of a command line.
        function Get-Completion {
            param([string] $Line)
            [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches
        }
    }

    It 'offers known users for <_>' -ForEach 'Switch-AppUser -User ', 'Get-AppUser -Id ', 'Invoke-AppFunction sum -User ', 'Watch-AppDocument a b -User ', 'Disconnect-AppUser -User ', 'Add-AppUserLink -User ', 'Register-AppUserEvent -User ', 'Unregister-AppUserEvent -User ', 'Remove-AppApiKey x -User ', 'Connect-AppUser -UserId ', 'Get-AppUserCustomData ' {
        $offers = Get-Completion $_
        $offers.CompletionText | Should -Contain $one.Id
        $offers.CompletionText | Should -Contain $two.Id
        ($offers | Where-Object CompletionText -eq $one.Id).ToolTip | Should -BeLike "local-userpass user of $($server.AppId)*"
    }

    It 'offers what begins with the word only' {
        (Get-Completion "Switch-AppUser -User $($one.Id.Substring(0, 23))").CompletionText | Should -Contain $one.Id
        @(Get-Completion 'Switch-AppUser -User zz' | Where-Object CompletionText -eq $one.Id).Count | Should -Be 0
    }

    It 'offers API keys that were seen, of the user that is named' {
        (Get-Completion 'Get-AppApiKey -Name ').CompletionText | Should -Contain work
        (Get-Completion 'Get-AppApiKey -Name ').CompletionText | Should -Contain other
        $offers = Get-Completion "Get-AppApiKey -User $($one.Id) -Name "
        $offers.CompletionText | Should -Be home, work
        $offers = Get-Completion 'Remove-AppApiKey -Id '
        ($offers | Where-Object ToolTip -eq work).CompletionText | Should -Be (Get-AppApiKey work -User $one).Id
    }

    It 'forgets keys that were removed' {
        $key = New-AppApiKey short-lived -User $one
        Remove-AppApiKey $key -Confirm:$false
        @((Get-Completion 'Get-AppApiKey -Name short').CompletionText) | Should -Not -Contain short-lived
    }

    It 'offers names of users, which stand for them' {
        (Get-Completion 'Switch-AppUser -User ').CompletionText | Should -Contain "'$($one.Name)'"
        (Get-Completion 'Get-AppDocument store items -User ').CompletionText | Should -Contain "'$($one.Name)'"
        (Get-Completion "Get-AppUser -Name $($one.Name.Substring(0, 8))").CompletionText | Should -Be "'$($one.Name)'"
        (Switch-AppUser $one.Name.ToUpperInvariant() -PassThru).Id | Should -Be $one.Id
        (Get-AppUser -Name $one.Name, "$($two.Name.Substring(0, 8))*").Id | Should -Be $one.Id, $two.Id
        (Get-ErrorOf { Get-AppUser -Name nobody }).FullyQualifiedErrorId | Should -BeLike 'AppUserNotFound,*'
        Get-AppUser -Name 'nobody*' | Should -BeNullOrEmpty
    }

    It 'offers functions of the served app, without private ones, and those that were called' {
        $null = $server | Connect-AppUser -Anonymous -AsNewUser
        $offers = Get-Completion 'Invoke-AppFunction '
        $offers.CompletionText | Should -Contain cartTotal
        $offers.CompletionText | Should -Not -Contain discountFor
        ($offers | Where-Object CompletionText -eq cartTotal).ToolTip | Should -Be "of $($server.AppId)"
        (Get-Completion "Invoke-AppFunction -User $($one.Name) -Name memb").CompletionText | Should -Be membersOnly
        (Get-Completion 'Invoke-AppFunction -ServiceName gcm -Name ').CompletionText | Should -BeNullOrEmpty
    }

    It 'offers services of the served app' {
        $club = Start-TestServer ([IO.Path]::Combine($repository, 'samples', 'club'))
        try {
            $user = $club | Connect-AppUser -Anonymous
            (Get-Completion "Register-AppPushDevice -User $($user.Id) -ServiceName g").CompletionText | Should -Be gcm
            (Get-Completion "Invoke-AppFunction x -User $($user.Id) -ServiceName ").CompletionText | Should -Be gcm
        }
        finally { Stop-TestServer $club }
    }

    It 'offers providers and apps' {
        (Get-Completion 'Get-AppUserIdentity -ProviderType oauth2').CompletionText | Should -Be 'oauth2-google', 'oauth2-facebook', 'oauth2-apple'
        (Get-Completion 'Connect-AppUser -AppId ').CompletionText | Should -Contain $server.AppId
        (Get-Completion 'Register-AppUser -AppId ').CompletionText | Should -Contain $server.AppId
        (Get-Completion 'Register-AppUserEvent -Kind Acc').CompletionText | Should -Contain AccessTokenRefreshed
    }

    It 'quotes what needs quotes, and never fails' {
        $before = $env:APPSERVICES_APP_ID
        try {
            $env:APPSERVICES_APP_ID = "it's an app"
            (Get-Completion 'Connect-AppUser -AppId it').CompletionText | Should -Contain "'it''s an app'"
            (Get-Completion "Connect-AppUser -AppId 'it").CompletionText | Should -Contain "'it''s an app'"
        }
        finally { $env:APPSERVICES_APP_ID = $before }
        Get-Completion 'Get-AppApiKey -User $nobody -Name zz' | Out-Null
    }

    It 'asks no server' {
        $gone = Start-TestServer
        $user = Connect-NewUser $gone
        Stop-TestServer $gone
        $clock = [Diagnostics.Stopwatch]::StartNew()
        (Get-Completion 'Switch-AppUser -User ').CompletionText | Should -Contain $user.Id
        Get-Completion "Get-AppApiKey -User $($user.Id) -Name " | Out-Null
        $clock.ElapsedMilliseconds | Should -BeLessThan 2000
    }
}
