Describe 'two runspaces with two users' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $manifest = $moduleManifest

        # Runs a script in a runspace of its own and waits for it.
        function Invoke-InRunspace {
            param($Runspace, [scriptblock] $Script, [object[]] $Arguments)
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $shell.Runspace = $Runspace
                $null = $shell.AddScript($Script)
                foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
                $shell.Invoke()
                if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
            }
            finally { $shell.Dispose() }
        }

        function New-ModuleRunspace {
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule($manifest)
            $runspace = [runspacefactory]::CreateRunspace($state)
            $runspace.Open()
            $runspace
        }
    }
    BeforeEach {
        $mine = Connect-NewUser $server
        $runspace = New-ModuleRunspace
    }
    AfterEach { $runspace.Dispose() }

    It 'inherits the user in a new runspace' {
        Invoke-InRunspace $runspace { (Invoke-AppFunction whoAmI).id } | Should -Be $mine.Id
    }

    It 'never acts as the other: 200 interleaved calls' {
        $theirs = Invoke-InRunspace $runspace { param($target) ($target | Connect-AppUser -Anonymous -AsNewUser).Id } $server
        foreach ($round in 1..100) {
            (Invoke-AppFunction whoAmI).id | Should -Be $mine.Id
            Invoke-InRunspace $runspace { (Invoke-AppFunction whoAmI).id } | Should -Be $theirs
        }
    }

    It 'keeps working here when the other disconnects, who then is nobody' {
        $null = Invoke-InRunspace $runspace { param($target) $null = $target | Connect-AppUser -Anonymous -AsNewUser; Disconnect-AppUser } $server
        (Invoke-AppFunction whoAmI).id | Should -Be $mine.Id
        { Invoke-InRunspace $runspace { Invoke-AppFunction whoAmI } } | Should -Throw '*Nobody is connected*'
    }

    It 'passes a user by reference' {
        $other = Connect-NewUser $server
        Switch-AppUser $mine
        Invoke-InRunspace $runspace { param($user) (Invoke-AppFunction whoAmI -User $user).id } $other | Should -Be $other.Id
    }

    It 'sees all users everywhere' {
        Invoke-InRunspace $runspace { (Get-AppUser -All).Id } | Should -Contain $mine.Id
    }
}
