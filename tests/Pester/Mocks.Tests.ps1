# Scripts that use the module are tested with Pester, which replaces its commands (cmdlets Q5).
BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
    $commands = @(Get-Command -Module AppServices | ForEach-Object { @{ Name = $_.Name; HasUser = $_.Parameters.ContainsKey('User') } })
}

Describe 'a mock' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))

        # Something for each parameter that a call has to have, in a set of parameters that takes no other object of ours than users and apps.
        function Get-Argument {
            param([Management.Automation.CommandInfo] $Command)
            $values = @{ SecureString = New-Secret 'x'; PSCredential = New-Credential; Int32 = 1; String = 'x'; AppReference = 'x'; AppObjectReference = 'x'; Object = @{ '$set' = @{ n = 1 } }; ScriptBlock = { } }
            foreach ($set in @($Command.ParameterSets | Where-Object IsDefault) + @($Command.ParameterSets)) {
                $needed = @($set.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne 'User' })
                if ($Command.Parameters.ContainsKey('User') -and $set.Parameters.Name -notcontains 'User') { continue }
                if (@($needed.ParameterType.FullName) -like 'AppServices.*' -notlike '*Reference*') { continue }
                $arguments = @{}
                foreach ($parameter in $needed) { $arguments[$parameter.Name] = $values[$parameter.ParameterType.Name -replace '\[\]$'] }
                return $arguments
            }
        }
    }

    It 'of <Name> is called in its place, with users that are none' -ForEach $commands {
        $remove = if ($HasUser) { @{ RemoveParameterType = 'User' } } else { @{} }
        Mock $Name { 'mocked' } @remove
        $arguments = Get-Argument (Get-Command $Name -Module AppServices)
        if ($HasUser) { $arguments['User'] = [pscustomobject]@{ Id = 'mia' } }
        & $Name @arguments | Should -Be 'mocked'
        if ($HasUser) { Should -Invoke $Name -Times 1 -Exactly -ParameterFilter { $User.Id -eq 'mia' } }
        else { Should -Invoke $Name -Times 1 -Exactly }
    }
}

Describe 'a script under test' {
    BeforeAll { . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1')) }

    It 'gets what its mocks return, by filter and from the pipeline' {
        Mock Connect-AppUser { [pscustomobject]@{ Id = 'mia'; IsLoggedIn = $true } }
        Mock Invoke-AppFunction { 42 } -RemoveParameterType User
        Mock Invoke-AppFunction { throw 'unlucky' } -RemoveParameterType User -ParameterFilter { $InputObject -eq 13 }
        Mock Get-AppDocument { [pscustomobject]@{ name = 'nuts'; stock = 40 } } -RemoveParameterType User

        $user = Connect-AppUser -Anonymous -AppId shop-qwert
        1, 2 | Invoke-AppFunction square -User $user | Should -Be 42, 42
        { 13 | Invoke-AppFunction square -User $user } | Should -Throw 'unlucky'
        (Get-AppDocument store items @{ stock = @{ '$lt' = 50 } } -User $user).name | Should -Be nuts
        Should -Invoke Get-AppDocument -ParameterFilter { $Database -eq 'store' -and $Filter.stock.'$lt' -eq 50 } -Times 1 -Exactly
    }
}
