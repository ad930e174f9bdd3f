# Values that leave the session: as JSON, in CliXml, and in the results of jobs, and what they are when they come back.
Describe 'values that leave the session' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous

        # All of a value that can be seen: its type and its Extended JSON.
        function Get-Look {
            param($Value)
            "$($Value.GetType().FullName) $([AppServices.Ejson.EjsonConvert]::Serialize($Value))"
        }

        function Get-Document {
            param([string] $Id)
            Get-AppDocument leaving values -Id $Id
        }

        function Send-ThroughCliXml {
            param($Value, [int] $Depth = 1)
            [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Value, $Depth))
        }
    }

    Context '<Type>' -ForEach @(
        @{ Type = 'ObjectId'; Make = { [AppServices.Bson.ObjectId]::new('6650a1f2c3d4e5f6a7b8c9d0') }; Json = '{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}' }
        @{ Type = 'Decimal128'; Make = { [AppServices.Bson.Decimal128]::new('-1.2E+400') }; Json = '{"$numberDecimal":"-1.2E+400"}' }
        @{ Type = 'Decimal128'; Make = { [AppServices.Bson.Decimal128]::NaN }; Json = '{"$numberDecimal":"NaN"}' }
        @{ Type = 'BsonDateTime'; Make = { [AppServices.Bson.BsonDateTime]::new(260000000000000) }; Json = '{"$date":{"$numberLong":"260000000000000"}}' }
        @{ Type = 'BsonTimestamp'; Make = { [AppServices.Bson.BsonTimestamp]::new([uint32]::MaxValue, 1) }; Json = '{"$timestamp":{"t":4294967295,"i":1}}' }
        @{ Type = 'BsonBinary'; Make = { [AppServices.Bson.BsonBinary]::new(0x80, [byte[]](1, 2, 3)) }; Json = '{"$binary":{"base64":"AQID","subType":"80"}}' }
        @{ Type = 'BsonRegularExpression'; Make = { [AppServices.Bson.BsonRegularExpression]::new('^a/"b', 'im') }; Json = '{"$regularExpression":{"pattern":"^a/\"b","options":"im"}}' }
        @{ Type = 'BsonJavaScript'; Make = { [AppServices.Bson.BsonJavaScript]::new('f()') }; Json = '{"$code":"f()"}' }
        @{
            Type = 'BsonJavaScriptWithScope'
            Make = {
                $scope = [AppServices.Bson.BsonDocument]::new()
                $inner = [AppServices.Bson.BsonDocument]::new()
                $inner.Add('z', [AppServices.Bson.ObjectId]::new('6650a1f2c3d4e5f6a7b8c9d0'))
                $scope.Add('b', $inner)
                $scope.Add('a', [object[]]@('x', $true))
                [AppServices.Bson.BsonJavaScriptWithScope]::new('f(b)', $scope)
            }
            Json = '{"$code":"f(b)","$scope":{"b":{"z":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}},"a":["x",true]}}'
        }
        @{ Type = 'BsonSymbol'; Make = { [AppServices.Bson.BsonSymbol]::new('s') }; Json = '{"$symbol":"s"}' }
        @{ Type = 'BsonDBPointer'; Make = { [AppServices.Bson.BsonDBPointer]::new('a.b', [AppServices.Bson.ObjectId]::new('6650a1f2c3d4e5f6a7b8c9d0')) }; Json = '{"$dbPointer":{"$ref":"a.b","$id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}}}' }
        @{ Type = 'BsonMinKey'; Make = { [AppServices.Bson.BsonMinKey]::Value }; Json = '{"$minKey":1}' }
        @{ Type = 'BsonMaxKey'; Make = { [AppServices.Bson.BsonMaxKey]::Value }; Json = '{"$maxKey":1}' }
        @{ Type = 'BsonUndefined'; Make = { [AppServices.Bson.BsonUndefined]::Value }; Json = '{"$undefined":true}' }
    ) {
        BeforeAll {
            $value = & $Make
            $id = [guid]::NewGuid().ToString()
            Add-AppDocument leaving values ([ordered]@{ _id = $id; v = $value; deep = @{ er = @(, $value) } })
        }

        It 'is Extended JSON for ConvertTo-Json, wherever it is' {
            $read = Get-Document $id
            $read.v | Should -BeOfType "AppServices.Bson.$Type"
            ConvertTo-Json $read -Depth 100 -Compress | Should -Be "{`"_id`":`"$id`",`"v`":$Json,`"deep`":{`"er`":[$Json]}}"
            ConvertTo-Json $value -Depth 100 -Compress | Should -Be $Json
            $value | ConvertTo-Json -Depth 100 -Compress | Should -Be $Json
            ConvertTo-Json @{ a = $value } -Depth 100 -Compress | Should -Be "{`"a`":$Json}"
            ConvertTo-Json @{ a = [psobject]::new($value) } -Depth 100 -Compress | Should -Be "{`"a`":$Json}"
        }

        It 'is the same when its JSON is written back' {
            ConvertFrom-Json (ConvertTo-Json (Get-Document $id) -Depth 100) | Set-AppDocument leaving values
            $after = Get-Document $id
            Get-Look $after.v | Should -Be (Get-Look $value)
            Get-Look $after.deep.er[0] | Should -Be (Get-Look $value)
        }

        It 'is the same when it is written back from CliXml of any depth' {
            foreach ($depth in 1, 2, 5) {
                $back = Send-ThroughCliXml (Send-ThroughCliXml (Get-Document $id) $depth) $depth
                foreach ($one in $back.v, $back.deep.er[0]) {
                    $one.GetType() | Should -Be $value.GetType()
                    "$one" | Should -Be "$value"
                    ConvertTo-Json $one -Depth 100 -Compress | Should -Be $Json
                    Get-Look ($one -as $value.GetType()) | Should -Be (Get-Look $value)
                }
                $back | Set-AppDocument leaving values
                Get-Look (Get-Document $id).v | Should -Be (Get-Look $value)
                Get-Look (Get-Document $id).deep.er[0] | Should -Be (Get-Look $value)
            }
        }

        It 'is itself as an argument, an update and a filter, from JSON and from CliXml' {
            $fromJson = (ConvertFrom-Json (ConvertTo-Json @{ v = $value } -Depth 100)).v
            foreach ($form in $fromJson, (Send-ThroughCliXml $value)) {
                Update-AppDocument leaving values -Id $id -Update @{ '$set' = @{ w = $form } }
                Get-Look (Get-Document $id).w | Should -Be (Get-Look $value)
                if ($Type -in 'BsonRegularExpression', 'BsonUndefined', 'BsonDBPointer') { continue }     # no values to compare with in a filter
                Get-AppDocument leaving values @{ _id = $id; v = $form } -Count | Should -Be 1
                Get-AppDocument leaving values ([pscustomobject]@{ _id = $id; v = @{ '$in' = @(, $form) } }) -Count | Should -Be 1
            }
        }

        It 'lists the name of Extended JSON only, and is one line in a document' {
            @($value.PSObject.Properties.Name) -notlike '$*' | Should -BeNullOrEmpty
            "$([pscustomobject]@{ v = $value })" | Should -Be "@{v=$value}"
        }
    }

    It 'still have their parts' {
        ([AppServices.Bson.ObjectId]'6650a1f2c3d4e5f6a7b8c9d0').CreationTime | Should -Be ([datetime]::new(2024, 5, 24, 14, 19, 30, [DateTimeKind]::Utc))
        $number = [AppServices.Bson.Decimal128]'-Infinity'
        $number.IsNaN, $number.IsInfinity, $number.IsNegative | Should -Be $false, $true, $true
        [AppServices.Bson.BsonDateTime]::new(5).MillisecondsSinceEpoch | Should -Be 5
        $time = [AppServices.Bson.BsonTimestamp]::new(5, 1)
        $time.Seconds, $time.Increment | Should -Be 5, 1
        $pattern = [AppServices.Bson.BsonRegularExpression]::new('^a', 'i')
        $pattern.Pattern, $pattern.Options | Should -Be '^a', 'i'
        $binary = [AppServices.Bson.BsonBinary]::new(5, [byte[]](1, 2))
        $binary.Subtype, $binary.Bytes.Length | Should -Be 5, 2
        [AppServices.Bson.BsonJavaScript]::new('f').Code | Should -Be f
        [AppServices.Bson.BsonSymbol]::new('s').Name | Should -Be s
        $pointer = [AppServices.Bson.BsonDBPointer]::new('a.b', '6650a1f2c3d4e5f6a7b8c9d0')
        $pointer.Namespace, "$($pointer.Id)" | Should -Be 'a.b', '6650a1f2c3d4e5f6a7b8c9d0'
        $scope = [AppServices.Bson.BsonDocument]::new()
        $scope.Add('a', 1)
        $code = [AppServices.Bson.BsonJavaScriptWithScope]::new('f', $scope)
        $code.Code, $code.Scope.a | Should -Be f, 1
    }

    It 'are no ids of many: a regular expression that was JSON' {
        { Remove-AppDocument leaving values -Id ([pscustomobject]@{ '$regularExpression' = [pscustomobject]@{ pattern = '.'; options = '' } }) -Confirm:$false -ErrorAction Stop } |
            Should -Throw
    }

    It 'say where an Extended JSON is wrong' {
        $failure = Get-ErrorOf { Add-AppDocument leaving values ([pscustomobject]@{ a = [pscustomobject]@{ '$oid' = 'zz' } }) }
        $failure.Exception.Message | Should -BeLike '*$oid*24 hex digits*$.a*'
    }

    Context 'ids' {
        BeforeAll { $id = (Add-AppDocument leaving ids @{ sku = 'A-1' }) }
        BeforeEach { $document = Get-AppDocument leaving ids @{ sku = 'A-1' } }

        It 'find their document by -Id, in the pipeline and in a filter, as <Form>' -ForEach @(
            @{ Form = 'JSON'; Make = { ConvertFrom-Json (ConvertTo-Json $args[0]) } }
            @{ Form = 'CliXml'; Make = { Send-ThroughCliXml $args[0] } }
            @{ Form = 'a file of Export-Clixml'; Make = {
                    $file = [IO.Path]::Combine($TestDrive, 'document.xml')
                    $args[0] | Export-Clixml $file
                    Import-Clixml $file
                }
            }
        ) {
            $back = & $Make $document
            $found = @(
                Get-AppDocument leaving ids -Id $back._id
                $back._id | Get-AppDocument leaving ids
                $back | Get-AppDocument leaving ids
                Get-AppDocument leaving ids @{ _id = $back._id }
            )
            $found.sku | Should -Be A-1, A-1, A-1, A-1
            $document._id -eq $back._id | Should -BeTrue
            if ($Form -ne 'JSON') { $back._id | Should -BeOfType ([AppServices.Bson.ObjectId]) }
            [AppServices.Bson.ObjectId]$back._id | Should -Be $document._id
            (Get-ErrorOf { Get-AppDocument leaving ids -Id ([pscustomobject]@{ '$oid' = '0' * 24 }) }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentNotFound*'
        }

        It 'cross to a job and back' -Tag CoreOnly {
            $job = Start-Job {
                Import-Module $using:moduleManifest
                $null = Connect-AppUser -Anonymous -AppId $using:server.AppId -BaseUri $using:server.BaseUri
                Get-AppDocument leaving ids -Id $using:document._id
                [pscustomobject]@{ deep = @{ er = (Get-AppDocument leaving ids)._id } }
            }
            $document, $nested = $job | Receive-Job -Wait -AutoRemoveJob
            (Get-AppDocument leaving ids -Id $document._id).sku | Should -Be A-1
            (Get-AppDocument leaving ids -Id $nested.deep.er).sku | Should -Be A-1
            $document._id, $nested.deep.er | Should -BeOfType ([AppServices.Bson.ObjectId])
        }

        It 'come back from a job as documents that are as they were' -Tag CoreOnly {
            $sent = Get-AppDocument leaving ids -Id $document._id
            $before = Get-AppDocument leaving ids -Id $document._id -As Json
            Start-Job { $using:sent } | Receive-Job -Wait -AutoRemoveJob | Set-AppDocument leaving ids
            Get-AppDocument leaving ids -Id $document._id -As Json | Should -Be $before
        }

        It 'remove their document when they are piped as <Form>' -ForEach @{ Form = 'JSON' }, @{ Form = 'CliXml' } {
            $null = Add-AppDocument leaving gone @{ form = $Form }
            $gone = (Get-AppDocument leaving gone @{ form = $Form })._id
            $back = if ($Form -eq 'JSON') { ConvertFrom-Json (ConvertTo-Json $gone) } else { Send-ThroughCliXml $gone }
            $back | Remove-AppDocument leaving gone -Confirm:$false
            Get-AppDocument leaving gone @{ form = $Form } -Count | Should -Be 0
        }
    }

    It 'keep the types of .NET in CliXml, and those that JSON has in JSON' {
        $values = [ordered]@{
            _id = 'net'; long = 5L; int = 5; double = 2.5; decimal = 1.50d; date = [datetime]::new(2024, 1, 2, 3, 4, 5, 678, [DateTimeKind]::Utc)
            guid = [guid]'0f1e2d3c-4b5a-4968-8776-655443322110'; bytes = [byte[]](1, 2, 3); text = 'a'; flag = $true; none = $null
        }
        Add-AppDocument leaving values $values
        $before = Get-Document net
        Send-ThroughCliXml $before | Set-AppDocument leaving values
        $after = Get-Document net
        foreach ($name in @($values.Keys) -ne 'none') { Get-Look $after.$name | Should -Be (Get-Look $before.$name) }
        ConvertFrom-Json (ConvertTo-Json $before) | Set-AppDocument leaving values
        $after = Get-Document net
        foreach ($name in 'double', 'date', 'text', 'flag') { Get-Look $after.$name | Should -Be (Get-Look $before.$name) }
        $after.guid | Should -BeOfType [string]
    }
}
