Describe 'Documents: reading' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
        Add-AppDocument reading items @(
            [ordered]@{ _id = 1; sku = 'A-1'; price = 5; tags = @('new', 'red') }
            [ordered]@{ _id = 2; sku = 'B-1'; price = 1; tags = @('red') }
            [ordered]@{ _id = 3; sku = 'C-1'; price = 3; tags = @() }
        )
    }

    Context 'a query' {
        It 'gets all documents in their order, one object each' {
            (Get-AppDocument reading items)._id | Should -Be 1, 2, 3
            (Get-AppDocument -Database reading -Collection items)._id | Should -Be 1, 2, 3
        }

        It 'takes a filter as <Kind>' -ForEach @(
            @{ Kind = 'a hashtable'; Filter = @{ sku = 'B-1' } }
            @{ Kind = 'an ordered dictionary'; Filter = [ordered]@{ sku = 'B-1' } }
            @{ Kind = 'an object'; Filter = [pscustomobject]@{ sku = 'B-1' } }
            @{ Kind = 'JSON'; Filter = '{ "sku": "B-1" }' }
            @{ Kind = 'JSON with an operator'; Filter = '{ "price": { "$lt": 2 } }' }
            @{ Kind = 'a hashtable with an operator'; Filter = @{ price = @{ '$lt' = 2 } } }
            @{ Kind = 'Extended JSON'; Filter = '{ "_id": { "$numberInt": "2" } }' }
            @{ Kind = 'a regular expression in JSON'; Filter = '{ "sku": { "$regex": "^b", "$options": "i" } }' }
            @{ Kind = 'a regular expression'; Filter = @{ sku = [regex]'^B' } }
        ) {
            (Get-AppDocument reading items $Filter)._id | Should -Be 2
            (Get-AppDocument reading items -Filter $Filter)._id | Should -Be 2
            Get-AppDocument reading items $Filter -Count | Should -Be 1
        }

        It 'returns nothing where nothing matches' {
            @(Get-AppDocument reading items @{ sku = 'none' }).Count | Should -Be 0
            @(Get-AppDocument reading nothing).Count | Should -Be 0
        }

        It 'sorts, skips and ends' {
            (Get-AppDocument reading items -Sort @{ price = 1 })._id | Should -Be 2, 3, 1
            (Get-AppDocument reading items -Sort @{ price = -1 } -First 2)._id | Should -Be 1, 3
            (Get-AppDocument reading items -Sort '{ "price": 1 }' -Skip 1)._id | Should -Be 3, 1
            (Get-AppDocument reading items -Sort ([ordered]@{ price = 1; _id = 1 }) -Skip 1 -First 1)._id | Should -Be 3
            (Get-AppDocument reading items @{ price = @{ '$gt' = 1 } } -Skip 1)._id | Should -Be 3
            @(Get-AppDocument reading items -Skip 3).Count | Should -Be 0
        }

        It 'projects' {
            $item = Get-AppDocument reading items -First 1 -Project ([ordered]@{ sku = 1; _id = 0 })
            @($item.PSObject.Properties.Name) | Should -Be 'sku'
            $item = Get-AppDocument reading items -First 1 -Skip 1 -Project '{ "tags": 0 }'
            @($item.PSObject.Properties.Name) | Should -Be '_id', 'sku', 'price'
        }

        It 'counts' {
            Get-AppDocument reading items -Count | Should -Be 3
            , (Get-AppDocument reading items -Count) | Should -BeOfType [long]
            Get-AppDocument reading items -Count -First 2 | Should -Be 2
        }
    }

    Context 'ids' {
        It 'gets documents by id, given or piped' {
            (Get-AppDocument reading items -Id 2).sku | Should -Be 'B-1'
            (Get-AppDocument reading items -_id 2).sku | Should -Be 'B-1'
            (Get-AppDocument reading items -Id 3, 1)._id | Should -Be 1, 3
            (3, 1 | Get-AppDocument reading items)._id | Should -Be 3, 1
            ([pscustomobject]@{ _id = 2; id = 3 } | Get-AppDocument reading items)._id | Should -Be 2
            (@{ _id = 2 } | Get-AppDocument reading items)._id | Should -Be 2
            (Get-AppDocument reading items | Get-AppDocument reading items -Project @{ sku = 1 }).sku | Should -Be 'A-1', 'B-1', 'C-1'
        }

        It 'knows an id by its value, whatever type of number it is' {
            $record = Get-ErrorOf { Get-AppDocument reading items -Id ([long]1), 2.0, 3d }
            $record | Should -BeNullOrEmpty
        }

        It 'reports an id that no document has, and goes on' {
            $failures = $null
            $found = Get-AppDocument reading items -Id 9, 2, 'x' -ErrorAction SilentlyContinue -ErrorVariable failures
            $found._id | Should -Be 2
            $failures.TargetObject | Should -Be 9, 'x'
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentNotFound,AppServices.Commands.GetAppDocumentCommand'
            $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'says that a text is no ObjectId' {
            $record = Get-ErrorOf { Get-AppDocument reading items -Id '6650a1f2c3d4e5f6a7b8c9d0' }
            $record.ErrorDetails.RecommendedAction | Should -Match 'ObjectId'
        }

        It 'reports a piped document without an id' {
            $record = Get-ErrorOf { @{ sku = 'A-1' } | Get-AppDocument reading items }
            $record.FullyQualifiedErrorId | Should -Be 'AppDocumentIdMissing,AppServices.Commands.GetAppDocumentCommand'
        }
    }

    Context 'wrong input' {
        It 'refuses <Name> before anything is sent' -ForEach @(
            @{ Name = 'a number as filter'; Script = { Get-AppDocument reading items 5 } }
            @{ Name = 'an array as filter'; Script = { Get-AppDocument reading items @(1, 2) } }
            @{ Name = 'JSON that is none'; Script = { Get-AppDocument reading items '{ "a": ' } }
            @{ Name = 'JSON that is no document'; Script = { Get-AppDocument reading items '[1]' } }
            @{ Name = 'a null filter'; Script = { Get-AppDocument reading items $null } }
            @{ Name = 'a hashtable of two fields as order'; Script = { Get-AppDocument reading items -Sort @{ a = 1; b = 1 } } }
            @{ Name = 'no limit'; Script = { Get-AppDocument reading items -First 0 } }
            @{ Name = 'a stage that is no document'; Script = { Invoke-AppAggregate reading items 5 } }
        ) {
            $record = Get-ErrorOf $Script
            $record.Exception | Should -BeOfType [Management.Automation.ParameterBindingException]
        }

        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'an unknown operator'; Script = { Get-AppDocument reading items @{ price = @{ '$who' = 1 } } }; Id = 'AppDatabaseError'; Category = 'InvalidOperation' }
            @{ Name = 'an unknown stage'; Script = { Invoke-AppAggregate reading items @{ '$who' = 1 } }; Id = 'AppDatabaseError'; Category = 'InvalidOperation' }
            @{ Name = 'an unknown data source'; Script = { Get-AppDocument reading items -ServiceName other }; Id = 'AppServiceNotFound'; Category = 'ObjectNotFound' }
            @{ Name = 'a value without a counterpart'; Script = { Get-AppDocument reading items @{ a = [securestring]::new() } }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $record.CategoryInfo.Category | Should -Be $Category
            $record.TargetObject | Should -Be 'reading.items'
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
    }

    Context 'a service that is not there' {
        It 'is named: <Line>' -ForEach @(
            @{ Line = 'Get-AppDocument reading items -ServiceName nope'; Target = 'reading.items' }
            @{ Line = 'Watch-AppDocument reading items -ServiceName nope -First 1'; Target = 'reading.items' }
            @{ Line = 'Add-AppDocument reading items @{ a = 1 } -ServiceName nope' }
            @{ Line = 'Export-AppDocument reading items (Join-Path $TestDrive nope.json) -ServiceName nope'; Target = 'reading.items' }
            @{ Line = 'Update-AppUserCustomData @{ a = 1 } -ServiceName nope -Database reading -Collection items -UserIdField owner' }
            @{ Line = 'Invoke-AppFunction sum 1, 2 -ServiceName nope'; Target = 'sum' }
            @{ Line = '(Get-AppUser).MongoClient("nope").Db("reading").Collection("items").FindOne(@{ a = 1 })'; Target = 'findOne' }
        ) {
            $record = Get-ErrorOf ([scriptblock]::Create($Line))
            $record.FullyQualifiedErrorId | Should -BeLike 'AppServiceNotFound,*'
            "$record" | Should -BeLike "*: the app has no service 'nope' (FunctionExecutionError, HTTP 400)."
            if ($Target) { $record.TargetObject | Should -Be $Target }
            $record.ErrorDetails.RecommendedAction | Should -BeLike 'Service names *'
        }
    }

    Context 'aggregation' {
        It 'runs stages, given as <Kind>' -ForEach @(
            @{ Kind = 'documents'; Pipeline = @(@{ '$match' = @{ tags = 'red' } }, @{ '$sort' = @{ price = 1 } }) }
            @{ Kind = 'JSON'; Pipeline = '[{ "$match": { "tags": "red" } }, { "$sort": { "price": 1 } }]' }
            @{ Kind = 'JSON and documents'; Pipeline = @('{ "$match": { "tags": "red" } }', @{ '$sort' = @{ price = 1 } }) }
        ) {
            (Invoke-AppAggregate reading items $Pipeline)._id | Should -Be 2, 1
        }

        It 'takes one stage alone, and none' {
            (Invoke-AppAggregate reading items '{ "$count": "all" }').all | Should -Be 3
            (Invoke-AppAggregate reading items @{ '$count' = 'all' }).all | Should -Be 3
            @(Invoke-AppAggregate reading items '[]').Count | Should -Be 3
        }

        It 'asks before it stores a result' {
            Invoke-AppAggregate reading items @{ '$out' = 'copied' } -WhatIf | Should -BeNullOrEmpty
            Get-AppDocument reading copied -Count | Should -Be 0
        }
    }

    Context 'the pipeline' {
        It 'streams: memory stays flat' {
            1..20000 | ForEach-Object { [pscustomobject]@{ _id = $_; text = 'x' * 400 } } | Add-AppDocument reading large
            $count = 0
            foreach ($warm in 1) { Get-AppDocument reading large -First 1000 | ForEach-Object { $count++ } }
            $before = [GC]::GetTotalMemory($true)
            $most = 0
            Get-AppDocument reading large | ForEach-Object { if (++$count % 5000 -eq 0) { $now = [GC]::GetTotalMemory($true) - $before; if ($now -gt $most) { $most = $now } } }
            $count | Should -Be 21000
            $most | Should -BeLessThan 5MB
        }

        It 'ends early when the pipeline has enough' {
            $seen = 0
            foreach ($once in 1) { Get-AppDocument reading large | ForEach-Object { $seen++; if ($seen -eq 10) { break } } }
            $seen | Should -Be 10
            Get-AppDocument reading items -Count | Should -Be 3
        }
    }

    Context 'read as something else' {
        It 'is <As> where -As says so' -ForEach @(
            @{ As = 'Hashtable'; Type = 'System.Collections.Hashtable' }
            @{ As = [hashtable]; Type = 'System.Collections.Hashtable' }
            @{ As = 'OrderedDictionary'; Type = 'System.Collections.Specialized.OrderedDictionary' }
            @{ As = 'BsonDocument'; Type = 'AppServices.Bson.BsonDocument' }
            @{ As = 'PSObject'; Type = 'System.Management.Automation.PSCustomObject' }
        ) {
            foreach ($found in (Get-AppDocument reading items @{ _id = 1 } -As $As), (Get-AppDocument reading items -Id 1 -As $As), (1 | Get-AppDocument reading items -As $As),
                (Invoke-AppAggregate reading items @{ '$match' = @{ _id = 1 } } -As $As)) {
                $found.GetType().FullName | Should -Be $Type
                "$($found.sku) $($found['tags'])$(if ($As -eq 'PSObject') { $found.tags })" | Should -Be 'A-1 new red'
            }
        }

        It 'is text that goes back in' {
            $lines = @(Get-AppDocument reading items -As Json)
            $lines[0] | Should -BeExactly '{"_id":{"$numberInt":"1"},"sku":"A-1","price":{"$numberInt":"5"},"tags":["new","red"]}'
            Get-AppDocument reading items -Id 1 -As RelaxedJson | Should -BeExactly '{"_id":1,"sku":"A-1","price":5,"tags":["new","red"]}'
            $lines | Add-AppDocument reading copied
            @(Get-AppDocument reading copied -As Json) | Should -BeExactly $lines
        }

        It 'is an object of a class, and says which document does not fit' {
            class Item { [int] $_id; [string] $Sku; [string[]] $Tags; [string] Label() { return "$($this.Sku): $($this.Tags)" } }
            (Get-AppDocument reading items -As ([Item])).Label() | Should -Be 'A-1: new red', 'B-1: red', 'C-1: '
            class Odd { [ValidateRange(0, 3)] [int] $Price }
            $failures = $null
            (Get-AppDocument reading items -As ([Odd]) -ErrorAction SilentlyContinue -ErrorVariable failures).Price | Should -Be 1, 3
            $failures[0].FullyQualifiedErrorId | Should -Be 'AppDocumentMisfit,AppServices.Commands.GetAppDocumentCommand'
            $failures[0].TargetObject.sku | Should -Be 'A-1'
            $failures[0].CategoryInfo.Category | Should -Be InvalidType
        }

        It 'refuses what nothing can be made of: <_>' -ForEach '[Item]', 'int', 5, $null {
            $record = Get-ErrorOf { Get-AppDocument reading items -As $_ }
            $record.FullyQualifiedErrorId | Should -Be 'ParameterArgumentTransformationError,AppServices.Commands.GetAppDocumentCommand'
            "$record" | Should -BeLike '*Hashtable*-As (`[Item`])*'
        }
    }

    Context 'completion' {
        BeforeAll {
            function Get-Completion {
                param([string] $Line)
                [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
            }
        }

        It 'offers what was used' {
            Get-Completion 'Get-AppDocument ' | Should -Contain reading
            Get-Completion 'Get-AppDocument reading ' | Should -Contain items
            Get-Completion 'Add-AppDocument -Collection la' | Should -Contain large
            Get-Completion 'Watch-AppDocument reading items -As h' | Should -Be Hashtable
            Get-Completion 'Watch-AppDocument -ServiceName mon' | Should -Contain mongodb-atlas
            @(Get-Completion 'Get-AppDocument other it') | Should -Not -Contain items
        }
    }

    It 'acts as -User' {
        $other = $server | Connect-AppUser -Anonymous -AsNewUser
        Disconnect-AppUser $other
        $record = Get-ErrorOf { Get-AppDocument reading items -User $other }
        $record.FullyQualifiedErrorId | Should -Be 'AppSessionExpired,AppServices.Commands.GetAppDocumentCommand'
        (Get-AppDocument reading items -User $user -First 1)._id | Should -Be 1
        Switch-AppUser $user
    }
}
