# The about topics: their form, and that what about_AppServices_Data_Types says of each type is what happens.
BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
    $topics = @(Get-HelpTopicPath | ForEach-Object { @{ Name = [IO.Path]::GetFileName($_) -replace '\.help\.txt$'; Path = $_ } })

    # Rows of the tables under a heading: name, what it is sent as or instead, what comes back.
    function Read-Row {
        param([string] $Heading)
        foreach ($table in [regex]::Matches((Read-TopicSection about_AppServices_Data_Types $Heading), '(?m)^ +-{9}.*\n((?: {4}\S.*\n)+)')) {
            foreach ($line in $table.Groups[1].Value.TrimEnd().Split("`n")) {
                $columns = $line.TrimEnd().PadRight(80)
                @{ Name = $columns.Substring(4, 26).Trim(); Back = $columns.Substring(52).Trim() -replace ' \(\d\)$' }
            }
        }
    }
    $recent = @(Read-Row 'VALUES OF POWERSHELL 7')
    $accepted = @(Read-Row VALUES) + @(Read-Row DOCUMENTS) + @(Read-Row ARRAYS)
    $refused = @(Read-Row REFUSED)
}

Describe 'the topic <Name>' -ForEach $topics {
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $topic = Read-HelpTopic $Path
        $lines = $topic.Text.Split("`n")
    }

    It 'has the form of an about topic' {
        $lines[0] | Should -BeExactly 'TOPIC'
        $lines[1] | Should -BeExactly "    $Name"
        $lines[3] | Should -BeExactly 'SHORT DESCRIPTION'
        foreach ($section in 'LONG DESCRIPTION', 'KEYWORDS', 'SEE ALSO') { $topic.Sections | Should -Contain $section }
        foreach ($line in $lines) {
            $line.Length | Should -BeLessThan 80 -Because $line
            $line | Should -Match '^[ -~]*$'
            $line | Should -Not -Match ' $'
        }
    }

    It 'is found by Get-Help' {
        $found = Get-Help $Name
        "$found" -replace '\s+', ' ' | Should -BeLike "*TOPIC $Name*"
    }

    It 'names only commands and parameters that there are' {
        $commands = (Get-Module AppServices).ExportedCmdlets
        foreach ($use in [regex]::Matches($topic.Text, '(?<!Get-Help )\b(?<command>[A-Z][a-z]+-App[A-Z]\w+)(?: -(?<parameter>[A-Z]\w+))?')) {
            $name = $use.Groups['command'].Value
            $name | Should -BeIn @($commands.Keys)
            if ($use.Groups['parameter'].Success) { $commands[$name].Parameters.Keys | Should -Contain $use.Groups['parameter'].Value -Because $use.Value }
        }
    }

    It 'sends readers to what there is' {
        $known = @((Get-Module AppServices).ExportedCmdlets.Keys) + @(Get-HelpTopicPath | ForEach-Object { [IO.Path]::GetFileName($_) -replace '\.help\.txt$' })
        $targets = [regex]::Match($topic.Text, '(?s)SEE ALSO\n(.*)').Groups[1].Value.Trim() -split '\s+'
        foreach ($target in $targets -notlike 'https://*') { $target | Should -BeIn $known }
    }
}

Describe 'about_AppServices' {
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $commands = (Get-Module AppServices).ExportedCmdlets.Values
    }

    It 'names the noun of each command' {
        $text = Read-TopicSection about_AppServices COMMANDS
        # Of users it names the beginning.
        foreach ($noun in $commands.Noun | Where-Object { $_ -notlike 'AppUser?*' }) { $text | Should -MatchExactly "\b$noun\b" }
    }

    It 'says in the topic on automation which commands ask' {
        $asking = $commands | Where-Object {
            # The latter ask by themselves, of a whole collection.
            $_.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact -eq 'High' -or
            ($_.Parameters.ContainsKey('Force') -and $_.Parameters.ContainsKey('All'))
        }
        $named = [regex]::Matches((Read-TopicSection about_AppServices_Automation 'WHAT WOULD ASK'), '\b[A-Z][a-z]+-App\w+').Value
        $named | Sort-Object -Unique | Should -Be ($asking.Name | Sort-Object)
    }
}

