# What leaves a collection and comes into it in numbers: files and bulk writes.
Describe 'documents in numbers' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
        $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-files-$([guid]::NewGuid().ToString('N'))")
        $null = [IO.Directory]::CreateDirectory($folder)

        function Join-File { param([string] $Name) [IO.Path]::Combine($folder, $Name) }
        function Write-File { param([string] $Name, [string[]] $Lines) $file = Join-File $Name; [IO.File]::WriteAllText($file, ($Lines -join "`n")); $file }
        function Get-Id { param([string] $Collection) @(Get-AppDocument transfer $Collection -Sort @{ _id = 1 } | ForEach-Object _id) -join ' ' }
        # What is left in the folder besides the files that are meant to be there.
        function Get-Partial { @([IO.Directory]::GetFiles($folder, '*.partial')) }
    }
    AfterAll {
        [IO.Directory]::Delete($folder, $true)
    }

    Context 'bulk writes' {
        It 'say what they did and what failed, by places' {
            Add-AppDocument transfer bulk @{ _id = 1 }, @{ _id = 2 }
            $result = @{ insertOne = @{ document = @{ _id = 3 } } }, @{ insertOne = @{ document = @{ _id = 1 } } },
                @{ updateMany = @{ filter = @{}; update = @{ '$set' = @{ a = 1 } } } }, @{ replaceOne = @{ filter = @{ _id = 9 }; replacement = @{ b = 1 }; upsert = $true } },
                @{ deleteOne = @{ filter = @{ _id = 2 } } } |
                Invoke-AppBulkWrite transfer bulk -Unordered -ErrorAction SilentlyContinue -ErrorVariable failures
            "$($result.InsertedCount) $($result.MatchedCount) $($result.ModifiedCount) $($result.DeletedCount) $($result.UpsertedCount)" | Should -Be '1 3 3 1 1'
            $result.InsertedIds[0] | Should -Be 3
            $result.UpsertedIds[3] | Should -Be 9
            $result.Errors.Index | Should -Be 1
            $result.Errors.ErrorId | Should -Be AppDocumentExists
            $failures.FullyQualifiedErrorId | Should -BeLike 'AppDocumentExists,*'
            $failures.TargetObject.insertOne.document._id | Should -Be 1
            Get-Id bulk | Should -Be '1 3 9'
        }

        It 'end with the first that fails, in order, also across requests' {
            $operations = @{ insertOne = @{ document = @{ _id = 1 } } }, @{ insertOne = @{ document = @{ _id = 1 } } }, @{ insertOne = @{ document = @{ _id = 2 } } }
            $result = Invoke-AppBulkWrite transfer ordered $operations -ErrorAction SilentlyContinue
            "$($result.InsertedCount) $($result.Errors.Index)" | Should -Be '1 1'
            $more = 1..1500 | ForEach-Object { @{ insertOne = @{ document = @{ _id = $_ } } } }
            $result = $more | Invoke-AppBulkWrite transfer ordered -ErrorAction SilentlyContinue
            "$($result.InsertedCount) $($result.Errors.Index)" | Should -Be '0 0'
            ($more | Invoke-AppBulkWrite transfer ordered -Unordered -ErrorAction SilentlyContinue).InsertedCount | Should -Be 1499
        }

        It 'refuse what is no operation: <_>' -ForEach '{"drop":{}}', '{"insertOne":1}', '{"insertOne":{}}', '{"deleteMany":{"filter":null}}', '{"insertOne":{"document":{}},"deleteOne":{"filter":{}}}' {
            $failure = Get-ErrorOf { Invoke-AppBulkWrite transfer none $_ }
            $failure.FullyQualifiedErrorId | Should -BeLike 'AppOperationInvalid,*'
            $failure.TargetObject | Should -Not -BeNullOrEmpty
        }

        It 'do nothing under -WhatIf' {
            Invoke-AppBulkWrite transfer whatif @{ insertOne = @{ document = @{ _id = 1 } } } -WhatIf | Should -BeNullOrEmpty
            Add-AppDocument transfer whatif @{ _id = 1 } -Unordered -WhatIf
            Get-Id whatif | Should -BeNullOrEmpty
        }

        It 'insert all but the refused with -Unordered, and name those' {
            $done = 1, 2, 1, 3, 2 | ForEach-Object { @{ _id = $_ } } | Add-AppDocument transfer unordered -Unordered -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
            $done.InsertedIds -join ' ' | Should -Be '1 2 3'
            $failures.TargetObject._id -join ' ' | Should -Be '1 2'
            $failures[0].ErrorDetails.Message | Should -BeLike 'Document 3 of the input was not inserted: Duplicate key error*'
            # What failed can be tried again.
            $failures.TargetObject | ForEach-Object { $_._id += 10; $_ } | Add-AppDocument transfer unordered -Unordered
            Get-Id unordered | Should -Be '1 2 3 11 12'
        }
    }

    Context 'files' {
        BeforeAll {
            Add-AppDocument transfer source '[
                {"_id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"long":{"$numberLong":"7"},"int":7,"double":{"$numberDouble":"7.0"},"price":{"$numberDecimal":"1.10"}},
                {"_id":1,"at":{"$date":"2020-01-01T00:00:00.123Z"},"text":"a,\"b\"\nc","list":[{"a":{"$numberLong":"1"}},null],"price":{"$numberDecimal":"1"}},
                {"_id":"x","uuid":{"$uuid":"73ffd264-44b3-4c69-90e8-e7d1dfc035d4"},"bytes":{"$binary":{"base64":"AQI=","subType":"00"}},"flag":true,"int":"7"}]'
            $fields = '_id', 'long', 'int', 'double', 'price', 'at', 'text', 'list', 'uuid', 'bytes', 'flag'
            $expected = @(Get-AppDocument transfer source -Sort @{ _id = 1 } | Select-Object $fields | ConvertTo-Json -Depth 9 -Compress)
        }

        It 'keep every type: <Name>' -ForEach @(
            @{ Name = 'a.jsonl' }, @{ Name = 'a.json' }, @{ Name = 'a.bson' }, @{ Name = 'a.csv'; With = @{ Field = $true } }, @{ Name = 'a.txt'; With = @{ Format = 'Bson' } }
        ) {
            $with = if ($With) { $With.Clone() } else { @{} }
            if ($with.Field) { $with.Field = $fields }
            Export-AppDocument transfer source (Join-File $Name) @with | Should -BeNullOrEmpty
            $target = "copy-$Name"
            $with.Remove('Field')
            $result = Import-AppDocument transfer $target (Join-File $Name) @with
            "$($result.InsertedCount) $($result.FailedCount) $($result.IsComplete)" | Should -Be '3 0 True'
            @(Get-AppDocument transfer $target -Sort @{ _id = 1 } | Select-Object $fields | ConvertTo-Json -Depth 9 -Compress) | Should -Be $expected
            (Get-AppDocument transfer $target -Id ([AppServices.Bson.ObjectId]'6650a1f2c3d4e5f6a7b8c9d0')).long | Should -BeOfType long
            Get-Partial | Should -BeNullOrEmpty
        }

        It 'have what the query says' {
            $file = Export-AppDocument transfer source (Join-File query.jsonl) @{ price = @{ '$gt' = 0 } } -Sort @{ price = 1 } -Project @{ price = 1; _id = 0 } -Skip 1 -First 1 -Relaxed -PassThru
            $file | Should -BeOfType IO.FileInfo
            [IO.File]::ReadAllText($file.FullName) | Should -Be "{`"price`":{`"`$numberDecimal`":`"1.10`"}}`n"
        }

        It 'take piped documents, and collections' {
            Get-AppDocument transfer source -Sort @{ _id = 1 } | Export-AppDocument -LiteralPath (Join-File '[piped].bson')
            (Import-AppDocument transfer piped -LiteralPath (Join-File '[piped].bson')).InsertedCount | Should -Be 3
            @(Get-AppDocument transfer piped -Sort @{ _id = 1 } | Select-Object $fields | ConvertTo-Json -Depth 9 -Compress) | Should -Be $expected
            Get-AppCollection transfer source | Export-AppDocument -Path (Join-File collection.jsonl)
            [IO.File]::ReadAllLines((Join-File collection.jsonl)).Count | Should -Be 3
            @{ a = 1 }, 7, @{ a = 2 } | Export-AppDocument -Path (Join-File mixed.json) -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.FullyQualifiedErrorId | Should -BeLike 'AppDocumentMissing,*'
            $failures.TargetObject | Should -Be 7
            [IO.File]::ReadAllText((Join-File mixed.json)) | Should -Be "[{`"a`":{`"`$numberInt`":`"1`"}},`n{`"a`":{`"`$numberInt`":`"2`"}}]`n"
        }

        It 'are piped on, and have what Get-Item shows' {
            $made = Export-AppDocument transfer source (Join-File passed.json) -PassThru
            ($made | Import-AppDocument transfer passed).InsertedCount | Should -Be 3
            $made | Get-Content | Should -Not -BeNullOrEmpty
            foreach ($property in (Get-Item $made.FullName -Force).PSObject.Properties.Name -ne 'PSDrive') { $made.PSObject.Properties.Name | Should -Contain $property }
        }

        It 'are appended to, or left alone, as asked' {
            $file = Write-File append.jsonl '{"_id":0}'
            @{ _id = 1 } | Export-AppDocument -Path $file -Append -Relaxed
            [IO.File]::ReadAllText($file) | Should -Be "{`"_id`":0}`n{`"_id`":1}`n"
            (Get-ErrorOf { Export-AppDocument transfer source $file -NoClobber }).FullyQualifiedErrorId | Should -BeLike 'AppFileExists,*'
            (Get-ErrorOf { Export-AppDocument transfer source (Join-File a.foo) }).FullyQualifiedErrorId | Should -BeLike 'AppFileFormatUnknown,*'
            (Get-ErrorOf { Export-AppDocument transfer source (Join-File append.json) -Append }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
            (Get-ErrorOf { Export-AppDocument transfer source (Join-File none/a.json) }).FullyQualifiedErrorId | Should -BeLike 'AppFileFailed,*'
            Export-AppDocument transfer source (Join-File whatif.json) -WhatIf
            [IO.File]::Exists((Join-File whatif.json)) | Should -BeFalse
            $csv = Write-File append.csv 'b,a', '1,2'
            [pscustomobject]@{ a = 3; b = 4 } | Export-AppDocument -Path $csv -Append
            [IO.File]::ReadAllText($csv) | Should -Be "b,a`n1,2`n4,3`r`n"
            [pscustomobject]@{ c = 3 } | Export-AppDocument -Path (Join-File warn.csv)
            $null = @{ a = 1 }, @{ a = 1; z = 2 } | Export-AppDocument -Path (Join-File warn.csv) -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike '*: z.*'
        }

        It 'are named as they were given when they cannot be written' {
            $file = Join-File none/a.json
            "$(Get-ErrorOf { Export-AppDocument transfer source $file })" | Should -Be "'$file' cannot be written: There is no folder '$([IO.Path]::GetDirectoryName($file))'."
            $checkpoint = Join-File none/checkpoint.json
            $record = Get-ErrorOf { Import-AppDocument transfer nowhere (Write-File data.jsonl '{"_id":0}') -CheckpointPath $checkpoint }
            "$record" | Should -Be "'$checkpoint' cannot be written: There is no folder '$([IO.Path]::GetDirectoryName($checkpoint))'."
            (($record.FullyQualifiedErrorId -replace ',.*'), $record.TargetObject) | Should -Be 'AppFileFailed', $checkpoint
            # A folder that is there and takes no files from anybody.
            if ([IO.Directory]::Exists('/proc/self')) {
                "$(Get-ErrorOf { Export-AppDocument transfer source /proc/a.jsonl })" | Should -BeLike "'/proc/a.jsonl' cannot be written: *'/proc/a.jsonl'."
            }
        }

        It 'stay as they were when an export does not come to its end' {
            $file = Write-File whole.jsonl 'as it was'
            $null = Get-ErrorOf { Export-AppDocument transfer source $file @{ '$who' = 1 } }
            $null = Get-ErrorOf { 1..3 | ForEach-Object { if ($_ -eq 3) { throw 'no more' }; @{ a = $_ } } | Export-AppDocument -Path $file }
            $null = Get-ErrorOf { 1..3 | ForEach-Object { if ($_ -eq 3) { throw 'no more' }; @{ a = $_ } } | Export-AppDocument -Path $file -Append }
            [IO.File]::ReadAllText($file) | Should -Be 'as it was'
            Get-Partial | Should -BeNullOrEmpty
        }

        It 'are imported up to the first document that cannot be, which is told' {
            $file = Write-File bad.jsonl '{"_id":1}', '{"_id":2}', '{"_id":', '{"_id":3}'
            $result = Import-AppDocument transfer bad $file -ErrorAction SilentlyContinue -ErrorVariable failures
            "$($result.InsertedCount) $($result.FailedCount) $($result.ReadCount) $($result.IsComplete)" | Should -Be '2 1 3 False'
            $failures.FullyQualifiedErrorId | Should -BeLike 'AppFileDocumentInvalid,*'
            "$($failures.TargetObject.Number) $($failures.TargetObject.Line)" | Should -Be '3 3'
            Get-Id bad | Should -Be '1 2'
            (Import-AppDocument transfer bad $file -Skip 3).InsertedCount | Should -Be 1
        }

        It 'are imported without those that cannot be with -ContinueOnError' {
            $file = Write-File some.jsonl '{"_id":1}', '{"_id":', '{"_id":1}', '', '{"_id":2}', '7'
            $result = Import-AppDocument transfer some $file -ContinueOnError -ErrorAction SilentlyContinue -ErrorVariable failures
            "$($result.InsertedCount) $($result.FailedCount) $($result.IsComplete)" | Should -Be '2 3 True'
            @($failures.TargetObject.Line | Sort-Object) -join ' ' | Should -Be '2 3 6'
            ($failures | Where-Object FullyQualifiedErrorId -like 'AppDocumentExists,*').TargetObject.Document['_id'] | Should -Be 1
        }

        It 'replace documents with the same key' {
            Add-AppDocument transfer keyed @{ _id = 1; sku = 'a'; at = @{ shop = 1 }; n = 1 }
            $file = Write-File keyed.jsonl '{"sku":"a","at":{"shop":1},"n":2}', '{"sku":"b","at":{"shop":1},"n":3}', '{"n":4}'
            $result = Import-AppDocument transfer keyed $file -Upsert -Key sku, at.shop -ContinueOnError -ErrorAction SilentlyContinue
            "$($result.InsertedCount) $($result.ReplacedCount) $($result.FailedCount)" | Should -Be '1 1 1'
            (Get-AppDocument transfer keyed -Id 1).n | Should -Be 2
            (Import-AppDocument transfer keyed (Write-File ids.jsonl '{"_id":1,"n":9}', '{"n":5}') -Upsert).ReplacedCount | Should -Be 1
            (Get-AppDocument transfer keyed -Id 1).n | Should -Be 9
            (Get-ErrorOf { Import-AppDocument transfer keyed $file -Key sku }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        }

        It 'go on where a checkpoint says, without a document twice' {
            $file = Write-File go.jsonl (1..25 | ForEach-Object { "{`"n`":$_}" })
            $checkpoint = Join-File go.checkpoint
            # The import ends where its downstream does; the checkpoint knows of what was on its way.
            Add-AppDocument transfer go @{ _id = 'taken'; n = 0 }
            $null = Import-AppDocument transfer go (Write-File stop.jsonl '{"n":1}', '{"n":2}', '{', '{"n":3}') -BatchSize 2 -CheckpointPath $checkpoint -ErrorAction SilentlyContinue
            $state = [IO.File]::ReadAllText($checkpoint) | ConvertFrom-Json
            "$($state.done) $($state.sent)" | Should -Be '2 2'
            # As if the server's answer had never come.
            [IO.File]::WriteAllText($checkpoint, [IO.File]::ReadAllText($checkpoint).Replace('"done":2', '"done":0'))
            $result = Import-AppDocument transfer go (Join-File stop.jsonl) -CheckpointPath $checkpoint -ContinueOnError -ErrorAction SilentlyContinue
            "$($result.InsertedCount) $($result.FailedCount)" | Should -Be '1 1'
            @(Get-AppDocument transfer go -Sort @{ n = 1 } | ForEach-Object n) -join ' ' | Should -Be '0 1 2 3'
            [IO.File]::Exists($checkpoint) | Should -BeFalse
            [IO.File]::WriteAllText($checkpoint, '{"version":1}')
            (Get-ErrorOf { Import-AppDocument transfer go $file -CheckpointPath $checkpoint }).FullyQualifiedErrorId | Should -BeLike 'AppCheckpointInvalid,*'
        }

        It 'are found by wildcards and by what the pipeline brings' {
            $null = Write-File 'many-1.jsonl' '{"_id":1}'
            $null = Write-File 'many-2.jsonl' '{"_id":2}'
            (Import-AppDocument transfer many (Join-File 'many-*.jsonl')).Count | Should -Be 2
            Get-Id many | Should -Be '1 2'
            [IO.FileInfo]::new((Join-File 'many-1.jsonl')) | ForEach-Object { [pscustomobject]@{ PSPath = $_.FullName } } |
                Import-AppDocument transfer piped-files | ForEach-Object InsertedCount | Should -Be 1
            (Get-ErrorOf { Import-AppDocument transfer many (Join-File none.jsonl) }).FullyQualifiedErrorId | Should -BeLike 'AppFileNotFound,*'
            Import-AppDocument transfer whatif (Join-File many-1.jsonl) -WhatIf | Should -BeNullOrEmpty
        }
    }
}
