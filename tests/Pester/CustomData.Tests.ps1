# Custom data of users, kept by the app in a collection of its own.
Describe 'custom data' {
    BeforeAll {
        foreach ($file in 'TestServer', 'RulesApp') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
    }

    It 'is there from the first login on, as the function made it, with its types' {
        $data = Get-AppUserCustomData $mia
        $data.PSObject.TypeNames[0] | Should -Be 'AppServices.AppUserCustomData'
        $data.user | Should -Be $mia.Id
        $data.role | Should -BeExactly 'member'
        , $data.logins | Should -BeOfType [int]
        , $data.points | Should -BeOfType [long]
        $data.points | Should -Be 9007199254740993
        , $data.ratio | Should -BeOfType [double]
        , $data.credit | Should -BeOfType [decimal]
        $data.credit | Should -Be 12.50d
        $data.since | Should -Be ([datetime]::new(2026, 1, 2, 3, 4, 5, 678, [DateTimeKind]::Utc))
        $data.since.Kind | Should -Be 'Utc'
        $data.tags[0] | Should -Be 'new'
        $data.tags[1].deep | Should -BeTrue
        @($data.PSObject.Properties.Name) | Should -Contain nothing
        $data.nothing | Should -Be $null
    }

    It 'has ids as text, as in the SDKs; in the collection they are ids' {
        $mia.CustomData.shop | Should -BeExactly '6650a1f2c3d4e5f6a7b8c9d0'
        $mia.CustomData._id | Should -Match '^[0-9a-f]{24}$'
        $kept = Get-AppDocument shop people -User $mia
        , $kept.shop | Should -BeOfType [AppServices.Bson.ObjectId]
        "$($kept._id)" | Should -Be $mia.CustomData._id
    }

    It 'is that of each user, given or piped' {
        (Get-AppUserCustomData -User $mia.Id).user | Should -Be $mia.Id
        ($mia, $tom | Get-AppUserCustomData).user | Should -Be $mia.Id, $tom.Id
        Switch-AppUser $tom
        (Get-AppUserCustomData).user | Should -Be $tom.Id
        (Get-AppUserCustomData).role | Should -Be $tom.CustomData.role
    }

    It 'stays as the token has it until <Name>' -ForEach @(
        @{ Name = 'Update-AppUserCustomData'; Theme = 'dark'; Script = { (Update-AppUserCustomData $mia).theme | Should -Be 'dark' } }
        @{ Name = 'Update-AppUserToken'; Theme = 'light'; Script = { Update-AppUserToken $mia } }
        @{ Name = 'RefreshCustomData'; Theme = 'blue'; Script = { $mia.RefreshCustomData().theme | Should -Be 'blue' } }
    ) {
        Update-AppDocument shop people @{ user = $mia.Id } @{ '$set' = @{ theme = $Theme } } -User $mia
        $mia.CustomData.theme | Should -Not -Be $Theme
        (Get-AppUserCustomData $mia).theme | Should -Not -Be $Theme
        (Invoke-AppFunction whoAmI -User $mia).custom_data.theme | Should -Not -Be $Theme
        . $Script
        $mia.CustomData.theme | Should -Be $Theme
        (Get-AppUserCustomData $mia).theme | Should -Be $Theme
        (Invoke-AppFunction whoAmI -User $mia).custom_data.theme | Should -Be $Theme
        $tom.CustomData.PSObject.Properties['theme'] | Should -BeNullOrEmpty
    }

    It 'is read anew by a login' {
        $credential = New-Credential
        $null = $server | Register-AppUser -Credential $credential
        $user = $server | Connect-AppUser -Credential $credential
        $user.CustomData.logins | Should -Be 1
        Invoke-AppFunction assign @{ logins = 2 } -User $user
        Disconnect-AppUser $user
        $user.CustomData | Should -Be $null
        ($server | Connect-AppUser -Credential $credential).CustomData.logins | Should -Be 2
    }

    It 'is for the user alone, and not all of it can be written' {
        Get-AppDocument shop people -Count -User $mia | Should -Be 1
        Get-AppDocument shop people @{ user = $tom.Id } -User $mia | Should -BeNullOrEmpty
        Assert-Refused { Update-AppDocument shop people @{ user = $mia.Id } @{ '$set' = @{ role = 'clerk' } } -User $mia } UpdateAppDocument people "role 'self' does not allow it"
        Assert-Refused { Remove-AppDocument shop people @{ user = $mia.Id } -User $mia } RemoveAppDocument people 'delete not permitted'
        (Update-AppUserCustomData $mia).role | Should -Be 'member'
    }

    It 'goes when its document goes' {
        $user = Connect-NewUser $server
        Invoke-AppFunction assign @{ user = 'nobody' } -User $user
        $user.CustomData | Should -Not -Be $null
        Update-AppUserCustomData $user | Should -BeNullOrEmpty
        $user.CustomData | Should -Be $null
        Get-AppUserCustomData $user | Should -BeNullOrEmpty
    }

    It 'comes to anonymous users too' {
        ($server | Connect-AppUser -Anonymous -AsNewUser).CustomData.role | Should -Be 'member'
    }

    It 'keeps a user from being created when the function throws' {
        $credential = New-Credential eve@evil.example.com
        $null = $server | Register-AppUser -Credential $credential
        $record = Get-ErrorOf { $server | Connect-AppUser -Credential $credential }
        $record.FullyQualifiedErrorId | Should -Be 'AppCredentialRejected,AppServices.Commands.ConnectAppUserCommand'
        $record.Exception.Reason | Should -Be 'failed to create the user: Error: not you'
        @(Invoke-ServerCommand $server user, list) -like '*eve@evil.example.com*' | Should -Match '^- +unused '
    }
}
