# What people type first: names and rows in the pipeline, plain words, and errors that tell which input failed.
Describe 'input by name, by row and in other cultures' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
    }
    BeforeEach { $user = Connect-NewUser $server }

    Context 'API keys' {
        It 'takes names from the pipeline' {
            ('p1', 'p2' | New-AppApiKey).Name | Should -Be 'p1', 'p2'
            'p1' | Disable-AppApiKey
            (Get-AppApiKey | Where-Object { -not $_.IsEnabled }).Name | Should -Be 'p1'
            'p1' | Enable-AppApiKey
            'p1', 'p2' | Remove-AppApiKey -Confirm:$false
            Get-AppApiKey | Should -BeNullOrEmpty
        }

        It 'takes rows with ids of keys and users' {
            $key = New-AppApiKey laptop
            $other = Connect-NewUser $server
            [pscustomobject]@{ Id = $key.Id; UserId = $user.Id } | Disable-AppApiKey
            (Get-AppApiKey laptop -User $user).IsEnabled | Should -BeFalse
            Get-AppApiKey -User $other | Should -BeNullOrEmpty
        }

        It 'finds a name in any case where the culture has letters of its own (<culture>)' -ForEach @{ culture = 'tr-TR' }, @{ culture = 'de-DE' } {
            $null = New-AppApiKey NIGHTLY
            $before = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = $culture
                (Get-AppApiKey NIGHTLY).Name | Should -Be 'NIGHTLY'
                (Get-AppApiKey nightly).Name | Should -Be 'NIGHTLY'
                (Get-AppApiKey 'nIGHt*').Name | Should -Be 'NIGHTLY'
                Disable-AppApiKey nightly
                (Get-AppApiKey NIGHTLY).IsEnabled | Should -BeFalse
            }
            finally { [cultureinfo]::CurrentCulture = $before }
        }

        It 'names the key that is not there' {
            $null = New-AppApiKey one
            'one', 'nobody', 'gone' | Disable-AppApiKey -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.TargetObject | Should -Be 'nobody', 'gone'
            (Get-AppApiKey one).IsEnabled | Should -BeFalse
        }
    }

    Context 'things of users' {
        It 'finds the user of a key, and not one with the id of the key' {
            $null = New-AppApiKey owned
            (Get-AppApiKey owned | Get-AppUser).Id | Should -Be $user.Id
        }

        It 'says what Update-AppUserCustomData takes' {
            $record = Get-ErrorOf { Update-AppUserCustomData nobody }
            "$record" | Should -Match "'nobody' is no user that is known here .*, and no document"
        }
    }

    Context 'errors that can be tried again' {
        It 'has the document as the target' {
            $one = @{ _id = "t-$([guid]::NewGuid())"; name = 'a' }
            $null = Add-AppDocument store items $one
            $one, @{ _id = "t-$([guid]::NewGuid())"; name = 'b' } | Add-AppDocument store items -BatchSize 1 -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.Count | Should -Be 1
            [object]::ReferenceEquals($failed[0].TargetObject, $one) | Should -BeTrue
        }

        It 'has the arguments of a function as the target' {
            $failed = $null
            'x', 'y' | Invoke-AppFunction noSuchFunction -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed.TargetObject | Should -Be 'x', 'y'
        }
    }

    Context 'people and servers' {
        It 'finds a user by name at the first position' {
            (Get-AppUser $user.Name).Id | Should -Be $user.Id
        }

        It 'registers rows that make a credential, and says what is missing in others' {
            $name = "$([guid]::NewGuid().ToString('N'))@example.com"
            $server | ForEach-Object {
                [pscustomobject]@{ Email = $name; Password = 'correct horse' } | Register-AppUser -AppId $_.AppId -BaseUri $_.BaseUri -ErrorVariable failed -ErrorAction SilentlyContinue
            }
            if ($failed) { $failed[0].Exception.Message | Should -Match 'SecureString|Credential|Password' }
            else { ($server | Connect-AppUser -Credential (New-Credential $name)).Name | Should -Be $name }
        }

        It 'takes words for sort and projection' {
            $tag = [guid]::NewGuid().ToString()
            Add-AppDocument store items @{ tag = $tag; name = 'b'; price = 1 }, @{ tag = $tag; name = 'a'; price = 1 }, @{ tag = $tag; name = 'a'; price = 2 }
            (Get-AppDocument store items @{ tag = $tag } -Sort name, -price | ForEach-Object { "$($_.name)$($_.price)" }) | Should -Be 'a2', 'a1', 'b1'
            $first = Get-AppDocument store items @{ tag = $tag } -Sort name -Project name, price -First 1
            $first.PSObject.Properties.Name | Should -Not -Contain 'tag'
            $first.name | Should -Be 'a'
        }
    }

    Context 'the columns of views are properties' {
        It 'can be asked for by their headers (<what>)' -ForEach @(
            @{ what = 'a key'; make = { New-AppApiKey laptop } }
            @{ what = 'a user'; make = { Get-AppUser } }
            @{ what = 'an identity'; make = { Get-AppUserIdentity } }
            @{ what = 'a server'; make = { Get-AppServer | Select-Object -First 1 } }
        ) {
            $one = @(& $make)[0]
            $lines = ($one | Format-Table | Out-String -Width 300).Trim() -split '\r?\n'
            # A line before them says what the rows have in common.
            foreach ($header in -split ($lines -notmatch ':' -match '\S')[0]) { $one.PSObject.Properties.Name | Should -Contain $header }
        }
    }

    Context 'update and delete mean the first, or with -All all' {
        BeforeEach {
            $tag = [guid]::NewGuid().ToString()
            Add-AppDocument store items @{ tag = $tag }, @{ tag = $tag }
        }

        It 'says what was changed' {
            $done = Update-AppDocument store items @{ tag = $tag } @{ '$set' = @{ n = 1 } } -PassThru
            $done | Should -BeOfType [AppServices.AppWriteResult]
            Get-AppDocument store items @{ tag = $tag; n = 1 } -Count | Should -Be 1
            $done = Remove-AppDocument store items @{ tag = $tag } -PassThru
            $done | Should -BeOfType [AppServices.AppWriteResult]
            Get-AppDocument store items @{ tag = $tag } -Count | Should -Be 1
        }

        It 'changes and deletes all with -All' {
            Update-AppDocument store items @{ tag = $tag } @{ '$set' = @{ n = 1 } } -All
            Get-AppDocument store items @{ tag = $tag; n = 1 } -Count | Should -Be 2
            (Remove-AppDocument store items @{ tag = $tag } -All -Verbose 4>&1) -join ' ' | Should -Match '2'
            Get-AppDocument store items @{ tag = $tag } -Count | Should -Be 0
        }
    }
}
