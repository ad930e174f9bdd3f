# PowerShell keeps one spelling of a member's name in the whole process; the functions of an app are told apart by case.
Describe 'Functions by name' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $app = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-names-$([guid]::NewGuid().ToString('N'))")
        $null = New-JsonFile ([IO.Path]::Combine($app, 'root_config.json')) '{ "app_id": "names-abcde", "name": "names" }'
        $null = New-JsonFile ([IO.Path]::Combine($app, 'auth', 'providers.json')) '{ "anon-user": { "name": "anon-user", "type": "anon-user", "disabled": false } }'
        $functions = 'sum', 'replace', 'contains', 'add', 'length', 'indexOf', 'Total', 'total', 'TOTAL', 'getHashcode', 'tostring'
        foreach ($name in $functions) {
            $null = New-JsonFile ([IO.Path]::Combine($app, 'functions', "$name.js")) "exports = (...args) => ['$name', ...args];"
        }
        $server = Start-TestServer $app
        $user = $server | Connect-AppUser -Anonymous
        # Each of these names is spelt otherwise somewhere in the process first.
        $list = [Collections.Generic.List[object]]::new()
        $list.Add('abc'); $null = $list.Contains('abc'), $list.IndexOf('abc'), 'abc'.Replace('a', 'b'), 'abc'.Length, 'abc'.ToString(), 'abc'.GetHashCode()
        $other = [pscustomobject]@{} | Add-Member -PassThru -MemberType ScriptMethod -Name Sum -Value { 'other' } | Add-Member -PassThru -MemberType ScriptMethod -Name tOTAL -Value { 'other' }
        $null = $other.Sum(), $other.tOTAL()
    }
    AfterAll {
        Stop-TestServer $server
        if ($app -and [IO.Directory]::Exists($app)) { [IO.Directory]::Delete($app, $true) }
    }

    It 'calls the function that the script names, whatever was spelt before' {
        $user.Functions.sum(1, 2) | Should -BeExactly 'sum', 1, 2
        $user.Functions.replace('a') | Should -BeExactly 'replace', 'a'
        $user.Functions.contains() | Should -BeExactly 'contains'
        $user.Functions.add(1) | Should -BeExactly 'add', 1
        $user.Functions.length() | Should -BeExactly 'length'
        $user.Functions.indexOf() | Should -BeExactly 'indexOf'
    }

    It 'tells names apart that differ by case only' {
        $user.Functions.total() | Should -BeExactly 'total'
        $user.Functions.Total() | Should -BeExactly 'Total'
        $user.Functions.TOTAL() | Should -BeExactly 'TOTAL'
        $user.Functions.total(1) | Should -BeExactly 'total', 1
    }

    It 'finds the name in <Where>' -ForEach @(
        @{ Where = 'an argument'; Script = { [string]::Join(',', $user.Functions.sum(1)) }; Expected = 'sum,1' }
        @{ Where = 'a text'; Script = { "$($user.Functions.sum(1))" }; Expected = 'sum 1' }
        @{ Where = 'a condition'; Script = { if ($user.Functions.sum(1)[0] -ceq 'sum') { 'yes' } }; Expected = 'yes' }
        @{ Where = 'a loop'; Script = { foreach ($i in 1..2) { $user.Functions.sum($i)[1] } }; Expected = 1, 2 }
        @{ Where = 'a pipeline'; Script = { 1..2 | ForEach-Object { $user.Functions.sum($_)[1] } }; Expected = 1, 2 }
        @{ Where = 'a hashtable'; Script = { @{ a = $user.Functions.sum(7) }.a }; Expected = 'sum', 7 }
        @{ Where = 'a call with statements for arguments'; Script = { $user.Functions.sum($($a = 3; $a), (1 + 1)) }; Expected = 'sum', 3, 2 }
        @{ Where = 'a default value'; Script = { function test($p = $user.Functions.sum(4)) { $p }; test }; Expected = 'sum', 4 }
        @{ Where = 'a script made of text'; Script = { & ([scriptblock]::Create('$user.Functions.sum(5)')) }; Expected = 'sum', 5 }
        @{ Where = 'a function to be stored'; Script = { $stored = $user.Functions.sum; (& $stored 8) -join ' ' }; Expected = 'sum 8' }
        @{ Where = 'another method of the name beside it'; Script = { $other.Sum(); $user.Functions.sum(9) }; Expected = 'other', 'sum', 9 }
    ) {
        & $Script | Should -BeExactly $Expected
    }

    It 'refuses to guess where one statement has several spellings' {
        { $null = $user.Functions.total(), $user.Functions.Total() } | Should -Throw '*cannot be told*CallFunction*'
        $user.CallFunction('total') | Should -BeExactly 'total'
        (& $user.Functions['TOTAL'] 1) -join ' ' | Should -BeExactly 'TOTAL 1'
        { $null = $($user.Functions.Total()), $user.Functions.total() } | Should -Throw '*cannot be told*'
    }

    It 'leaves the members that each object has alone' {
        $user.Functions.ToString() | Should -BeLike 'Functions of user *'
        $user.Functions.GetHashCode() | Should -BeOfType [int]
        $user.CallFunction('tostring') | Should -BeExactly 'tostring'
    }

    It 'takes names of databases and collections as they are' {
        $null = 'x'.Length
        $user.MongoClient('mongodb-atlas').Db('Replace').Collection('contains').ToString() | Should -BeExactly 'Replace.contains'
    }
}
