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
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
    }

    Context 'Add-AppDocument' {
        It 'stores <Kind>' -ForEach @(
            @{ Kind = 'a hashtable'; Document = @{ name = 'nut' } }
            @{ Kind = 'an ordered dictionary'; Document = [ordered]@{ name = 'nut' } }
            @{ Kind = 'an object'; Document = [pscustomobject]@{ name = 'nut' } }
            @{ Kind = 'JSON'; Document = '{ "name": "nut" }' }
        ) {
            $id = (Add-AppDocument writing kinds $Document -PassThru).InsertedIds[0]
            , $id | Should -BeOfType [AppServices.Bson.ObjectId]
            (Get-AppDocument writing kinds -Id $id).name | Should -Be 'nut'
            $id = ($Document | Add-AppDocument writing kinds -PassThru).InsertedIds[0]
            ($id | Get-AppDocument writing kinds).name | Should -Be 'nut'
        }

        It 'has no output unless told to' {
            Add-AppDocument writing quiet @{ a = 1 } | Should -BeNullOrEmpty
            $done = Add-AppDocument writing quiet @{ _id = 'mine' } -PassThru
            $done | Should -BeOfType [AppServices.AppWriteResult]
            $done.InsertedIds | Should -BeExactly 'mine'
            $done.InsertedCount | Should -Be 1
        }

        It 'stores the elements of an array, given as they are piped' {
            Add-AppDocument writing many @(@{ n = 1 }, @{ n = 2 })
            @{ n = 3 }, '{ "n": 4 }' | Add-AppDocument writing many
            Add-AppDocument writing many '[{ "n": 5 }, { "n": 6 }]'
            (Get-AppDocument writing many).n | Should -Be 1, 2, 3, 4, 5, 6
        }

        It 'sends 1000 documents or 4 MB at once' {
            $text = 'x' * 1MB
            $requests = @(1..9 | ForEach-Object { @{ n = $_; text = $text } } | Add-AppDocument writing large -Verbose 4>&1 | Where-Object { "$_" -like 'POST*' })
            $requests.Count | Should -Be 3
            $requests = @(1..2500 | ForEach-Object { @{ n = $_ } } | Add-AppDocument writing small -Verbose 4>&1 | Where-Object { "$_" -like 'POST*' })
            $requests.Count | Should -Be 3
            Get-AppDocument writing small -Count | Should -Be 2500
            Get-AppDocument writing large -Count | Should -Be 9
        }

        It 'says where a batch was refused' {
            $record = Get-ErrorOf { 1, 2, 1, 3 | ForEach-Object { @{ _id = $_ } } | Add-AppDocument writing twice }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentExists,AppServices.Commands.AddAppDocumentCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceExists'
            $record.ErrorDetails.Message | Should -Match 'documents 1 to 4 of the input'
            (Get-AppDocument writing twice)._id | Should -Be 1, 2
        }

        It 'says which document was refused with -BatchSize 1, and stores the others' {
            $failures = $null
            1, 2, 1, 3 | ForEach-Object { [pscustomobject]@{ _id = $_ } } | Add-AppDocument writing single -BatchSize 1 -ErrorAction SilentlyContinue -ErrorVariable failures
            @($failures).Count | Should -Be 1
            $failures[0].TargetObject._id | Should -Be 1
            (Get-AppDocument writing single)._id | Should -Be 1, 2, 3
        }

        It 'goes on after a document that cannot be sent' {
            $failures = $null
            @{ _id = 1 }, @{ _id = 2; secret = [securestring]::new() }, @{ _id = 3 } |
                Add-AppDocument writing partly -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppArgumentInvalid,AppServices.Commands.AddAppDocumentCommand'
            (Get-AppDocument writing partly)._id | Should -Be 1, 3
        }

        It 'goes on after a document with a property that cannot be read' {
            $bad = [pscustomobject]@{ _id = 1 } | Add-Member ScriptProperty bad { throw 'no luck' } -PassThru
            $bad, @{ _id = 2 } | Add-AppDocument writing unread -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.FullyQualifiedErrorId | Should -Be 'AppArgumentInvalid,AppServices.Commands.AddAppDocumentCommand'
            "$failures" | Should -BeLike '*no luck*$.bad*'
            (Get-AppDocument writing unread)._id | Should -Be 2
        }

        It 'goes on after a document whose id cannot be read: <_>' -ForEach 'Get-AppDocument', 'Set-AppDocument', 'Update-AppDocument', 'Remove-AppDocument', 'Export-AppDocument' {
            $bad = [pscustomobject]@{ n = 1 } | Add-Member ScriptProperty _id { throw 'no luck' } -PassThru
            Add-AppDocument writing $_ @{ _id = 2 }
            $with = @{ Database = 'writing'; Collection = $_ }
            if ($_ -eq 'Update-AppDocument') { $with.Update = @{ '$set' = @{ n = 2 } } }
            if ($_ -eq 'Export-AppDocument') { $with = @{ LiteralPath = [IO.Path]::Combine($TestDrive, 'unread.json') } }
            if ($_ -eq 'Remove-AppDocument') { $with.Confirm = $false }
            $bad, @{ _id = 2 } | & $_ @with -ErrorAction SilentlyContinue -ErrorVariable failures | Out-Null
            $failures.FullyQualifiedErrorId | Should -BeLike 'App*Invalid,*'
            "$failures" | Should -BeLike '*no luck*'
        }

        It 'reports what is no document and goes on' {
            $failures = $null
            @{ _id = 1 }, 5, @{ _id = 3 } | Add-AppDocument writing odd -ErrorAction SilentlyContinue -ErrorVariable failures
            @($failures).Count | Should -Be 1
            (Get-AppDocument writing odd)._id | Should -Be 1, 3
        }

        It 'sends nothing under -WhatIf' {
            @{ n = 1 } | Add-AppDocument writing none -WhatIf -PassThru | Should -BeNullOrEmpty
            Get-AppDocument writing none -Count | Should -Be 0
        }
    }

    Context 'Update-AppDocument' {
        BeforeEach {
            Remove-AppDocument writing items @{} -All -Force
            Add-AppDocument writing items ([ordered]@{ _id = 1; qty = 1; marks = @(1, 5) }), ([ordered]@{ _id = 2; qty = 1; marks = @(5) }), ([ordered]@{ _id = 3; qty = 2; marks = @() })
        }

        It 'changes the first match, or all' {
            Update-AppDocument writing items @{ qty = 1 } @{ '$inc' = @{ qty = 10 } } | Should -BeNullOrEmpty
            (Get-AppDocument writing items).qty | Should -Be 11, 1, 2
            Update-AppDocument writing items @{ qty = 1 } '{ "$inc": { "qty": 10 } }' -One
            (Get-AppDocument writing items).qty | Should -Be 11, 11, 2
            Update-AppDocument writing items @{} @{ '$inc' = @{ qty = 1 } } -All -Force
            (Get-AppDocument writing items).qty | Should -Be 12, 12, 3
        }

        It 'changes documents by id, given or piped' {
            Update-AppDocument writing items -Id 1, 3 -Update @{ '$set' = @{ qty = 7 } }
            (Get-AppDocument writing items).qty | Should -Be 7, 1, 7
            Get-AppDocument writing items @{ qty = 7 } | Update-AppDocument writing items -Update @{ '$set' = @{ qty = 8 } }
            2 | Update-AppDocument writing items -Update @{ '$set' = @{ qty = 9 } }
            (Get-AppDocument writing items).qty | Should -Be 8, 9, 8
        }

        It 'returns what was done with -PassThru, the document with -ReturnDocument' {
            (Update-AppDocument writing items @{ _id = 2 } @{ '$inc' = @{ qty = 1 } } -ReturnDocument).qty | Should -Be 2
            (Update-AppDocument writing items -Id 2 -Update @{ '$inc' = @{ qty = 1 } } -ReturnDocument).qty | Should -Be 3
            $result = Update-AppDocument writing items @{ marks = 5 } @{ '$set' = @{ qty = 3 } } -All -PassThru
            $result | Should -BeOfType [AppServices.AppWriteResult]
            $result.MatchedCount, $result.ModifiedCount | Should -Be 2, 1
        }

        It 'changes elements of arrays' {
            Update-AppDocument writing items @{} @{ '$set' = @{ 'marks.$[high]' = 9 } } -ArrayFilter @{ high = @{ '$gt' = 4 } } -All -Force
            (Get-AppDocument writing items -Id 1).marks | Should -Be 1, 9
            (Update-AppDocument writing items -Id 1 -Update @{ '$set' = @{ 'marks.$[low]' = 0 } } -ArrayFilter '{ "low": 1 }' -ReturnDocument).marks | Should -Be 0, 9
        }

        It 'runs an update pipeline' {
            Update-AppDocument writing items @{ _id = 1 } @(@{ '$set' = @{ twice = @{ '$multiply' = '$qty', 2 } } })
            (Get-AppDocument writing items -Id 1).twice | Should -Be 2
        }

        It 'inserts with -Upsert' {
            Update-AppDocument writing items -Id 9 -Update @{ '$set' = @{ qty = 1 } } -Upsert
            (Get-AppDocument writing items -Id 9).qty | Should -Be 1
            (Update-AppDocument writing items @{ _id = 10 } @{ '$set' = @{ qty = 2 } } -Upsert -ReturnDocument).qty | Should -Be 2
            (Update-AppDocument writing items @{ _id = 11 } @{ '$set' = @{ qty = 2 } } -Upsert -All -PassThru).UpsertedId | Should -Be 11
        }

        It 'reports an id that no document has, but not a filter' {
            $record = Get-ErrorOf { Update-AppDocument writing items -Id 99 -Update @{ '$set' = @{ a = 1 } } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.UpdateAppDocumentCommand'
            $record.TargetObject | Should -Be 99
            Get-ErrorOf { Update-AppDocument writing items -Id 99 -Update @{ '$set' = @{ a = 1 } } -PassThru } | Should -Not -BeNullOrEmpty
            Get-ErrorOf { Update-AppDocument writing items @{ _id = 99 } @{ '$set' = @{ a = 1 } } } | Should -BeNullOrEmpty
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'a whole document as update'; Script = { Update-AppDocument writing items @{ _id = 1 } @{ qty = 1 } } }
            @{ Name = 'an empty update'; Script = { Update-AppDocument writing items @{ _id = 1 } @{} } }
            @{ Name = 'a number as update'; Script = { Update-AppDocument writing items @{ _id = 1 } 5 } }
            @{ Name = '-One with -All'; Script = { Update-AppDocument writing items @{ _id = 1 } @{ '$set' = @{ a = 1 } } -One -All } }
        ) {
            (Get-ErrorOf $Script).Exception | Should -BeOfType [Management.Automation.ParameterBindingException]
            (Get-AppDocument writing items -Id 1).qty | Should -Be 1
        }

        It 'says what the database does not accept' {
            $record = Get-ErrorOf { Update-AppDocument writing items @{ _id = 1 } @{ '$who' = @{ a = 1 } } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDatabaseError,AppServices.Commands.UpdateAppDocumentCommand'
        }

        It 'changes nothing under -WhatIf' {
            Update-AppDocument writing items @{} @{ '$set' = @{ qty = 0 } } -All -PassThru -WhatIf | Should -BeNullOrEmpty
            Update-AppDocument writing items -Id 1 -Update @{ '$set' = @{ qty = 0 } } -WhatIf
            (Get-AppDocument writing items).qty | Should -Be 1, 1, 2
        }
    }

    Context 'Set-AppDocument' {
        BeforeEach {
            Remove-AppDocument writing whole @{} -All -Force
            Add-AppDocument writing whole ([ordered]@{ _id = 1; a = 1; b = 1 }), ([ordered]@{ _id = 2; a = 2; b = 2 })
        }

        It 'replaces documents that were read and changed' {
            Get-AppDocument writing whole | ForEach-Object { $_.a = 9; $_.PSObject.Properties.Remove('b'); $_ } | Set-AppDocument writing whole | Should -BeNullOrEmpty
            $documents = Get-AppDocument writing whole
            $documents.a | Should -Be 9, 9
            @($documents[0].PSObject.Properties.Name) | Should -Be '_id', 'a'
        }

        It 'takes documents as it takes piped ones, and returns them with -ReturnDocument' {
            $stored = Set-AppDocument writing whole @{ _id = 1; x = 1 }, '{ "_id": 2, "x": 2 }' -ReturnDocument
            $stored.x | Should -Be 1, 2
        }

        It 'inserts with -Upsert only' {
            $record = Get-ErrorOf { Set-AppDocument writing whole @{ _id = 7; a = 7 } }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.SetAppDocumentCommand'
            Set-AppDocument writing whole @{ _id = 7; a = 7 } -Upsert
            (Set-AppDocument writing whole @{ _id = 8; a = 8 } -Upsert -ReturnDocument).a | Should -Be 8
            (Get-AppDocument writing whole)._id | Should -Be 1, 2, 7, 8
        }

        It 'reports a document without an id and goes on' {
            $failures = $null
            @{ a = 1 }, @{ _id = 2; a = 5 } | Set-AppDocument writing whole -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentIdMissing,AppServices.Commands.SetAppDocumentCommand'
            (Get-AppDocument writing whole -Id 2).a | Should -Be 5
        }

        It 'does not take a document with operators for an update' {
            $record = Get-ErrorOf { Set-AppDocument writing whole ([ordered]@{ '$set' = @{ a = 5 }; _id = 1 }) }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppDatabaseError,*'
            (Get-AppDocument writing whole -Id 1).a | Should -Be 1
        }

        It 'changes nothing under -WhatIf' {
            Set-AppDocument writing whole @{ _id = 1 } -WhatIf -PassThru | Should -BeNullOrEmpty
            (Get-AppDocument writing whole -Id 1).a | Should -Be 1
        }
    }

    Context 'Remove-AppDocument' {
        BeforeEach {
            Remove-AppDocument writing old @{} -All -Force
            1..4 | ForEach-Object { [ordered]@{ _id = $_; odd = [bool]($_ % 2) } } | Add-AppDocument writing old
        }

        It 'deletes what matches, or the first of it' {
            Remove-AppDocument writing old @{ odd = $true } -One | Should -BeNullOrEmpty
            (Get-AppDocument writing old)._id | Should -Be 2, 3, 4
            Remove-AppDocument writing old '{ "odd": false }' -All
            (Get-AppDocument writing old)._id | Should -Be 3
        }

        It 'deletes by id, given or piped' {
            Remove-AppDocument writing old -Id 1, 2
            Get-AppDocument writing old -Id 3 | Remove-AppDocument writing old
            (Get-AppDocument writing old)._id | Should -Be 4
            4 | Remove-AppDocument writing old
            Get-AppDocument writing old -Count | Should -Be 0
        }

        It 'goes by _id where a document has an id too' {
            [pscustomobject]@{ id = 2; _id = 3 } | Remove-AppDocument writing old
            (Get-AppDocument writing old)._id | Should -Be 1, 2, 4
        }

        It 'returns what was deleted with -PassThru' {
            (Remove-AppDocument writing old -Id 1 -ReturnDocument).odd | Should -Be $true
            (Remove-AppDocument writing old @{ _id = 2 } -One -ReturnDocument)._id | Should -Be 2
            (Remove-AppDocument writing old @{ _id = @{ '$gt' = 2 } } -All -PassThru).DeletedCount | Should -Be 2
            (Remove-AppDocument writing old @{} -All -Force -PassThru).DeletedCount | Should -Be 0
        }

        It 'deletes all with -All only, which asks unless told not to' {
            (Get-ErrorOf { Remove-AppDocument writing old @{} }).FullyQualifiedErrorId | Should -BeLike 'AppFilterMissing,*'
            (Get-ErrorOf { Remove-AppDocument writing old '{}' }).ErrorDetails.RecommendedAction | Should -Match '-All'
            (Get-ErrorOf { Remove-AppDocument writing old $null }).Exception | Should -BeOfType [Management.Automation.ParameterBindingException]
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                # A host that cannot ask.
                $null = $shell.AddScript({
                    param($Module, $User)
                    Import-Module $Module
                    Remove-AppDocument writing old @{} -All -User $User
                }).AddArgument((Get-Module AppServices).Path.Replace('.psm1', '.psd1')).AddArgument($user)
                $null = $shell.Invoke()
                $shell.Streams.Error.Count | Should -Be 1
                $shell.Streams.Error[0].Exception | Should -BeOfType [Management.Automation.Host.HostException]
            }
            finally { $shell.Dispose() }
            Get-AppDocument writing old -Count | Should -Be 4
            Remove-AppDocument writing old @{} -All -Confirm:$false
            Get-AppDocument writing old -Count | Should -Be 0
        }

        It 'reports an id that no document has, and what is no id' {
            $failures = $null
            9, 1 | Remove-AppDocument writing old -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.RemoveAppDocumentCommand'
            $failures[0].TargetObject | Should -Be 9
            (Get-ErrorOf { Remove-AppDocument writing old -Id ([regex]'.') }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentIdMissing,*'
            (Get-ErrorOf { @{ odd = $true } | Remove-AppDocument writing old }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentIdMissing,*'
            (Get-AppDocument writing old)._id | Should -Be 2, 3, 4
        }

        It 'deletes nothing under -WhatIf' {
            Remove-AppDocument writing old @{ odd = $true } -WhatIf
            Remove-AppDocument writing old @{} -All -WhatIf
            Get-AppDocument writing old | Remove-AppDocument writing old -WhatIf
            Get-AppDocument writing old -Count | Should -Be 4
        }
    }

    Context 'types' {
        It 'keeps <Name> when a document is read, changed and written back' -ForEach $values {
            $id = Add-AppDocument writing types ([ordered]@{ z = 1; value = $Value; a = @{ deep = @($Value) } }) -PassThru | ForEach-Object InsertedIds
            $document = Get-AppDocument writing types -Id $id
            $document.z = 2
            $document | Set-AppDocument writing types
            $again = Get-AppDocument writing types -Id $id
            @($again.PSObject.Properties.Name) | Should -Be '_id', 'z', 'value', 'a'
            , $again.value | Should -BeOfType $Value.GetType()
            $again.value | Should -BeExactly $Value
            , $again.a.deep[0] | Should -BeOfType $Value.GetType()
            , $again._id | Should -BeOfType [AppServices.Bson.ObjectId]
        }

        It 'keeps what PowerShell has no type for' {
            Add-AppDocument writing rare '{ "_id": 1, "t": { "$timestamp": { "t": 5, "i": 6 } }, "m": { "$minKey": 1 }, "b": { "$binary": { "base64": "AQI=", "subType": "80" } }, "d": { "$numberDecimal": "1E+100" }, "e": [], "o": {}, "n": null }'
            $before = Get-AppDocument writing rare -Id 1
            $before | Set-AppDocument writing rare
            $after = Get-AppDocument writing rare -Id 1
            foreach ($name in 't', 'm', 'b', 'd') { $after.$name | Should -Be $before.$name }
            , $after.e | Should -BeOfType [object[]]
            $after.e.Count | Should -Be 0
            @($after.PSObject.Properties.Name) | Should -Be '_id', 't', 'm', 'b', 'd', 'e', 'o', 'n'
        }

        It 'keeps names that differ only in case' {
            Add-AppDocument writing names '{ "_id": 1, "a": 1, "A": 2 }'
            $document = Get-AppDocument writing names -Id 1
            $document | Should -BeOfType [Collections.Specialized.OrderedDictionary]
            $document['a'] = 5
            $document | Set-AppDocument writing names
            (Get-AppDocument writing names -Id 1)['a'] | Should -Be 5
            (Get-AppDocument writing names -Id 1)['A'] | Should -Be 2
            Get-AppDocument writing names | Remove-AppDocument writing names
            Get-AppDocument writing names -Count | Should -Be 0
        }

        It 'takes the fields of an id for no operators' {
            Add-AppDocument writing ids ([ordered]@{ _id = [ordered]@{ a = 1; b = 2 }; n = 1 }), @{ _id = 'x'; n = 2 }
            $document = Get-AppDocument writing ids @{ n = 1 }
            $document | Update-AppDocument writing ids -Update @{ '$inc' = @{ n = 10 } }
            (Get-AppDocument writing ids -Id ([ordered]@{ a = 1; b = 2 })).n | Should -Be 11
            $document | Remove-AppDocument writing ids
            (Get-AppDocument writing ids).n | Should -Be 2
        }
    }
}
