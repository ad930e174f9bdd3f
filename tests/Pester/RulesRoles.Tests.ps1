# Roles of a collection: what they let two users do, and what not.
Describe 'Rules: roles' {
    BeforeAll {
        foreach ($file in 'TestServer', 'RulesApp') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
    }

    Context 'only the owner' {
        BeforeAll {
            Add-AppDocument shop notes @{ _id = 1; owner = $mia.Id; n = 1 } -User $mia
            Add-AppDocument shop notes @{ _id = 2; owner = $tom.Id; n = 2 } -User $tom
        }

        It 'sees documents' {
            Show-Document (Get-AppDocument shop notes -User $mia) | Should -Be '1'
            Show-Document (Get-AppDocument shop notes -User $tom) | Should -Be '2'
            Get-AppDocument shop notes -Count -User $mia | Should -Be 1
            Get-AppDocument shop notes @{ n = 2 } -User $mia | Should -BeNullOrEmpty
            (Invoke-AppAggregate shop notes @{ '$group' = @{ _id = $null; sum = @{ '$sum' = '$n' } } } -User $tom).sum | Should -Be 2
        }

        It 'changes and deletes them; to others they are not there' {
            Update-AppDocument shop notes @{} @{ '$inc' = @{ n = 10 } } -All -Force -User $mia
            Get-Stored notes _id, n | Should -Be '1 11, 2 2'
            foreach ($script in { Update-AppDocument shop notes -Id 2 -Update @{ '$set' = @{ n = 0 } } -User $mia }, { Remove-AppDocument shop notes -Id 2 -User $mia }, { Get-AppDocument shop notes -Id 2 -User $mia }) {
                $record = Get-ErrorOf $script
                $record.FullyQualifiedErrorId | Should -BeLike 'AppDocumentNotFound,*'
                $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
                $record.TargetObject | Should -Be 2
                $record.ErrorDetails.RecommendedAction | Should -Match 'rules may also hide'
            }
            (Remove-AppDocument shop notes @{ n = 2 } -All -PassThru -User $mia).DeletedCount | Should -Be 0
            Remove-AppDocument shop notes -Id 2 -User $tom
            Get-Stored notes | Should -Be '1'
        }

        It 'cannot give a document away, or make one for somebody else' {
            Assert-Refused { Update-AppDocument shop notes -Id 1 -Update @{ '$set' = @{ owner = $tom.Id } } -User $mia } UpdateAppDocument notes 'update not permitted'
            Assert-Refused { Set-AppDocument shop notes @{ _id = 1; owner = $tom.Id } -User $mia } SetAppDocument notes 'update not permitted'
            Assert-Refused { Set-AppDocument shop notes @{ _id = 5; owner = $tom.Id } -Upsert -User $mia } SetAppDocument notes 'insert not permitted'
            Assert-Refused { Add-AppDocument shop notes @{ owner = $tom.Id } -User $mia } AddAppDocument notes 'insert not permitted'
            Get-Stored notes _id, owner | Should -Be "1 $($mia.Id)"
        }
    }

    Context 'everybody reads, the owner writes' {
        BeforeAll { Add-Stored posts @{ _id = 1; owner = $mia.Id; text = 'a' }, @{ _id = 2; owner = $tom.Id; text = 'b' } }

        It 'lets everybody read' {
            Show-Document (Get-AppDocument shop posts -User $mia) | Should -Be '1, 2'
            Show-Document (Get-AppDocument shop posts -User $tom) | Should -Be '1, 2'
        }

        It 'lets the owner write' {
            (Update-AppDocument shop posts -Id 2 -Update @{ '$set' = @{ text = 'c' } } -ReturnDocument -User $tom).text | Should -Be 'c'
            (Add-AppDocument shop posts @{ _id = 3; owner = $tom.Id } -PassThru -User $tom).InsertedIds | Should -Be 3
            Remove-AppDocument shop posts -Id 3 -User $tom
            Get-Stored posts _id, text | Should -Be '1 a, 2 c'
        }

        It 'refuses others, who can see what they may not change' {
            Assert-Refused { Update-AppDocument shop posts -Id 2 -Update @{ '$set' = @{ text = 'x' } } -User $mia } UpdateAppDocument posts "role 'reader' does not allow it"
            Assert-Refused { Update-AppDocument shop posts -Id 2 -Update @{ '$set' = @{ owner = $mia.Id } } -User $mia } UpdateAppDocument posts 'update not permitted'
            Assert-Refused { Set-AppDocument shop posts @{ _id = 2; owner = $mia.Id } -PassThru -User $mia } SetAppDocument posts 'update not permitted'
            Assert-Refused { Remove-AppDocument shop posts -Id 2 -User $mia } RemoveAppDocument posts 'delete not permitted'
            Assert-Refused { Remove-AppDocument shop posts @{ _id = 2 } -One -PassThru -User $mia } RemoveAppDocument posts 'delete not permitted'
            Assert-Refused { Add-AppDocument shop posts @{ owner = $tom.Id } -User $mia } AddAppDocument posts 'insert not permitted'
            Get-Stored posts _id, text | Should -Be '1 a, 2 c'
        }

        It 'changes nothing when one of several documents is refused' {
            Assert-Refused { Update-AppDocument shop posts @{} @{ '$set' = @{ text = 'x' } } -All -Force -User $mia } UpdateAppDocument posts 'update not permitted'
            Assert-Refused { Remove-AppDocument shop posts @{ _id = @{ '$gt' = 0 } } -All -User $mia } RemoveAppDocument posts 'delete not permitted'
            Assert-Refused { Remove-AppDocument shop posts @{} -All -Force -User $tom } RemoveAppDocument posts 'delete not permitted'
            Get-Stored posts _id, text | Should -Be '1 a, 2 c'
        }

        It 'lets those write whom a value of the app names' {
            $credential = New-Credential mod@example.com
            $null = $server | Register-AppUser -Credential $credential
            $moderator = $server | Connect-AppUser -Credential $credential
            Update-AppDocument shop posts @{} @{ '$set' = @{ text = 'm' } } -All -Force -User $moderator
            Remove-AppDocument shop posts -Id 1 -User $moderator
            Get-Stored posts _id, text | Should -Be '2 m'
        }

        It 'throws the SDK way' {
            $posts = $mia.MongoClient('mongodb-atlas').Db('shop').Collection('posts')
            $posts.Find()._id | Should -Be 2
            $thrown = try { $posts.DeleteOne(@{ _id = 2 }) } catch [AppServices.AppServicesException] { $_.Exception }
            $thrown.Code | Should -Be 'MongoDBError'
            $thrown.StatusCode | Should -Be 400
            $thrown.Reason | Should -Be "delete not permitted: role 'reader' does not allow it"
        }
    }

    Context 'fields' {
        BeforeAll {
            Set-Kept $tom @{ role = 'clerk' }
            Add-Stored orders @{ _id = 1; buyer = $mia.Id; state = 'open'; note = 'x'; margin = 5 }, @{ _id = 2; buyer = $mia.Id; state = 'sent'; note = 'y'; margin = 6 }, @{ _id = 3; buyer = $mia.Id; archived = $true }
        }
        AfterAll { Set-Kept $tom @{ role = 'member' } }

        It 'shows a secret to those only who may see it, and finds nothing by it' {
            @((Get-AppDocument shop orders -Id 1 -User $mia).PSObject.Properties.Name) | Should -Not -Contain margin
            (Get-AppDocument shop orders -Id 1 -User $mia).note | Should -Be 'x'
            (Get-AppDocument shop orders -Id 1 -User $tom).margin | Should -Be 5
            Get-AppDocument shop orders @{ margin = 5 } -Count -User $mia | Should -Be 0
            Get-AppDocument shop orders @{ margin = 5 } -Count -User $tom | Should -Be 1
            Show-Document (Invoke-AppAggregate shop orders @{ '$project' = @{ margin = 1 } } -User $mia) _id, margin | Should -Be '1 , 2 '
        }

        It 'lets a field be written that may be, while it may be' {
            Update-AppDocument shop orders -Id 1 -Update @{ '$set' = @{ note = 'z' } } -User $mia
            Assert-Refused { Update-AppDocument shop orders -Id 2 -Update @{ '$set' = @{ note = 'z' } } -User $mia } UpdateAppDocument orders "role 'buyer' does not allow it"
            Assert-Refused { Update-AppDocument shop orders -Id 1 -Update @{ '$set' = @{ state = 'sent' } } -User $mia } UpdateAppDocument orders 'update not permitted'
            Assert-Refused { Update-AppDocument shop orders -Id 1 -Update @{ '$inc' = @{ margin = 1 } } -User $mia } UpdateAppDocument orders 'update not permitted'
            Update-AppDocument shop orders -Id 1 -Update @{ '$inc' = @{ margin = 1 } } -User $tom
            Get-Stored orders _id, note, margin | Should -Be '1 z 6, 2 y 6, 3  '
        }

        It 'knows who may insert and who may delete' {
            Assert-Refused { Add-AppDocument shop orders @{ buyer = $mia.Id; note = 'a' } -User $mia } AddAppDocument orders 'insert not permitted'
            Add-AppDocument shop orders @{ _id = 4; buyer = $mia.Id } -User $tom
            foreach ($user in $mia, $tom) { Assert-Refused { Remove-AppDocument shop orders -Id 1 -User $user } RemoveAppDocument orders 'delete not permitted' }
            Get-Stored orders | Should -Be '1, 2, 3, 4'
        }

        It 'leaves out what the filter of the collection leaves out, for all' {
            Show-Document (Get-AppDocument shop orders -User $mia) | Should -Be '1, 2, 4'
            Get-AppDocument shop orders @{ archived = $true } -User $tom | Should -BeNullOrEmpty
            (Get-ErrorOf { Update-AppDocument shop orders -Id 3 -Update @{ '$unset' = @{ archived = 1 } } -User $tom }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentNotFound,*'
        }
    }

    Context 'lists of users in the document' {
        BeforeAll { Add-Stored lists @{ _id = 1; writers = @($mia.Id); readers = @($tom.Id); n = 1 }, @{ _id = 2; readers = @($tom.Id, $mia.Id) }, @{ _id = 3; writers = @('x') } }

        It 'lets readers read and writers write' {
            Show-Document (Get-AppDocument shop lists -User $mia) | Should -Be '1, 2'
            Show-Document (Get-AppDocument shop lists -User $tom) | Should -Be '1, 2'
            Assert-Refused { Update-AppDocument shop lists -Id 1 -Update @{ '$push' = @{ writers = $tom.Id } } -User $tom } UpdateAppDocument lists "role 'reader' does not allow it"
            Update-AppDocument shop lists -Id 1 -Update @{ '$push' = @{ writers = $tom.Id } } -User $mia
            Update-AppDocument shop lists -Id 1 -Update @{ '$set' = @{ n = 2 } } -User $tom
            Get-Stored lists _id, n | Should -Be '1 2, 2 , 3 '
        }

        It 'ends with the entry' {
            Update-AppDocument shop lists -Id 1 -Update @{ '$set' = @{ readers = @(); writers = @($tom.Id) } } -User $tom
            (Get-ErrorOf { Get-AppDocument shop lists -Id 1 -User $mia }).FullyQualifiedErrorId | Should -BeLike 'AppDocumentNotFound,*'
        }
    }

    Context 'a role in custom data' {
        BeforeAll { Add-Stored reports @{ _id = 1; email = 'a@example.com' }, @{ _id = 2; email = 'b@example.com' } }

        It 'holds from the next token on' {
            Get-AppDocument shop reports -User $mia | Should -BeNullOrEmpty
            Assert-Refused { Add-AppDocument shop reports @{ _id = 3; email = 'c@example.com' } -User $mia } AddAppDocument reports 'no role applies'
            Invoke-AppFunction assign @{ role = 'clerk' } -User $mia
            Get-AppDocument shop reports -User $mia | Should -BeNullOrEmpty
            Update-AppUserToken $mia
            Show-Document (Get-AppDocument shop reports -User $mia) | Should -Be '1, 2'
            Add-AppDocument shop reports @{ _id = 3; email = 'c@example.com' } -User $mia
            Remove-AppDocument shop reports -Id 3 -User $mia
            Set-Kept $mia @{ role = 'member' }
            Get-AppDocument shop reports -Count -User $mia | Should -Be 0
        }

        It 'may be a list' {
            Set-Kept $tom @{ manages = @('b@example.com', 'c@example.com') }
            Show-Document (Get-AppDocument shop reports -User $tom) | Should -Be '2'
            Assert-Refused { Update-AppDocument shop reports -Id 2 -Update @{ '$set' = @{ n = 1 } } -User $tom } UpdateAppDocument reports "role 'manager' does not allow it"
        }
    }

    Context 'insert and delete by themselves' {
        It 'lets everybody put in what nobody gets out' {
            Add-AppDocument shop letters @{ _id = 1; text = 'a' } -User $mia
            (Add-AppDocument shop letters @{ _id = 2; text = 'b' } -PassThru -User $tom).InsertedIds | Should -Be 2
            Get-AppDocument shop letters -User $mia | Should -BeNullOrEmpty
            Get-AppDocument shop letters -Count -User $mia | Should -Be 0
            (Update-AppDocument shop letters @{} @{ '$set' = @{ text = 'x' } } -All -Force -PassThru -User $mia).MatchedCount | Should -Be 0
            (Remove-AppDocument shop letters @{} -All -Force -PassThru -User $mia).DeletedCount | Should -Be 0
            Get-Stored letters _id, text | Should -Be '1 a, 2 b'
        }

        It 'allows to insert and not to delete' {
            Add-AppDocument shop journal @{ _id = 1; n = 1 } -User $mia
            Update-AppDocument shop journal -Id 1 -Update @{ '$set' = @{ n = 2 } } -User $tom
            Assert-Refused { Remove-AppDocument shop journal -Id 1 -User $mia } RemoveAppDocument journal 'delete not permitted'
            Get-Stored journal _id, n | Should -Be '1 2'
        }

        It 'allows to delete, if a condition is met, and not to insert' {
            Add-Stored tickets @{ _id = 1; used = $true }, @{ _id = 2; used = $false }
            Assert-Refused { Add-AppDocument shop tickets @{ _id = 3 } -User $mia } AddAppDocument tickets 'insert not permitted'
            Assert-Refused { Update-AppDocument shop tickets @{ _id = 3 } @{ '$set' = @{ used = $true } } -Upsert -User $mia } UpdateAppDocument tickets 'insert not permitted'
            Assert-Refused { Remove-AppDocument shop tickets -Id 2 -User $tom } RemoveAppDocument tickets 'delete not permitted'
            Remove-AppDocument shop tickets -Id 1 -User $tom
            Get-Stored tickets | Should -Be '2'
        }
    }
}
