# Which rules a request meets: default rule, none at all, filters, schemas; and pipelines and watches, which pass them too.
Describe 'Rules: reach' {
    BeforeAll {
        foreach ($file in 'TestServer', 'RulesApp') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
    }

    Context 'the default rule' {
        BeforeAll { $visitor = $server | Connect-AppUser -Anonymous }

        It 'is for collections without roles of their own' {
            Add-AppDocument shop anything @{ _id = 1 } -User $mia
            Add-AppDocument elsewhere anything @{ _id = 1 } -User $mia
            Show-Document (Get-AppDocument shop anything -User $visitor) | Should -Be '1'
            Show-Document (Get-AppDocument elsewhere anything -User $visitor) | Should -Be '1'
            Assert-Refused { Add-AppDocument shop anything @{ _id = 2 } -User $visitor } AddAppDocument anything "role 'visitor' does not allow it"
            Assert-Denied { Remove-AppDocument elsewhere anything -Id 1 -User $visitor } RemoveAppDocument elsewhere.anything data_sources/mongodb-atlas/default_rule.json 'delete not permitted'
            Get-Stored anything | Should -Be '1'
        }

        It 'is not for those with roles, also where none of them applies' {
            Add-Stored notes @{ _id = 1; owner = $tom.Id }
            Get-AppDocument shop notes -User $mia | Should -BeNullOrEmpty
            Assert-Refused { Add-AppDocument shop notes @{ _id = 2 } -User $mia } AddAppDocument notes 'no role applies'
        }
    }

    Context 'no rule at all' {
        It 'refuses <Cmdlet>' -ForEach @(
            @{ Cmdlet = 'GetAppDocument'; Script = { Get-AppDocument shop old -ServiceName archive -User $mia } }
            @{ Cmdlet = 'GetAppDocument'; Script = { Get-AppDocument shop old -ServiceName archive -Count -User $mia } }
            @{ Cmdlet = 'GetAppDocument'; Script = { Get-AppDocument shop old -ServiceName archive -Id 1 -User $mia } }
            @{ Cmdlet = 'AddAppDocument'; Script = { Add-AppDocument shop old @{ _id = 1 } -ServiceName archive -User $mia } }
            @{ Cmdlet = 'SetAppDocument'; Script = { Set-AppDocument shop old @{ _id = 1 } -ServiceName archive -Upsert -User $mia } }
            @{ Cmdlet = 'UpdateAppDocument'; Script = { Update-AppDocument shop old @{} @{ '$set' = @{ n = 1 } } -ServiceName archive -All -Force -User $mia } }
            @{ Cmdlet = 'RemoveAppDocument'; Script = { Remove-AppDocument shop old -Id 1 -ServiceName archive -User $mia } }
            @{ Cmdlet = 'InvokeAppAggregate'; Script = { Invoke-AppAggregate shop old '[]' -ServiceName archive -User $mia } }
            @{ Cmdlet = 'WatchAppDocument'; Script = { Watch-AppDocument shop old -ServiceName archive -User $mia } }
            @{ Cmdlet = 'WatchAppDocument'; Script = { Watch-AppDocument shop old -ServiceName archive -Reconnect -User $mia } }
        ) {
            Assert-Denied $Script $Cmdlet shop.old data_sources/archive/shop/old/rules.json "no rule exists for namespace 'shop.old'"
            $record = Get-ErrorOf $Script
            $record.Exception.Code | Should -Be 'NoMatchingRuleFound'
            $record.Exception.StatusCode | Should -Be 403
            $record.ErrorDetails.RecommendedAction | Should -Match 'data_sources/archive/default_rule\.json'
        }
    }

    Context 'filters' {
        BeforeAll {
            Add-Stored tenants @{ _id = 1; owner = $mia.Id; secret = 1 }, @{ _id = 2; owner = $tom.Id; secret = 2 }, @{ _id = 3; public = $true }
        }

        It 'narrow what is found, and what of it' {
            Show-Document (Get-AppDocument shop tenants -User $mia) _id, secret | Should -Be '1 , 3 '
            Show-Document (Get-AppDocument shop tenants -User $tom) _id, secret | Should -Be '2 , 3 '
            Get-AppDocument shop tenants @{ secret = 1 } -User $mia | Should -BeNullOrEmpty
            Get-AppDocument shop tenants -Count -User $mia | Should -Be 2
            (Invoke-AppAggregate shop tenants '{ "$count": "n" }' -User $tom).n | Should -Be 2
        }

        It 'narrow what is changed and deleted' {
            (Update-AppDocument shop tenants @{ public = @{ '$ne' = $true } } @{ '$set' = @{ seen = $true } } -All -PassThru -User $mia).MatchedCount | Should -Be 1
            (Get-ErrorOf { Remove-AppDocument shop tenants -Id 2 -User $mia }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentNotFound,*'
            Get-Stored tenants _id, seen | Should -Be '1 True, 2 , 3 '
        }

        It 'are for whom they name' {
            Set-Kept $tom @{ role = 'clerk' }
            Show-Document (Get-AppDocument shop tenants -User $tom) _id, secret | Should -Be '1 1, 2 2, 3 '
        }
    }

    Context 'schemas' {
        It 'let in what is as they say' {
            Add-AppDocument shop parts @{ _id = 1; name = 'nut'; stock = 3; size = @{ width = 0.5 }; tags = @('a') } -User $mia
            Update-AppDocument shop parts -Id 1 -Update @{ '$inc' = @{ stock = -1 } } -User $tom
            Get-Stored parts _id, stock | Should -Be '1 2'
        }

        It 'refuse <Words>' -ForEach @(
            @{ Document = @{ _id = 2 }; Words = "'name' is required" }
            @{ Document = @{ _id = 2; name = 'n' }; Words = "'name' must have at least 2 characters" }
            @{ Document = @{ _id = 2; name = 'nut'; stock = -1 }; Words = "'stock' must be greater than or equal to 0" }
            @{ Document = @{ _id = 2; name = 'nut'; stock = '5' }; Words = "'stock' must be of type int" }
            @{ Document = @{ _id = 2; name = 'nut'; size = @{} }; Words = "'size.width' is required" }
            @{ Document = @{ _id = 2; name = 'nut'; tags = @('a', 5) }; Words = "'tags.1' must be of type string" }
            @{ Document = @{ _id = 2; name = 'nut'; other = 1 }; Words = "'other' is no field of the schema" }
        ) {
            $record = Get-ErrorOf { Add-AppDocument shop parts $Document -User $mia }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentInvalid,AppServices.Commands.AddAppDocumentCommand'
            $record.CategoryInfo.Category | Should -Be 'InvalidData'
            [object]::ReferenceEquals($record.TargetObject, $Document) | Should -BeTrue
            $record.ErrorDetails.Message | Should -Match ([regex]::Escape($Words))
            $record.ErrorDetails.RecommendedAction | Should -Match 'schema\.json'
            $record.Exception.Code | Should -Be 'SchemaValidationFailedWrite'
        }

        It 'refuse what <Cmdlet> would make' -ForEach @(
            @{ Cmdlet = 'UpdateAppDocument'; Script = { Update-AppDocument shop parts -Id 1 -Update @{ '$unset' = @{ name = 1 } } -User $mia }; Words = "'name' is required"; Target = 1 }
            @{ Cmdlet = 'UpdateAppDocument'; Script = { Update-AppDocument shop parts @{ name = 'nut' } @{ '$inc' = @{ stock = -9 } } -User $mia }; Words = "'stock' must be"; Target = 'shop.parts' }
            @{ Cmdlet = 'UpdateAppDocument'; Script = { Update-AppDocument shop parts @{} @{ '$set' = @{ 'size.width' = 'wide' } } -All -Force -User $mia }; Words = "'size.width' must be of type double"; Target = 'shop.parts' }
            @{ Cmdlet = 'SetAppDocument'; Script = { '{ "_id": 1, "name": "x" }' | Set-AppDocument shop parts -User $mia }; Words = 'at least 2'; Target = $null }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -Be "AppDocumentInvalid,AppServices.Commands.${Cmdlet}Command"
            $record.CategoryInfo.Category | Should -Be 'InvalidData'
            if ($Target) { $record.TargetObject | Should -Be $Target } else { $record.TargetObject | Should -Not -BeNullOrEmpty }
            $record.ErrorDetails.Message | Should -Match ([regex]::Escape($Words))
            Get-Stored parts _id, name, stock | Should -Be '1 nut 2'
        }

        It 'say which documents of a request were stored' {
            $record = Get-ErrorOf { Add-AppDocument shop parts @{ _id = 10; name = 'aa' }, @{ _id = 11; name = 'b' }, @{ _id = 12; name = 'cc' } -User $mia }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppDocumentInvalid,*'
            $record.ErrorDetails.Message | Should -Match 'documents 1 to 3 of the input; they were stored up to the refused one'
            Get-Stored parts | Should -Be '1, 10'
        }
    }

    Context 'pipelines' {
        It 'refuse <Stage>, which would reach beyond the collection' -ForEach @(
            @{ Stage = '$lookup'; Body = @{ from = 'orders'; localField = 'a'; foreignField = 'b'; as = 'c' } }
            @{ Stage = '$unionWith'; Body = 'orders' }
            @{ Stage = '$out'; Body = 'copy' }
            @{ Stage = '$merge'; Body = 'copy' }
        ) {
            Assert-Denied { Invoke-AppAggregate shop anything @{ $Stage = $Body } -User $mia } InvokeAppAggregate shop.anything run_as_system "$Stage is for functions that run as system"
        }

        It 'refuse it within $facet too' {
            Assert-Denied { Invoke-AppAggregate shop anything '{ "$facet": { "a": [{ "$unionWith": "orders" }] } }' -User $mia } InvokeAppAggregate shop.anything run_as_system '$unionWith'
            (Invoke-AppAggregate shop anything '{ "$facet": { "a": [{ "$count": "n" }] } }' -User $mia).a.n | Should -Be 1
        }
    }

    Context 'watching' {
        It 'tells of what the user may see, and of nothing else' {
            $module = (Get-Module AppServices).Path.Replace('.psm1', '.psd1')
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $null = $shell.AddScript({ param($Module, $User) Import-Module $Module; Watch-AppDocument shop notes -User $User -First 3 -Verbose }).AddArgument($module).AddArgument($mia)
                $output = [Management.Automation.PSDataCollection[psobject]]::new()
                $nothing = [Management.Automation.PSDataCollection[psobject]]::new()
                $nothing.Complete()
                $running = $shell.BeginInvoke($nothing, $output)
                $null = Wait-Until { $shell.Streams.Verbose | Where-Object { $_.Message -like 'Watching*' } }
                Add-AppDocument shop notes @{ _id = 20; owner = $tom.Id; n = 1 } -User $tom
                Add-AppDocument shop notes @{ _id = 21; owner = $mia.Id; n = 1 } -User $mia
                Update-AppDocument shop notes -Id 20 -Update @{ '$set' = @{ n = 2 } } -User $tom
                Update-AppDocument shop notes -Id 21 -Update @{ '$set' = @{ n = 2 } } -User $mia
                Remove-AppDocument shop notes -Id 20 -User $tom
                Remove-AppDocument shop notes -Id 21 -User $mia
                $null = Wait-Until { $running.IsCompleted }
                $changes = $output.ReadAll()
                $changes.operationType | Should -Be 'insert', 'update', 'delete'
                $changes.documentKey._id | Should -Be 21, 21, 21
                $shell.Streams.Error.Count | Should -Be 0
            }
            finally { $shell.Dispose() }
        }
    }
}
