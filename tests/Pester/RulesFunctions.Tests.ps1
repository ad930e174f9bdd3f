# Functions and rules: rules that ask functions, rules that functions pass, and who may call which function.
Describe 'Rules: functions' {
    BeforeAll {
        foreach ($file in 'TestServer', 'RulesApp') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        Add-Stored notes @{ _id = 1; owner = $mia.Id }, @{ _id = 2; owner = $tom.Id }, @{ _id = 3; owner = $tom.Id }
    }

    Context 'a function that a role asks' {
        BeforeAll {
            Add-Stored teams @{ _id = 'red'; members = @($mia.Id) }, @{ _id = 'blue'; members = @($tom.Id) }
            Add-Stored tasks @{ _id = 1; team = 'red' }, @{ _id = 2; team = 'blue' }, @{ _id = 3; team = 'red' }, @{ _id = 4; team = 'none' }
        }

        It 'decides about each document' {
            Show-Document (Get-AppDocument shop tasks -User $mia) | Should -Be '1, 3'
            Show-Document (Get-AppDocument shop tasks -User $tom) | Should -Be '2'
            Get-AppDocument shop tasks -Count -User $mia | Should -Be 2
            Show-Document (Get-AppDocument shop tasks -Sort @{ _id = -1 } -First 1 -User $mia) | Should -Be '3'
        }

        It 'decides about writes' {
            Update-AppDocument shop tasks @{} @{ '$set' = @{ done = $true } } -All -Force -User $mia
            Assert-Refused { Update-AppDocument shop tasks -Id 1 -Update @{ '$set' = @{ team = 'blue' } } -User $mia } UpdateAppDocument tasks 'update not permitted'
            Assert-Refused { Add-AppDocument shop tasks @{ team = 'red' } -User $tom } AddAppDocument tasks 'insert not permitted'
            Add-AppDocument shop tasks @{ _id = 5; team = 'blue' } -User $tom
            Get-Stored tasks _id, done | Should -Be '1 True, 2 , 3 True, 4 , 5 '
        }

        It 'is asked anew each time' {
            Add-Stored teams @{ _id = 'none'; members = @($mia.Id, $tom.Id) }
            Show-Document (Get-AppDocument shop tasks -User $mia) | Should -Be '1, 3, 4'
        }

        It 'cannot be called by users, who do not learn whether it is there' {
            $record = Get-ErrorOf { Invoke-AppFunction isMember red, $mia.Id -User $mia }
            $record.FullyQualifiedErrorId | Should -Be 'AppFunctionNotFound,AppServices.Commands.InvokeAppFunctionCommand'
        }
    }

    Context 'a function that uses documents' {
        It 'passes the rules of its caller, or none as the system' {
            Invoke-AppFunction countNotes -User $mia | Should -Be 1
            Invoke-AppFunction countNotes -User $tom | Should -Be 2
            Invoke-AppFunction countNotesAsSystem -User $mia | Should -Be 3
        }

        It 'may write what its caller may, or all as the system' {
            Invoke-AppFunction addNote @{ _id = 10; owner = $mia.Id } -User $mia | Should -Be 10
            $record = Get-ErrorOf { Invoke-AppFunction addNote @{ _id = 11; owner = $tom.Id } -User $mia }
            $record.FullyQualifiedErrorId | Should -Be 'AppFunctionFailed,AppServices.Commands.InvokeAppFunctionCommand'
            $record.CategoryInfo.Category | Should -Be 'InvalidResult'
            $record.TargetObject | Should -Be 'addNote'
            $record.ErrorDetails.Message | Should -Match 'insert not permitted: no role applies'
            $record.ErrorDetails.RecommendedAction | Should -Match "app's own function"
            Invoke-AppFunction addNoteAsSystem @{ _id = 12; owner = $tom.Id } -User $mia | Should -Be 12
            Get-Stored notes | Should -Be '1, 2, 3, 10, 12'
        }
    }

    Context 'a function that not everybody may call' {
        It 'asks what the token says' {
            Set-Kept $tom @{ role = 'clerk' }
            Invoke-AppFunction closeMonth -User $tom | Should -BeExactly 'closed by clerk'
            Assert-Denied { Invoke-AppFunction closeMonth -User $mia } InvokeAppFunction closeMonth can_evaluate 'rule not matched for function "closeMonth"'
            $thrown = try { $mia.Functions.closeMonth() } catch [AppServices.AppServicesException] { $_.Exception }
            $thrown.Code | Should -Be 'FunctionExecutionError'
        }
    }
}