Describe 'about_AppServices_Migration' {
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }

        # The words in a column of the table under a heading.
        function Get-Column {
            param([string] $Heading, [int] $Start, [int] $Length)
            $rows = [regex]::Match((Read-TopicSection about_AppServices_Migration $Heading), '(?m)^ +-{9}.*\n((?: {4}\S.*\n)+)').Groups[1].Value.TrimEnd().Split("`n")
            foreach ($row in $rows) { $row.PadRight(80).Substring($Start, $Length).Trim() }
        }
    }

    It 'names parameters that there are' {
        $known = @((Get-Command Connect-AppUser).Parameters.Keys)
        $named = Get-Column 'LOGGING IN' 40 38 | ForEach-Object { [regex]::Matches($_, '(?<=-)\w+').Value }
        foreach ($name in $named) { $name | Should -BeIn $known }
        $ways = @('Anonymous'; (Get-Command Connect-AppUser).ParameterSets.Name | Where-Object { $_ -notin 'Saved', 'AppCredential' })
        ([Collections.Generic.HashSet[string]][string[]]($named -ne 'AsNewUser')).Count | Should -Be $ways.Count
    }

    It 'names members that a user has' {
        $server = Get-SharedApp
        $user = $server | Connect-AppUser -Anonymous
        $named = @(Get-Column 'THE USER' 40 18)
        $named.Count | Should -BeGreaterThan 20
        foreach ($name in $named -notmatch '^(Access|Refresh)Token$') { $user.PSObject.Members[$name] | Should -Not -BeNullOrEmpty -Because $name }
        $user.AccessToken, $user.RefreshToken | Should -Not -BeNullOrEmpty
    }

    It 'names properties that the exception has' {
        foreach ($name in Get-Column 'ERRORS' 40 38) { [AppServices.AppServicesException].GetProperty($name) | Should -Not -BeNullOrEmpty -Because $name }
    }
}

