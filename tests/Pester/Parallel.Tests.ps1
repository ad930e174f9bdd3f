Describe 'many at once' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $manifest = $moduleManifest
    }

    It 'acts as the user of -User in every worker, and as the connected one without' {
        $current = Connect-NewUser $server
        $users = 1..4 | ForEach-Object { Connect-NewUser $server }
        Switch-AppUser $current
        $calls = $users + $users + $users | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:manifest
            [pscustomobject]@{ Given = $_.Id; Named = (Invoke-AppFunction whoAmI -User $_).id; Current = (Invoke-AppFunction whoAmI).id }
        }
        $calls.Count | Should -Be 12
        foreach ($call in $calls) {
            $call.Named | Should -Be $call.Given
            $call.Current | Should -Be $current.Id
        }
        (Get-AppUser).Id | Should -Be $current.Id
    }

    It 'finds a module that was imported by its path as the help says, in workers and in thread jobs' {
        $null = Connect-NewUser $server
        $topic = [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'docs', 'help', 'en-US', 'about_AppServices_Sessions.help.txt'))
        $code = [regex]::Match($topic, '(?ms)^ {8}\$module = .*?^ {8}\}').Value
        & ([scriptblock]::Create($code)) | Sort-Object | Should -Be 11, 12, 13, 14
        $module = "$((Get-Module AppServices).ModuleBase)/AppServices.psd1"
        $job = Start-ThreadJob { Import-Module $using:module; Invoke-AppFunction sum 3, 4 }
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 7
    }

    It 'never acts as another worker''s user: 200 interleaved calls of two runspaces' {
        $mine = Connect-NewUser $server
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($manifest)
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $shell.Runspace = $runspace
            $null = $shell.AddScript({
                    param($Target)
                    $theirs = $Target | Connect-AppUser -Anonymous -AsNewUser
                    $theirs.Id
                    foreach ($round in 1..100) { (Invoke-AppFunction whoAmI).id }
                    Disconnect-AppUser
                }).AddArgument($server)
            $running = $shell.BeginInvoke()
            $ids = foreach ($round in 1..100) { (Invoke-AppFunction whoAmI).id }
            $theirs = @($shell.EndInvoke($running))
            @($ids | Where-Object { $_ -ne $mine.Id }).Count | Should -Be 0
            $theirs.Count | Should -Be 101
            @($theirs | Where-Object { $_ -ne $theirs[0] }).Count | Should -Be 0
            $theirs[0] | Should -Not -Be $mine.Id
            (Invoke-AppFunction whoAmI).id | Should -Be $mine.Id
        }
        finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'makes one object of a user who connects in several workers at once' {
        $credential = New-Credential
        $null = $server | Register-AppUser -Credential $credential
        $users = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            $using:server | Connect-AppUser -Credential $using:credential
        }
        foreach ($user in $users) { [object]::ReferenceEquals($user, $users[0]) | Should -BeTrue }
        (Get-AppUser -Id $users[0].Id).IsLoggedIn | Should -BeTrue
    }

    It 'refreshes an expired access token once for 64 calls' {
        $short = Start-TestServer -With @{ AccessTokenSeconds = 2 }
        try {
            $null = Connect-NewUser $short
            $null = Invoke-AppFunction whoAmI
            [Threading.Thread]::Sleep(3100)
            $lines = 1..64 | Invoke-AppFunction sum -ArgumentList { $_ }, 0 -ThrottleLimit 64 -Verbose 4>&1
            @($lines | Where-Object { $_ -is [int] }).Count | Should -Be 64
            @($lines -match 'POST .*/auth/session 201').Count | Should -Be 1
        }
        finally { Stop-TestServer $short }
    }
}
