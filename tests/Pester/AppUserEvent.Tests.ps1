Describe 'events of users' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $global:appUserEventsSeen = [Collections.Generic.List[object]]::new()
        $remember = { $global:appUserEventsSeen.Add($EventArgs) }

        # What the subscriptions of these tests have seen, as soon as they have seen that much.
        function Wait-Seen {
            param([int] $Count = 1)
            $null = Wait-Until { $global:appUserEventsSeen.Count -ge $Count }
            $global:appUserEventsSeen
        }
    }
    BeforeEach {
        $global:appUserEventsSeen.Clear()
        $user = Connect-NewUser $server
    }
    AfterEach {
        Unregister-AppUserEvent '*'
        Get-AppUser -All | ForEach-Object { $_.RemoveAllListeners() }
        Get-Job | Remove-Job -Force
    }
    AfterAll {
        $global:appUserEventsSeen = $null
    }

    Context 'what is told' {
        It 'tells of <Kind>' -ForEach @(
            @{ Kind = 'AccessTokenRefreshed'; Script = { Update-AppUserToken } }
            @{ Kind = 'CustomDataRefreshed'; Script = { Update-AppUserCustomData } }
            @{ Kind = 'Linked'; Script = { $key = New-AppApiKey x; Add-AppUserLink -ApiKey $key.Key } }
            @{ Kind = 'Switched'; Script = { Switch-AppUser $user } }
            @{ Kind = 'LoggedOut'; Script = { Disconnect-AppUser } }
            @{ Kind = 'Removed'; Script = { Remove-AppUser } }
        ) {
            $null = Register-AppUserEvent -Kind $Kind -Action $remember
            & $Script
            $told = Wait-Seen
            $told[0] | Should -BeOfType [AppServices.AppUserEventArgs]
            $told[0].Kind | Should -Be $Kind
            [object]::ReferenceEquals($told[0].User, $user) | Should -BeTrue
            ([DateTimeOffset]::Now - $told[0].Time).TotalMinutes | Should -BeLessThan 5
        }

        It 'tells of a login of a user known already' {
            $credential = New-Credential
            $null = $server | Register-AppUser -Credential $credential
            $known = $server | Connect-AppUser -Credential $credential
            $null = Register-AppUserEvent $known -Action $remember
            Disconnect-AppUser
            $null = $server | Connect-AppUser -Credential $credential
            (Wait-Seen 2).Kind | Should -Be 'LoggedOut', 'LoggedIn'
        }

        It 'tells when the service ended the session' {
            $null = Register-AppUserEvent -Action $remember
            Invoke-ServerCommand $server user, log-out, $user.Id | Out-Null
            $null = Get-ErrorOf { Update-AppUserToken }
            (Wait-Seen).Kind | Should -Be 'LoggedOut'
        }

        It 'tells only of the kinds asked for, and only of its user' {
            $other = Connect-NewUser $server
            $null = Register-AppUserEvent $user -Kind LoggedOut, Removed -Action $remember
            $user, $other | Update-AppUserToken
            Disconnect-AppUser $other
            Remove-AppUser $user
            # In either order: the engine hands each event to a thread of its own.
            $kinds = @((Wait-Seen 2).Kind)
            $kinds.Count | Should -Be 2
            foreach ($kind in 'LoggedOut', 'Removed') { $kinds | Should -Contain $kind }
        }

        It 'carries no token' {
            $secrets = $user.AccessToken, $user.RefreshToken
            $null = Register-AppUserEvent -Action $remember
            Update-AppUserToken
            $text = [Management.Automation.PSSerializer]::Serialize((Wait-Seen)[0], 5)
            foreach ($secret in $secrets + $user.AccessToken) { $text.Contains($secret) | Should -BeFalse }
        }
    }

    Context 'the event manager of PowerShell' {
        It 'gives a job for -Action, with the name of -SourceIdentifier' {
            $job = Register-AppUserEvent -SourceIdentifier watch -Action { 'seen' }
            $job | Should -BeOfType [Management.Automation.PSEventJob]
            $job.Name | Should -Be 'watch'
            (Get-Command Register-AppUserEvent).OutputType.Type | Should -Be ([Management.Automation.PSEventJob])
            Update-AppUserToken
            Wait-Until { Receive-Job $job } | Should -Be 'seen'
        }

        It 'passes -MessageData and ends after -MaxTriggerCount' {
            $null = Register-AppUserEvent -MessageData 'mine' -MaxTriggerCount 2 -Action { $global:appUserEventsSeen.Add($Event.MessageData) }
            1..4 | ForEach-Object { Update-AppUserToken }
            Wait-Seen 2 | Should -Be 'mine', 'mine'
        }

        It 'queues events when there is no -Action' {
            Register-AppUserEvent -SourceIdentifier queued | Should -BeNullOrEmpty
            Update-AppUserToken
            $queued = Wait-Until { Get-Event -SourceIdentifier queued -ErrorAction Ignore }
            @($queued)[0].SourceEventArgs.Kind | Should -Be 'AccessTokenRefreshed'
        }

        It 'can subscribe to the object itself, too' {
            $null = $ExecutionContext.Events.SubscribeEvent($user.Events, 'Changed', 'itself', $null, $remember, $false, $false)
            Update-AppUserToken
            (Wait-Seen).Kind | Should -Be 'AccessTokenRefreshed'
            Unregister-AppUserEvent -User $user
            @($ExecutionContext.Events.Subscribers | Where-Object SourceIdentifier -eq itself).Count | Should -Be 0
        }

        It 'refuses a name that is taken' {
            $null = Register-AppUserEvent -SourceIdentifier watch -Action $remember
            (Get-ErrorOf { Register-AppUserEvent -SourceIdentifier watch -Action $remember }).FullyQualifiedErrorId | Should -BeLike '*,AppServices.Commands.RegisterAppUserEventCommand'
        }

        It 'is told by other runspaces, too' {
            $null = Register-AppUserEvent -Action $remember
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $null = $shell.AddScript({ param($Module, $User) Import-Module $Module; Update-AppUserToken $User }).AddArgument($moduleManifest).AddArgument($user).Invoke()
            }
            finally { $shell.Dispose() }
            (Wait-Seen).Kind | Should -Be 'AccessTokenRefreshed'
        }
    }

    Context 'Unregister-AppUserEvent' {
        BeforeEach {
            $null = Register-AppUserEvent -SourceIdentifier first -Action $remember
            $null = Register-AppUserEvent -SourceIdentifier second -Action $remember
        }

        It 'ends by <Name>' -ForEach @(
            @{ Name = 'name'; Script = { Unregister-AppUserEvent first; Unregister-AppUserEvent -SourceIdentifier second } }
            @{ Name = 'wildcard'; Script = { Unregister-AppUserEvent '*' } }
            @{ Name = 'user'; Script = { Unregister-AppUserEvent -User $user } }
            @{ Name = 'script block'; Script = { Unregister-AppUserEvent -User $user.Id -Action $remember } }
            @{ Name = 'piped subscriber'; Script = { $ExecutionContext.Events.Subscribers | Unregister-AppUserEvent } }
        ) {
            & $Script
            @($ExecutionContext.Events.Subscribers | Where-Object SourceObject -Is ([AppServices.AppUserEvents])).Count | Should -Be 0
            Update-AppUserToken
            $global:appUserEventsSeen.Count | Should -Be 0
        }

        It 'leaves the others' {
            Unregister-AppUserEvent first
            Update-AppUserToken
            (Wait-Seen).Count | Should -Be 1
        }

        It 'ends nothing under -WhatIf, for another user or by another script block' {
            $other = Connect-NewUser $server
            Unregister-AppUserEvent -User $user -WhatIf
            Unregister-AppUserEvent -User $other
            Unregister-AppUserEvent -User $user -Action { }
            Update-AppUserToken $user
            (Wait-Seen 2).Count | Should -Be 2
        }

        It 'says that a name is unknown, and is silent about a wildcard' {
            $record = Get-ErrorOf { Unregister-AppUserEvent nosuch }
            $record.FullyQualifiedErrorId | Should -Be 'AppUserEventNotFound,AppServices.Commands.UnregisterAppUserEventCommand'
            $record.TargetObject | Should -Be 'nosuch'
            Get-ErrorOf { Unregister-AppUserEvent 'x*' } | Should -BeNullOrEmpty
        }
    }

    Context 'listeners of the SDKs' {
        It 'adds and removes them by script block' {
            $other = { $global:appUserEventsSeen.Add('other') }
            $user.AddListener($remember)
            $user.AddListener($other)
            Update-AppUserToken
            (Wait-Seen 2).Count | Should -Be 2
            $user.RemoveListener($remember)
            $global:appUserEventsSeen.Clear()
            Update-AppUserToken
            Wait-Seen | Should -Be 'other'
            $user.RemoveAllListeners()
            $global:appUserEventsSeen.Clear()
            Update-AppUserToken
            $global:appUserEventsSeen.Count | Should -Be 0
        }

        It 'passes sender and arguments, and returns nothing' {
            @($user.AddListener({ param($Who, $What) $global:appUserEventsSeen.Add("$Who $($What.Kind)") })).Count | Should -Be 0
            Update-AppUserToken
            Wait-Seen | Should -Be "$($user.Id) AccessTokenRefreshed"
        }

        It 'keeps the variables of a closure' {
            $mine = 'kept'
            $user.AddListener({ $global:appUserEventsSeen.Add($mine) }.GetNewClosure())
            Update-AppUserToken
            Wait-Seen | Should -Be 'kept'
        }
    }

    Context 'the module' {
        It 'ends this runspace''s subscriptions when it is removed, and no others' {
            $manifest = $moduleManifest
            $state = [initialsessionstate]::CreateDefault2()
            $runspace = [runspacefactory]::CreateRunspace($state)
            $runspace.Open()
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $null = Register-AppUserEvent -Action $remember
                $shell.Runspace = $runspace
                $left = $shell.AddScript({
                        param($Module, $User)
                        Import-Module $Module
                        $null = Register-AppUserEvent $User -SourceIdentifier one
                        $User.AddListener({ })
                        $before = @($ExecutionContext.Events.Subscribers).Count
                        Remove-Module AppServices
                        "$before $(@($ExecutionContext.Events.Subscribers).Count)"
                    }).AddArgument($manifest).AddArgument($user).Invoke()
                $left | Should -Be '2 0'
                Update-AppUserToken
                (Wait-Seen).Count | Should -Be 1
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }
}