Describe 'about_AppServices_Data_Types' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $null = $server | Connect-AppUser -Anonymous

        function Assert-Row {
            param([hashtable] $Values, [string] $Name, [string] $Back)
            $Values.ContainsKey($Name) | Should -BeTrue -Because 'every row needs a value here'
            # In a field, where the absence of a value would be seen.
            $result = (Invoke-AppFunction echo -ArgumentList @{ field = $Values[$Name] } -ErrorAction Stop).PSObject.Properties['field'].Value
            if ($Back -eq '$null') { $result | Should -Be $null }
            else { , $result | Should -BeOfType ($Back -replace '^\[|\]$' -replace '^(?=Bson|ObjectId)', 'AppServices.Bson.') }
        }

        $id = [AppServices.Bson.ObjectId]::new('6650a1f2c3d4e5f6a7b8c9d0')

        # A value for each row.
        $values = @{
            '[sbyte]' = [sbyte]-1; '[byte]' = [byte]1; '[short]' = [int16]1; '[ushort]' = [uint16]1; '[int]' = 1; '[uint]' = [uint32]1
            '[long]' = 1L; '[ulong]' = [uint64]1; '[bigint]' = [bigint]1; '[float]' = [float]1.5; '[double]' = 1.5; '[decimal]' = 1.5d
            '[string]' = 'text'; '[char]' = [char]'x'; 'enum' = [DayOfWeek]::Friday; '[bool]' = $true; '[switch]' = [switch]$true
            '[datetime]' = [datetime]::UtcNow; '[datetimeoffset]' = [datetimeoffset]::Now; '[guid]' = [guid]::NewGuid()
            '[byte[]]' = [byte[]](1, 2); '[regex]' = [regex]'^a'; '$null' = $null; '[dbnull]' = [dbnull]::Value

            '[Decimal128]' = [AppServices.Bson.Decimal128]::new('1.5')
            '[BsonDateTime]' = [AppServices.Bson.BsonDateTime]::new(0)
            '[BsonBinary]' = [AppServices.Bson.BsonBinary]::new(5, [byte[]](1, 2))
            '[BsonRegularExpression]' = [AppServices.Bson.BsonRegularExpression]::new('^a', 'i')
            '[ObjectId]' = $id
            '[BsonTimestamp]' = [AppServices.Bson.BsonTimestamp]::new(1, 2)
            '[BsonJavaScript]' = [AppServices.Bson.BsonJavaScript]::new('1')
            '[BsonJavaScriptWithScope]' = [AppServices.Bson.BsonJavaScriptWithScope]::new('1', [AppServices.Bson.BsonDocument]::new())
            '[BsonSymbol]' = [AppServices.Bson.BsonSymbol]::new('s')
            '[BsonDBPointer]' = [AppServices.Bson.BsonDBPointer]::new('shop.orders', $id)
            '[BsonMinKey]' = [AppServices.Bson.BsonMinKey]::Value
            '[BsonMaxKey]' = [AppServices.Bson.BsonMaxKey]::Value
            '[BsonUndefined]' = [AppServices.Bson.BsonUndefined]::Value
            '[BsonDocument]' = [AppServices.Bson.BsonDocument]::new()

            '[hashtable]' = @{ a = 1 }; '[ordered]' = [ordered]@{ a = 1 }; '[pscustomobject]' = [pscustomobject]@{ a = 1 }
            'other dictionary' = [Collections.Generic.SortedDictionary[string, int]]::new()
            "object of a script's class" = & { class Item { [int] $Count = 2 } [Item]::new() }
            'array' = @(1, 2); 'other collection' = [Collections.Generic.List[int]]@(1, 2)

            '[timespan]' = [timespan]'1:00'; '[uri]' = [uri]'https://example.com'; '[version]' = [version]'1.2'
            '[ipaddress], [ipendpoint]' = [ipaddress]'127.0.0.1'; '[mailaddress]' = [mailaddress]'mia@example.com'
            '[physicaladdress]' = [Net.NetworkInformation.PhysicalAddress]::Parse('00-11-22-33-44-55'); '[cultureinfo]' = [cultureinfo]'de-DE'

            '[securestring]' = [securestring]::new(); '[pscredential]' = New-Credential
            '[xml]' = [xml]'<a/>'; '[scriptblock]' = { 1 }; '[type]' = [int]; 'array of two dimensions' = [int[, ]]::new(2, 2)
            'dictionary of other keys' = @{ 1 = 2 }; 'number beyond 34 digits' = [bigint]::Pow(3, 90); 'object that holds itself' = ($self = @{})
            'deeper than 100 levels' = ($deep = @{}); 'field name with a null' = @{ "a`0b" = 1 }
            'any other .NET object' = [Threading.Thread]::CurrentThread
        }
        $self.self = $self
        foreach ($level in 1..101) { $deep = $deep.next = @{} }
    }

    It 'says what comes back of <Name>' -ForEach $accepted { Assert-Row $values $Name $Back }

    Context 'in PowerShell 7' -Tag CoreOnly {
        BeforeAll {
            $more = @{
                '[int128], [uint128]' = [int128]1; '[half]' = [half]0.5; '[Text.Rune]' = [Text.Rune]65; '[semver]' = [semver]'7.6.9'
                '[dateonly]' = [dateonly]::new(2023, 11, 14); '[timeonly]' = [timeonly]'21:30'
            }
        }

        It 'says what comes back of <Name>' -ForEach $recent { Assert-Row $more $Name $Back }
    }

    It 'says that <Name> is refused' -ForEach $refused {
        $values.ContainsKey($Name) | Should -BeTrue -Because 'every row needs a value here'
        $record = Get-ErrorOf { Invoke-AppFunction echo -ArgumentList @{ field = $values[$Name] } }
        $record.FullyQualifiedErrorId | Should -BeLike 'AppArgumentInvalid,*'
    }

    It 'leaves no type out' -ForEach @{ Listed = @($accepted.Name); Rows = $accepted.Count + $refused.Count } {
        $types = [AppServices.Bson.ObjectId].Assembly.GetExportedTypes() | Where-Object Namespace -eq 'AppServices.Bson'
        foreach ($type in $types) { "[$($type.Name)]" | Should -BeIn $Listed }
        $values.Count | Should -Be $Rows -Because 'every value here needs a row'
    }
}
