BeforeDiscovery {
    $values = @(
        @{ Name = 'int'; Value = 5 }
        @{ Name = 'long'; Value = [long]5 }
        @{ Name = 'double'; Value = 2.5 }
        @{ Name = 'whole double'; Value = 3.0 }
        @{ Name = 'decimal'; Value = 1.10d }
        @{ Name = 'bool'; Value = $false }
        @{ Name = 'string'; Value = "Grüße, 50% 'Welt' 🎈" }
        @{ Name = 'date'; Value = [datetime]::new(2026, 1, 2, 3, 4, 5, 678, [DateTimeKind]::Utc) }
        @{ Name = 'guid'; Value = [guid]'0f1e2d3c-4b5a-4968-8776-655443322110' }
    )
}

Describe 'Documents: writing' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Start-TestServer ([IO.Path]::Combine($testApps, 'documents'))
        $user = $server | Connect-AppUser -Anonymous
    }
    AfterAll { Stop-TestServer $server }

    Context 'Add-AppDocument' {
        It 'stores <Kind>' -ForEach @(
            @{ Kind = 'a hashtable'; Document = @{ name = 'nut' } }
            @{ Kind = 'an ordered dictionary'; Document = [ordered]@{ name = 'nut' } }
            @{ Kind = 'an object'; Document = [pscustomobject]@{ name = 'nut' } }
            @{ Kind = 'JSON'; Document = '{ "name": "nut" }' }
        ) {
            $id = (Add-AppDocument store kinds $Document -PassThru).InsertedIds[0]
            , $id | Should -BeOfType [AppServices.Bson.ObjectId]
            (Get-AppDocument store kinds -Id $id).name | Should -Be 'nut'
            $id = ($Document | Add-AppDocument store kinds -PassThru).InsertedIds[0]
            ($id | Get-AppDocument store kinds).name | Should -Be 'nut'
        }

        It 'has no output unless told to' {
            Add-AppDocument store quiet @{ a = 1 } | Should -BeNullOrEmpty
            $done = Add-AppDocument store quiet @{ _id = 'mine' } -PassThru
            $done | Should -BeOfType [AppServices.AppWriteResult]
            $done.InsertedIds | Should -BeExactly 'mine'
            $done.InsertedCount | Should -Be 1
        }

        It 'stores the elements of an array, given as they are piped' {
            Add-AppDocument store many @(@{ n = 1 }, @{ n = 2 })
            @{ n = 3 }, '{ "n": 4 }' | Add-AppDocument store many
            Add-AppDocument store many '[{ "n": 5 }, { "n": 6 }]'
            (Get-AppDocument store many).n | Should -Be 1, 2, 3, 4, 5, 6
        }

        It 'sends 1000 documents or 4 MB at once' {
            $text = 'x' * 1MB
            $requests = @(1..9 | ForEach-Object { @{ n = $_; text = $text } } | Add-AppDocument store large -Verbose 4>&1 | Where-Object { "$_" -like 'POST*' })
            $requests.Count | Should -Be 3
            $requests = @(1..2500 | ForEach-Object { @{ n = $_ } } | Add-AppDocument store small -Verbose 4>&1 | Where-Object { "$_" -like 'POST*' })
            $requests.Count | Should -Be 3
            Get-AppDocument store small -Count | Should -Be 2500
            Get-AppDocument store large -Count | Should -Be 9
        }

        It 'says where a batch was refused' {
            $record = Get-ErrorOf { 1, 2, 1, 3 | ForEach-Object { @{ _id = $_ } } | Add-AppDocument store twice }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentExists,AppServices.Commands.AddAppDocumentCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceExists'
            $record.ErrorDetails.Message | Should -Match 'documents 1 to 4 of the input'
            (Get-AppDocument store twice)._id | Should -Be 1, 2
        }

        It 'says which document was refused with -BatchSize 1, and stores the others' {
            $failures = $null
            1, 2, 1, 3 | ForEach-Object { [pscustomobject]@{ _id = $_ } } | Add-AppDocument store single -BatchSize 1 -ErrorAction SilentlyContinue -ErrorVariable failures
            @($failures).Count | Should -Be 1
            $failures[0].TargetObject._id | Should -Be 1
            (Get-AppDocument store single)._id | Should -Be 1, 2, 3
        }

        It 'goes on after a document that cannot be sent' {
            $failures = $null
            @{ _id = 1 }, @{ _id = 2; secret = [securestring]::new() }, @{ _id = 3 } |
                Add-AppDocument store partly -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppArgumentInvalid,AppServices.Commands.AddAppDocumentCommand'
            (Get-AppDocument store partly)._id | Should -Be 1, 3
        }

        It 'reports what is no document and goes on' {
            $failures = $null
            @{ _id = 1 }, 5, @{ _id = 3 } | Add-AppDocument store odd -ErrorAction SilentlyContinue -ErrorVariable failures
            @($failures).Count | Should -Be 1
            (Get-AppDocument store odd)._id | Should -Be 1, 3
        }

        It 'sends nothing under -WhatIf' {
            @{ n = 1 } | Add-AppDocument store none -WhatIf -PassThru | Should -BeNullOrEmpty
            Get-AppDocument store none -Count | Should -Be 0
        }
    }

    Context 'Update-AppDocument' {
        BeforeEach {
            Remove-AppDocument store items @{} -All -Force
            Add-AppDocument store items ([ordered]@{ _id = 1; qty = 1; marks = @(1, 5) }), ([ordered]@{ _id = 2; qty = 1; marks = @(5) }), ([ordered]@{ _id = 3; qty = 2; marks = @() })
        }

        It 'changes the first match, or all' {
            Update-AppDocument store items @{ qty = 1 } @{ '$inc' = @{ qty = 10 } } | Should -BeNullOrEmpty
            (Get-AppDocument store items).qty | Should -Be 11, 1, 2
            Update-AppDocument store items @{ qty = 1 } '{ "$inc": { "qty": 10 } }' -One
            (Get-AppDocument store items).qty | Should -Be 11, 11, 2
            Update-AppDocument store items @{} @{ '$inc' = @{ qty = 1 } } -All -Force
            (Get-AppDocument store items).qty | Should -Be 12, 12, 3
        }

        It 'changes documents by id, given or piped' {
            Update-AppDocument store items -Id 1, 3 -Update @{ '$set' = @{ qty = 7 } }
            (Get-AppDocument store items).qty | Should -Be 7, 1, 7
            Get-AppDocument store items @{ qty = 7 } | Update-AppDocument store items -Update @{ '$set' = @{ qty = 8 } }
            2 | Update-AppDocument store items -Update @{ '$set' = @{ qty = 9 } }
            (Get-AppDocument store items).qty | Should -Be 8, 9, 8
        }

        It 'returns what was done with -PassThru, the document with -ReturnDocument' {
            (Update-AppDocument store items @{ _id = 2 } @{ '$inc' = @{ qty = 1 } } -ReturnDocument).qty | Should -Be 2
            (Update-AppDocument store items -Id 2 -Update @{ '$inc' = @{ qty = 1 } } -ReturnDocument).qty | Should -Be 3
            $result = Update-AppDocument store items @{ marks = 5 } @{ '$set' = @{ qty = 3 } } -All -PassThru
            $result | Should -BeOfType [AppServices.AppWriteResult]
            $result.MatchedCount, $result.ModifiedCount | Should -Be 2, 1
        }

        It 'changes elements of arrays' {
            Update-AppDocument store items @{} @{ '$set' = @{ 'marks.$[high]' = 9 } } -ArrayFilter @{ high = @{ '$gt' = 4 } } -All -Force
            (Get-AppDocument store items -Id 1).marks | Should -Be 1, 9
            (Update-AppDocument store items -Id 1 -Update @{ '$set' = @{ 'marks.$[low]' = 0 } } -ArrayFilter '{ "low": 1 }' -ReturnDocument).marks | Should -Be 0, 9
        }

        It 'runs an update pipeline' {
            Update-AppDocument store items @{ _id = 1 } @(@{ '$set' = @{ twice = @{ '$multiply' = '$qty', 2 } } })
            (Get-AppDocument store items -Id 1).twice | Should -Be 2
        }

        It 'inserts with -Upsert' {
            Update-AppDocument store items -Id 9 -Update @{ '$set' = @{ qty = 1 } } -Upsert
            (Get-AppDocument store items -Id 9).qty | Should -Be 1
            (Update-AppDocument store items @{ _id = 10 } @{ '$set' = @{ qty = 2 } } -Upsert -ReturnDocument).qty | Should -Be 2
            (Update-AppDocument store items @{ _id = 11 } @{ '$set' = @{ qty = 2 } } -Upsert -All -PassThru).UpsertedId | Should -Be 11
        }

        It 'reports an id that no document has, but not a filter' {
            $record = Get-ErrorOf { Update-AppDocument store items -Id 99 -Update @{ '$set' = @{ a = 1 } } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.UpdateAppDocumentCommand'
            $record.TargetObject | Should -Be 99
            Get-ErrorOf { Update-AppDocument store items -Id 99 -Update @{ '$set' = @{ a = 1 } } -PassThru } | Should -Not -BeNullOrEmpty
            Get-ErrorOf { Update-AppDocument store items @{ _id = 99 } @{ '$set' = @{ a = 1 } } } | Should -BeNullOrEmpty
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'a whole document as update'; Script = { Update-AppDocument store items @{ _id = 1 } @{ qty = 1 } } }
            @{ Name = 'an empty update'; Script = { Update-AppDocument store items @{ _id = 1 } @{} } }
            @{ Name = 'a number as update'; Script = { Update-AppDocument store items @{ _id = 1 } 5 } }
            @{ Name = '-One with -All'; Script = { Update-AppDocument store items @{ _id = 1 } @{ '$set' = @{ a = 1 } } -One -All } }
        ) {
            (Get-ErrorOf $Script).Exception | Should -BeOfType [Management.Automation.ParameterBindingException]
            (Get-AppDocument store items -Id 1).qty | Should -Be 1
        }

        It 'says what the database does not accept' {
            $record = Get-ErrorOf { Update-AppDocument store items @{ _id = 1 } @{ '$who' = @{ a = 1 } } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDatabaseError,AppServices.Commands.UpdateAppDocumentCommand'
        }

        It 'changes nothing under -WhatIf' {
            Update-AppDocument store items @{} @{ '$set' = @{ qty = 0 } } -All -PassThru -WhatIf | Should -BeNullOrEmpty
            Update-AppDocument store items -Id 1 -Update @{ '$set' = @{ qty = 0 } } -WhatIf
            (Get-AppDocument store items).qty | Should -Be 1, 1, 2
        }
    }

    Context 'Set-AppDocument' {
        BeforeEach {
            Remove-AppDocument store whole @{} -All -Force
            Add-AppDocument store whole ([ordered]@{ _id = 1; a = 1; b = 1 }), ([ordered]@{ _id = 2; a = 2; b = 2 })
        }

        It 'replaces documents that were read and changed' {
            Get-AppDocument store whole | ForEach-Object { $_.a = 9; $_.PSObject.Properties.Remove('b'); $_ } | Set-AppDocument store whole | Should -BeNullOrEmpty
            $documents = Get-AppDocument store whole
            $documents.a | Should -Be 9, 9
            @($documents[0].PSObject.Properties.Name) | Should -Be '_id', 'a'
        }

        It 'takes documents as it takes piped ones, and returns them with -ReturnDocument' {
            $stored = Set-AppDocument store whole @{ _id = 1; x = 1 }, '{ "_id": 2, "x": 2 }' -ReturnDocument
            $stored.x | Should -Be 1, 2
        }

        It 'inserts with -Upsert only' {
            $record = Get-ErrorOf { Set-AppDocument store whole @{ _id = 7; a = 7 } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.SetAppDocumentCommand'
            Set-AppDocument store whole @{ _id = 7; a = 7 } -Upsert
            (Set-AppDocument store whole @{ _id = 8; a = 8 } -Upsert -ReturnDocument).a | Should -Be 8
            (Get-AppDocument store whole)._id | Should -Be 1, 2, 7, 8
        }

        It 'reports a document without an id and goes on' {
            $failures = $null
            @{ a = 1 }, @{ _id = 2; a = 5 } | Set-AppDocument store whole -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentIdMissing,AppServices.Commands.SetAppDocumentCommand'
            (Get-AppDocument store whole -Id 2).a | Should -Be 5
        }

        It 'does not take a document with operators for an update' {
            $record = Get-ErrorOf { Set-AppDocument store whole ([ordered]@{ '$set' = @{ a = 5 }; _id = 1 }) }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppDatabaseError,*'
            (Get-AppDocument store whole -Id 1).a | Should -Be 1
        }

        It 'changes nothing under -WhatIf' {
            Set-AppDocument store whole @{ _id = 1 } -WhatIf -PassThru | Should -BeNullOrEmpty
            (Get-AppDocument store whole -Id 1).a | Should -Be 1
        }
    }

    Context 'Remove-AppDocument' {
        BeforeEach {
            Remove-AppDocument store old @{} -All -Force
            1..4 | ForEach-Object { [ordered]@{ _id = $_; odd = [bool]($_ % 2) } } | Add-AppDocument store old
        }

        It 'deletes what matches, or the first of it' {
            Remove-AppDocument store old @{ odd = $true } -One | Should -BeNullOrEmpty
            (Get-AppDocument store old)._id | Should -Be 2, 3, 4
            Remove-AppDocument store old '{ "odd": false }' -All
            (Get-AppDocument store old)._id | Should -Be 3
        }

        It 'deletes by id, given or piped' {
            Remove-AppDocument store old -Id 1, 2
            Get-AppDocument store old -Id 3 | Remove-AppDocument store old
            (Get-AppDocument store old)._id | Should -Be 4
            4 | Remove-AppDocument store old
            Get-AppDocument store old -Count | Should -Be 0
        }

        It 'goes by _id where a document has an id too' {
            [pscustomobject]@{ id = 2; _id = 3 } | Remove-AppDocument store old
            (Get-AppDocument store old)._id | Should -Be 1, 2, 4
        }

        It 'returns what was deleted with -PassThru' {
            (Remove-AppDocument store old -Id 1 -ReturnDocument).odd | Should -Be $true
            (Remove-AppDocument store old @{ _id = 2 } -One -ReturnDocument)._id | Should -Be 2
            (Remove-AppDocument store old @{ _id = @{ '$gt' = 2 } } -All -PassThru).DeletedCount | Should -Be 2
            (Remove-AppDocument store old @{} -All -Force -PassThru).DeletedCount | Should -Be 0
        }

        It 'deletes all with -All only, which asks unless told not to' {
            (Get-ErrorOf { Remove-AppDocument store old @{} }).FullyQualifiedErrorId | Should -BeLike 'AppFilterMissing,*'
            (Get-ErrorOf { Remove-AppDocument store old '{}' }).ErrorDetails.RecommendedAction | Should -Match '-All'
            (Get-ErrorOf { Remove-AppDocument store old $null }).Exception | Should -BeOfType [Management.Automation.ParameterBindingException]
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                # A host that cannot ask.
                $null = $shell.AddScript({
                    param($Module, $User)
                    Import-Module $Module
                    Remove-AppDocument store old @{} -All -User $User
                }).AddArgument((Get-Module AppServices).Path.Replace('.psm1', '.psd1')).AddArgument($user)
                $null = $shell.Invoke()
                $shell.Streams.Error.Count | Should -Be 1
                $shell.Streams.Error[0].Exception | Should -BeOfType [Management.Automation.Host.HostException]
            }
            finally { $shell.Dispose() }
            Get-AppDocument store old -Count | Should -Be 4
            Remove-AppDocument store old @{} -All -Confirm:$false
            Get-AppDocument store old -Count | Should -Be 0
        }

        It 'reports an id that no document has, and what is no id' {
            $failures = $null
            9, 1 | Remove-AppDocument store old -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.RemoveAppDocumentCommand'
            $failures[0].TargetObject | Should -Be 9
            (Get-ErrorOf { Remove-AppDocument store old -Id ([regex]'.') }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentIdMissing,*'
            (Get-ErrorOf { @{ odd = $true } | Remove-AppDocument store old }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentIdMissing,*'
            (Get-AppDocument store old)._id | Should -Be 2, 3, 4
        }

        It 'deletes nothing under -WhatIf' {
            Remove-AppDocument store old @{ odd = $true } -WhatIf
            Remove-AppDocument store old @{} -All -WhatIf
            Get-AppDocument store old | Remove-AppDocument store old -WhatIf
            Get-AppDocument store old -Count | Should -Be 4
        }
    }

    Context 'types' {
        It 'keeps <Name> when a document is read, changed and written back' -ForEach $values {
            $id = Add-AppDocument store types ([ordered]@{ z = 1; value = $Value; a = @{ deep = @($Value) } }) -PassThru | ForEach-Object InsertedIds
            $document = Get-AppDocument store types -Id $id
            $document.z = 2
            $document | Set-AppDocument store types
            $again = Get-AppDocument store types -Id $id
            @($again.PSObject.Properties.Name) | Should -Be '_id', 'z', 'value', 'a'
            , $again.value | Should -BeOfType $Value.GetType()
            $again.value | Should -BeExactly $Value
            , $again.a.deep[0] | Should -BeOfType $Value.GetType()
            , $again._id | Should -BeOfType [AppServices.Bson.ObjectId]
        }

        It 'keeps what PowerShell has no type for' {
            Add-AppDocument store rare '{ "_id": 1, "t": { "$timestamp": { "t": 5, "i": 6 } }, "m": { "$minKey": 1 }, "b": { "$binary": { "base64": "AQI=", "subType": "80" } }, "d": { "$numberDecimal": "1E+100" }, "e": [], "o": {}, "n": null }'
            $before = Get-AppDocument store rare -Id 1
            $before | Set-AppDocument store rare
            $after = Get-AppDocument store rare -Id 1
            foreach ($name in 't', 'm', 'b', 'd') { $after.$name | Should -Be $before.$name }
            , $after.e | Should -BeOfType [object[]]
            $after.e.Count | Should -Be 0
            @($after.PSObject.Properties.Name) | Should -Be '_id', 't', 'm', 'b', 'd', 'e', 'o', 'n'
        }

        It 'keeps names that differ only in case' {
            Add-AppDocument store names '{ "_id": 1, "a": 1, "A": 2 }'
            $document = Get-AppDocument store names -Id 1
            $document | Should -BeOfType [Collections.Specialized.OrderedDictionary]
            $document['a'] = 5
            $document | Set-AppDocument store names
            (Get-AppDocument store names -Id 1)['a'] | Should -Be 5
            (Get-AppDocument store names -Id 1)['A'] | Should -Be 2
            Get-AppDocument store names | Remove-AppDocument store names
            Get-AppDocument store names -Count | Should -Be 0
        }

        It 'takes the fields of an id for no operators' {
            Add-AppDocument store ids ([ordered]@{ _id = [ordered]@{ a = 1; b = 2 }; n = 1 }), @{ _id = 'x'; n = 2 }
            $document = Get-AppDocument store ids @{ n = 1 }
            $document | Update-AppDocument store ids -Update @{ '$inc' = @{ n = 10 } }
            (Get-AppDocument store ids -Id ([ordered]@{ a = 1; b = 2 })).n | Should -Be 11
            $document | Remove-AppDocument store ids
            (Get-AppDocument store ids).n | Should -Be 2
        }
    }
}
