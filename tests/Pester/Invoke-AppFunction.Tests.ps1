BeforeDiscovery {
    $values = @(
        @{ Name = 'int'; Value = 5; Type = [int] }
        @{ Name = 'the largest int'; Value = [int]::MaxValue; Type = [int] }
        @{ Name = 'long'; Value = [long]5; Type = [long] }
        @{ Name = 'the smallest long'; Value = [long]::MinValue; Type = [long] }
        @{ Name = 'double'; Value = 2.5; Type = [double] }
        @{ Name = 'whole double'; Value = 3.0; Type = [double] }
        @{ Name = 'decimal with its scale'; Value = 1.10d; Type = [decimal] }
        @{ Name = 'bool'; Value = $false; Type = [bool] }
        @{ Name = 'string'; Value = "Grüße, 'Welt' 🎈"; Type = [string] }
        @{ Name = 'empty string'; Value = ''; Type = [string] }
        @{ Name = 'guid'; Value = [guid]'0f1e2d3c-4b5a-4968-8776-655443322110'; Type = [guid] }
        @{ Name = 'UTC date'; Value = [datetime]::new(2026, 1, 2, 3, 4, 5, 678, [DateTimeKind]::Utc); Type = [datetime] }
        @{ Name = 'big integer that fits'; Value = [bigint]7; Expected = 7L; Type = [long] }
    )
}

