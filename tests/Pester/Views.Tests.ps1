# What people see: tables and lists as text, in 80 columns, and what -Verbose, -Debug and colours add.
Describe 'views' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $user = Connect-NewUser $server
        $key = New-AppApiKey laptop

        # What a terminal of 80 columns shows; Out-String is not everywhere where the module is.
        function Get-Shown {
            param([string] $Script)
            $address = "-AppId $($server.AppId) -BaseUri $($server.BaseUri)"
            Invoke-NewHost -Environment @{ COLUMNS = '80' } @"
Import-Module '$moduleManifest'
if (`$PSStyle) { `$PSStyle.OutputRendering = 'PlainText' }
function Connect { Connect-AppUser -Anonymous $address }
$Script
"@
        }
    }

    It 'are tables of 80 columns, of users grouped by app' {
        $lines = Get-Shown '$one = Connect; $one | Out-Default; Get-AppUserIdentity | Out-Default; $one.Id'
        $lines[0] | Should -Be "   AppId: $($server.AppId) at $($server.BaseUri)"
        $lines[1].TrimEnd() | Should -Match '^Id +State +ProviderType +Name$'
        $lines[3].TrimEnd() | Should -Be "$($lines[-1]) Active     anon-user"
        $lines -join "`n" | Should -Match '(?m)^ProviderType +UserId +Id *$'
        foreach ($line in $lines) { $line.Length | Should -BeLessOrEqual 80 }
    }

    Context 'of a value that is one' -ForEach @{
        Values = @(
            @{ Number = 0; Value = "[AppServices.Bson.ObjectId]'6650a1f2c3d4e5f6a7b8c9d0'"; Text = '6650a1f2c3d4e5f6a7b8c9d0' }
            @{ Number = 1; Value = "[AppServices.Bson.Decimal128]'1.10'"; Text = '1.10' }
            @{ Number = 2; Value = '[AppServices.Bson.BsonTimestamp]::new(5, 1)'; Text = '5:1' }
            @{ Number = 3; Value = "[AppServices.Bson.BsonJavaScript]'f()'"; Text = 'f()' }
            @{ Number = 4; Value = "[AppServices.Bson.BsonDBPointer]::new('a.b', '6650a1f2c3d4e5f6a7b8c9d0')"; Text = 'a.b/6650a1f2c3d4e5f6a7b8c9d0' }
            @{ Number = 5; Value = "[Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize([AppServices.Bson.ObjectId]'6650a1f2c3d4e5f6a7b8c9d0'))"; Text = '6650a1f2c3d4e5f6a7b8c9d0' }
        )
    } {
        # By one host, as starting one takes longer than all that is shown.
        BeforeAll {
            $lines = Get-Shown (($Values | ForEach-Object { "'<<value>>' | Out-Default; $($_.Value) | Out-Default" }) -join "`n")
            $null, $shown = ($lines -join "`n") -split '<<value>>'
        }

        It 'are a line of text: <Value>' -ForEach $Values { @($shown[$Number].Split("`n") | Where-Object { $_ }) | Should -Be @($Text) }
    }

    It 'have no secret in any property that is shown' {
        foreach ($name in 'AppUser', 'AppApiKey') {
            $types = [xml][IO.File]::ReadAllText([IO.Path]::Combine($moduleFolder, 'AppServices.Types.ps1xml'))
            $shown = $types.SelectNodes("//Type[Name='AppServices.$name']//PropertySet//Name") | ForEach-Object InnerText
            foreach ($property in $shown) { $property | Should -Not -Match 'Token|^Key$' }
        }
    }

    It 'and JSON and CliXml have no secret, but ids' {
        $texts = (ConvertTo-Json $user -Depth 4 -WarningAction Ignore), (ConvertTo-Json $key -Depth 4 -WarningAction Ignore),
            [Management.Automation.PSSerializer]::Serialize($user, 3), [Management.Automation.PSSerializer]::Serialize((Get-AppApiKey laptop), 3)
        foreach ($text in $texts) {
            $text.Contains($user.Id) | Should -BeTrue
            foreach ($secret in $user.AccessToken, $user.RefreshToken, (Read-Secret $key.Key)) { $text.Contains($secret) | Should -BeFalse }
        }
    }

    It 'and JSON is finite, however deep' {
        (ConvertTo-Json $user -Depth 100).Length | Should -BeLessThan 5000
        (ConvertTo-Json (Test-AppConnection) -Depth 100).Length | Should -BeLessThan 5000
    }

    It 'list what was inserted' {
        $text = Get-Shown "`$null = Connect-AppUser -Anonymous -AppId documents-abcde -BaseUri $($server.BaseUri); Add-AppDocument views inserted @{ _id = 7 } -PassThru | Format-List | Out-Default"
        $text -join "`
" | Should -Match 'InsertedCount +: 1\s+InsertedIds +: \{7\}'
    }

    It 'have the SDKs'' spellings of API keys' {
        $key._id | Should -Be $key.Id
        $key.Disabled | Should -BeFalse
        (Disable-AppApiKey $key -PassThru).Disabled | Should -BeTrue
    }

    It 'use colour for <Type>.<Property> only through $PSStyle, where the host shows it' -ForEach @(
        @{ Type = 'AppUser'; Property = 'State'; On = 'IsLoggedIn' }
        @{ Type = 'AppApiKey'; Property = 'IsEnabled'; On = 'IsEnabled' }
        @{ Type = 'AppServer'; Property = 'IsRunning'; On = 'IsRunning' }
    ) {
        $views = [xml][IO.File]::ReadAllText([IO.Path]::Combine($moduleFolder, 'AppServices.Format.ps1xml'))
        $cell = $views.SelectSingleNode("//View[Name='$Type']//TableColumnItem/ScriptBlock[contains(., '.$Property')]").InnerText
        $cell.Contains([char]27) | Should -BeFalse
        foreach ($colour in $true, $false) {
            foreach ($used in $true, $false) {
                $variables = [Collections.Generic.List[psvariable]]::new()
                $item = @{ $Property = $used }
                $item[$On] = $used
                $variables.Add([psvariable]::new('_', [pscustomobject]$item))
                $variables.Add([psvariable]::new('PSStyle', [pscustomobject]@{ Dim = '<dim>'; DimOff = '</dim>' }))
                # $Host cannot be replaced, but what the cell asks of it can.
                $text = [scriptblock]::Create($cell.Replace('$Host.UI.SupportsVirtualTerminal', "`$$colour")).InvokeWithContext($null, $variables)
                "$text" | Should -Be $(if ($used -or -not $colour) { "$used" } else { "<dim>$used</dim>" })
            }
        }
    }

    It 'write one verbose line a request, and headers by an allow list' {
        $lines = @(Invoke-AppFunction sum 1, 2 -Verbose -Debug 4>&1 5>&1)
        $verbose = @($lines | Where-Object { $_ -is [Management.Automation.VerboseRecord] -and $_.Message -like '*/functions/call*' })
        $verbose.Count | Should -Be 1
        $verbose[0].Message | Should -Match '^POST /api/client/v2\.0/app/[^/?]+/functions/call 200 in \d+ ms, attempt 1, request id \S+$'
        $debug = @($lines | Where-Object { $_ -is [Management.Automation.DebugRecord] })
        $debug.Count | Should -Be 1
        $debug[0].Message | Should -Match '^Sent \d+ bytes, received \d+: '
        foreach ($header in ($debug[0].Message -replace '^.*?: ') -split '; ') {
            if ($header -match '^(?<name>[\w-]+): ') { $Matches.name | Should -BeIn 'Content-Type', 'Content-Length', 'Date', 'Retry-After', 'Server', 'Transfer-Encoding' }
        }
    }

    It 'show what to do about an error' {
        $failure = Get-ErrorOf { Invoke-AppFunction noSuch }
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure.TargetObject | Should -Be noSuch
    }
}