Describe 'Invoke-AppFunction' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $user = $server | Connect-AppUser -Anonymous
    }

    Context 'one call' {
        It 'passes arguments and returns the result' {
            Invoke-AppFunction sum -ArgumentList 1, 2 | Should -Be 3
        }

        It 'calls without arguments' {
            (Invoke-AppFunction whoAmI).id | Should -Be $user.Id
        }

        It 'calls as -User, given as object or id' {
            $other = $server | Connect-AppUser -Credential (New-Credential) -ErrorAction Ignore
            $other | Should -BeNullOrEmpty
            $other = Connect-NewUser $server
            (Invoke-AppFunction whoAmI -User $user).id | Should -Be $user.Id
            (Invoke-AppFunction whoAmI -User $user.Id).id | Should -Be $user.Id
            (Invoke-AppFunction whoAmI).id | Should -Be $other.Id
            Switch-AppUser $user
        }

        It 'enumerates an array unless told not to' {
            @(Invoke-AppFunction echo -ArgumentList (, @(1, 2, 3))).Count | Should -Be 3
            $whole = Invoke-AppFunction echo -ArgumentList (, @(1, 2, 3)) -NoEnumerate
            , $whole | Should -BeOfType [object[]]
            $whole.Count | Should -Be 3
        }

        It 'does not enumerate bytes' {
            $bytes = Invoke-AppFunction echo -ArgumentList (, [byte[]](1, 2, 3))
            , $bytes | Should -BeOfType [byte[]]
        }

        It 'returns $null for null and nothing for undefined' {
            @(Invoke-AppFunction echo -ArgumentList $null).Count | Should -Be 1
            @(Invoke-AppFunction echo).Count | Should -Be 0
        }
    }

    Context 'values' {
        It 'keeps <Name>' -ForEach $values {
            $result = Invoke-AppFunction echo -ArgumentList $Value
            , $result | Should -BeOfType $Type
            $expected = if ($null -ne $_.Expected) { $_.Expected } else { $Value }
            $result | Should -BeExactly $expected
        }

        It 'keeps the scale of a decimal' {
            (Invoke-AppFunction echo -ArgumentList 1.10d).ToString([cultureinfo]::InvariantCulture) | Should -Be '1.10'
        }

        It 'sends a local date as the same moment' {
            $date = [datetime]::new(2026, 7, 1, 12, 0, 0, [DateTimeKind]::Local)
            (Invoke-AppFunction echo -ArgumentList $date).ToLocalTime() | Should -Be $date
        }

        It 'keeps fields in order for <Kind>' -ForEach @{ Kind = 'hashtable' }, @{ Kind = 'ordered dictionary' }, @{ Kind = 'custom object' } {
            $value = switch ($Kind) {
                'hashtable' { @{ only = 1 } }
                'ordered dictionary' { [ordered]@{ z = 1; a = [long]2; 'dotted.key' = 'x'; '$dollar' = $true } }
                'custom object' { [pscustomobject]@{ z = 1; a = [long]2; 'dotted.key' = 'x'; '$dollar' = $true } }
            }
            $result = Invoke-AppFunction echo -ArgumentList $value
            $names = @($result.PSObject.Properties | ForEach-Object Name)
            if ($Kind -eq 'hashtable') { $names | Should -Be 'only' }
            else {
                $names | Should -Be 'z', 'a', 'dotted.key', '$dollar'
                $result.a | Should -BeOfType [long]
            }
        }

        It 'keeps nested objects and arrays' {
            $result = Invoke-AppFunction echo -ArgumentList @{ list = @(1, @{ deep = @([long]2, $null) }) }
            $result.list[0] | Should -Be 1
            $result.list[1].deep[0] | Should -BeOfType [long]
            $result.list[1].deep.Count | Should -Be 2
            $result.list[1].deep[1] | Should -Be $null
        }

        It 'keeps names that differ only in case, in a dictionary' {
            $document = [Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
            $document.Add('a', 1); $document.Add('A', 2)
            $result = Invoke-AppFunction echo -ArgumentList $document
            $result | Should -BeOfType [Collections.Specialized.OrderedDictionary]
            $result['a'] | Should -Be 1
            $result['A'] | Should -Be 2
        }

        It 'sends piped wrappers as what they wrap' {
            $wrapped = [psobject]::AsPSObject([long]7)
            Invoke-AppFunction echo -ArgumentList $wrapped | Should -BeOfType [long]
        }

        It 'sends an object of a PowerShell class by its properties, <Way>' -ForEach @(
            @{ Way = 'given'; Call = { Invoke-AppFunction echo -ArgumentList $item } }
            @{ Way = 'piped'; Call = { $item | Invoke-AppFunction echo } }
            @{ Way = 'made by a script block'; Call = { 1 | Invoke-AppFunction echo -ArgumentList { $item } } }
            @{ Way = 'in a field'; Call = { (Invoke-AppFunction echo -ArgumentList @{ it = $item | ForEach-Object { $_ } }).it } }
        ) {
            $item = & { class Item { [int] $Count = 2; [string] $Name = 'nut' } [Item]::new() }
            $result = & $Call
            $result.Count | Should -Be 2
            $result.Name | Should -Be 'nut'
        }

        It 'sends an enum as its name' {
            Invoke-AppFunction echo -ArgumentList ([DayOfWeek]::Friday) | Should -Be 'Friday'
        }
    }

    Context 'the pipeline' {
        It 'runs a script block of -ArgumentList for each object' {
            $sums = 1..1000 | Invoke-AppFunction sum -ArgumentList { $_ }, 1
            $sums.Count | Should -Be 1000
            $sums[0] | Should -Be 2
            $sums[999] | Should -Be 1001
            , $sums[999] | Should -BeOfType [int]
        }

        It 'puts the piped object before the arguments when there is no script block' {
            1..3 | Invoke-AppFunction sum -ArgumentList 10 | Should -Be 11, 12, 13
        }

        It 'takes an object by name as it takes a piped one' {
            Invoke-AppFunction sum -InputObject 1 -ArgumentList 10 | Should -Be 11
            Invoke-AppFunction sum -InputObject 1 -ArgumentList { $_ }, 10 | Should -Be 11
            @(Invoke-AppFunction echo -InputObject $null).Count | Should -Be 1
            (Invoke-AppFunction echo -InputObject 1, 2 -NoEnumerate).Count | Should -Be 2
        }

        It 'passes piped nulls' { @($null, $null | Invoke-AppFunction echo).Count | Should -Be 2 }

        It 'passes the piped object alone' {
            'a', 'b' | Invoke-AppFunction echo | Should -Be 'a', 'b'
        }

        It 'keeps the order of the input with -ThrottleLimit' {
            $milliseconds = 120, 1, 60, 1
            $milliseconds | Invoke-AppFunction slowReport -ThrottleLimit 4 | ForEach-Object milliseconds | Should -Be $milliseconds
        }

        It 'runs no more than -ThrottleLimit calls at once, and that many' {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $null = 1..4 | Invoke-AppFunction slowReport -ArgumentList { 400 } -ThrottleLimit 4
            $clock.ElapsedMilliseconds | Should -BeLessThan 1600
            $clock.Restart()
            $null = 1..4 | Invoke-AppFunction slowReport -ArgumentList { 50 }
            $clock.ElapsedMilliseconds | Should -BeGreaterOrEqual 200
        }

        It 'goes on after a call that fails' {
            $failures = $null
            $results = 1, 'bad', 3 | Invoke-AppFunction failOnText -ErrorAction SilentlyContinue -ErrorVariable failures
            $results | Should -Be 1, 3
            $failures.Count | Should -Be 1
        }
    }

    Context 'errors' {
        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'an unknown function'; Script = { Invoke-AppFunction noSuch }; Id = 'AppFunctionNotFound'; Category = 'ObjectNotFound' }
            @{ Name = 'a name in another case'; Script = { Invoke-AppFunction SUM }; Id = 'AppFunctionNotFound'; Category = 'ObjectNotFound' }
            @{ Name = 'a private function'; Script = { Invoke-AppFunction discountFor 1 }; Id = 'AppFunctionNotFound'; Category = 'ObjectNotFound' }
            @{ Name = 'a function that throws'; Script = { Invoke-AppFunction refund }; Id = 'AppFunctionFailed'; Category = 'InvalidResult' }
            @{ Name = 'a secret'; Script = { Invoke-AppFunction echo -ArgumentList ([securestring]::new()) }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'a number out of range'; Script = { Invoke-AppFunction echo -ArgumentList ([bigint]::Pow(7, 60)) }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'an object of no known type'; Script = { Invoke-AppFunction echo -ArgumentList ([Threading.Thread]::CurrentThread) }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'XML, which is a sequence of nodes to .NET'; Script = { Invoke-AppFunction echo -ArgumentList ([xml]'<a><b/></a>') }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'XML that is piped'; Script = { [xml]'<a/>' | Invoke-AppFunction echo }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'a cycle'; Script = { $a = @{}; $a.self = $a; Invoke-AppFunction echo -ArgumentList $a }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'a cycle of objects'; Script = { $a = [pscustomobject]@{ self = $null }; $a.self = $a; Invoke-AppFunction echo -ArgumentList $a }; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument' }
            @{ Name = 'too little time'; Script = { Invoke-AppFunction slowReport 5000 -TimeoutSeconds 1 }; Id = 'AppRequestTimedOut'; Category = 'OperationTimeout' }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -Be "$Id,AppServices.Commands.InvokeAppFunctionCommand"
            $record.CategoryInfo.Category | Should -Be $Category
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }

        It 'targets the function and keeps what it threw' {
            $record = Get-ErrorOf { Invoke-AppFunction refund 'nothing' }
            $record.TargetObject | Should -Be 'refund'
            $record.Exception | Should -BeOfType [AppServices.AppServicesException]
            $record.Exception.Code | Should -Be 'FunctionExecutionError'
            $record.Exception.RequestId | Should -Not -BeNullOrEmpty
        }

        It 'is silent with -ErrorAction Ignore' {
            $count = $Error.Count
            Invoke-AppFunction noSuch -ErrorAction Ignore | Should -BeNullOrEmpty
            $Error.Count | Should -Be $count
        }

        It 'can be caught by type with -ErrorAction Stop' {
            $caught = try { Invoke-AppFunction noSuch -ErrorAction Stop } catch [AppServices.AppServicesException] { $_.Exception.StatusCode }
            $caught | Should -Be 404
        }
    }

    Context 'control' {
        It 'sends nothing under -WhatIf' {
            Invoke-AppFunction noSuch -WhatIf | Should -BeNullOrEmpty
        }

        It 'stops within two seconds' {
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $null = $shell.AddScript({
                    param($Module, $Target)
                    Import-Module $Module
                    $null = $Target | Connect-AppUser -Anonymous
                    Invoke-AppFunction slowReport 60000
                }).AddArgument((Get-Module AppServices).Path.Replace('.psm1', '.psd1')).AddArgument($server)
                $running = $shell.BeginInvoke()
                while (-not ($server.Log -match 'slowReport')) { if ($running.IsCompleted) { throw $shell.Streams.Error[0] } }
                $clock = [Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $clock.ElapsedMilliseconds | Should -BeLessThan 2000
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally { $shell.Dispose() }
        }

        It 'shows progress of a long pipeline, and of nothing else' {
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            try {
                $null = $shell.AddScript({
                    param($Module, $Target)
                    Import-Module $Module
                    $null = $Target | Connect-AppUser -Anonymous
                    $null = Invoke-AppFunction slowReport 100
                    $null = 1..25 | Invoke-AppFunction slowReport -ArgumentList { 100 }
                }).AddArgument((Get-Module AppServices).Path.Replace('.psm1', '.psd1')).AddArgument($server)
                $null = $shell.Invoke()
                $seen = @($shell.Streams.Progress | Where-Object Activity -like '*slowReport*')
                $seen.Count | Should -BeGreaterThan 1
                $seen.Count | Should -BeLessThan 12
                $seen[-1].RecordType | Should -Be Completed
                $seen[0].StatusDescription | Should -Match '^\d+ done$'
            }
            finally { $shell.Dispose() }
        }

        It 'ends early when the pipeline has enough' {
            $seen = [Collections.Generic.List[int]]::new()
            foreach ($once in 1) { 1..100 | ForEach-Object { $seen.Add($_); $_ } | Invoke-AppFunction sum -ArgumentList { $_ }, 0 | ForEach-Object { break } }
            $seen.Count | Should -BeLessThan 5
        }
    }
}
