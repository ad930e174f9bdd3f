Describe 'Documents: watching' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
        $module = (Get-Module AppServices).Path.Replace('.psm1', '.psd1')

        # Runs a watch in a runspace of its own and returns when it has begun.
        function Start-Watch {
            param([string] $Collection, [hashtable] $With = @{})
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            $null = $shell.AddScript({
                param($Module, $User, $Collection, $With)
                Import-Module $Module
                Watch-AppDocument watching $Collection -User $User @With -Verbose
            }).AddArgument($module).AddArgument($user).AddArgument($Collection).AddArgument($With)
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $nothing = [Management.Automation.PSDataCollection[psobject]]::new()
            $nothing.Complete()
            $running = $shell.BeginInvoke($nothing, $output)
            $null = Wait-Until { $shell.Streams.Verbose | Where-Object { $_.Message -eq "Watching 'watching.$Collection'." } }
            [pscustomobject]@{ Shell = $shell; Output = $output; Running = $running }
        }

        function Complete-Watch {
            param($Watch, [int] $Count)
            try {
                $null = Wait-Until { $Watch.Output.Count -ge $Count }
                $Watch.Output.ReadAll()
            }
            finally { $Watch.Shell.Stop(); $Watch.Shell.Dispose() }
        }
    }

    It 'gets changes while they happen, as objects' {
        $watch = Start-Watch live
        Add-AppDocument watching live @{ _id = 1; n = 1; note = "50% off`ntoday" }
        Update-AppDocument watching live -Id 1 -Update @{ '$set' = @{ n = 2 } }
        Set-AppDocument watching live @{ _id = 1; n = 3 }
        Remove-AppDocument watching live -Id 1
        $changes = Complete-Watch $watch 4
        $changes.operationType | Should -Be 'insert', 'update', 'replace', 'delete'
        $changes[0].fullDocument.note | Should -BeExactly "50% off`ntoday"
        $changes[1].fullDocument.n | Should -Be 2
        $changes[1].updateDescription.updatedFields.n | Should -Be 2
        $changes[3].documentKey._id | Should -Be 1
        $changes[0].PSObject.TypeNames[0] | Should -Be 'AppServices.AppDocumentChange'
    }

    It 'has its documents as -As says' {
        class Live { [int] $_id; [string] $Note }
        $typed, $text = (Start-Watch formed @{ First = 1; As = [Live] }), (Start-Watch formed @{ First = 1; As = 'Json' })
        Add-AppDocument watching formed @{ _id = 1; note = 'x' }
        $event = Complete-Watch $typed 1
        $event.operationType | Should -Be insert
        $event.fullDocument | Should -BeOfType ([Live])
        $event.fullDocument.Note | Should -Be x
        Complete-Watch $text 1 | Should -BeLike '{"_id":{*},*"fullDocument":{*"note":"x"*}*'
    }

    It 'ends after -First' {
        $watch = Start-Watch first @{ First = 2 }
        1..3 | ForEach-Object { @{ _id = $_ } } | Add-AppDocument watching first
        $null = Wait-Until { $watch.Running.IsCompleted }
        $watch.Output.ReadAll().documentKey._id | Should -Be 1, 2
        $watch.Shell.Dispose()
    }

    It 'ends after -For, without an error: <For>' -ForEach @{ For = 1 }, @{ For = '0.5' }, @{ For = '00:00:01' }, @{ For = [timespan]::FromSeconds(1) } {
        $took = Measure-Command { Watch-AppDocument watching quiet -User $user -For $For -ErrorAction Stop | Should -BeNullOrEmpty }
        $took.TotalSeconds | Should -BeGreaterThan 0.4
    }

    It 'says what a time is: <For>' -ForEach @{ For = 0 }, @{ For = -1 }, @{ For = 'soon' }, @{ For = '30.00:00:00' }, @{ For = 1e10 }, @{ For = $null } {
        { Watch-AppDocument watching quiet -User $user -For $For } | Should -Throw '*seconds*'
    }

    It 'chooses by -Filter' {
        $watch = Start-Watch chosen @{ Filter = @{ 'fullDocument.owner' = 'mia' }; First = 1 }
        Add-AppDocument watching chosen @{ owner = 'tom' }, @{ owner = 'mia' }
        (Complete-Watch $watch 1).fullDocument.owner | Should -Be 'mia'
    }

    It 'chooses by -Id' {
        Add-AppDocument watching byid @{ _id = 1 }, @{ _id = 2 }
        $watch = Start-Watch byid @{ Id = 2; First = 1 }
        Remove-AppDocument watching byid -Id 1, 2
        (Complete-Watch $watch 1).documentKey._id | Should -Be 2
    }

    It 'stops within two seconds' {
        $watch = Start-Watch silent
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $watch.Shell.Stop()
        $clock.ElapsedMilliseconds | Should -BeLessThan 2000
        $watch.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $watch.Shell.Dispose()
    }

    It 'says what is wrong with a filter' {
        $record = Get-ErrorOf { Watch-AppDocument watching live @{ a = @{ '$who' = 1 } } }
        $record.FullyQualifiedErrorId | Should -Be 'AppDatabaseError,AppServices.Commands.WatchAppDocumentCommand'
    }
}

Describe 'Documents: a server that goes away' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $module = (Get-Module AppServices).Path.Replace('.psm1', '.psd1')
    }

    It 'ends a watch with an error' {
        $server = Start-TestServer ([IO.Path]::Combine($testApps, 'documents'))
        try {
            $user = $server | Connect-AppUser -Anonymous
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
            $null = $shell.AddScript({ param($Module, $User) Import-Module $Module; Watch-AppDocument watching live -User $User -Verbose }).AddArgument($module).AddArgument($user)
            $running = $shell.BeginInvoke()
            $null = Wait-Until { $shell.Streams.Verbose | Where-Object { $_.Message -like 'Watching*' } }
        }
        finally { Stop-TestServer $server }
        $null = Wait-Until { $running.IsCompleted }
        $shell.Streams.Error[0].FullyQualifiedErrorId | Should -Be 'AppServerUnreachable,AppServices.Commands.WatchAppDocumentCommand'
        $shell.Dispose()
    }
}

Describe 'Documents: the SDK way' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp documents
        $user = $server | Connect-AppUser -Anonymous
        $items = $user.MongoClient('mongodb-atlas').Db('watching').Collection('items')
    }

    BeforeEach {
        $null = $items.DeleteMany(@{})
        $null = $items.InsertMany(@([ordered]@{ _id = 1; n = 1 }, [ordered]@{ _id = 2; n = 2 }, [ordered]@{ _id = 3; n = 2 }))
    }

    It 'finds' {
        $items.Find().Count | Should -Be 3
        , $items.Find(@{ n = 1 }) | Should -BeOfType [object[]]
        $items.find(@{ n = 1 })[0]._id | Should -Be 1
        $items.Find(@{}, @{ sort = @{ _id = -1 }; limit = 2; projection = @{ n = 0 } })._id | Should -Be 3, 2
        $items.FindOne(@{ n = 2 })._id | Should -Be 2
        $items.FindOne(@{ n = 9 }) | Should -Be $null
        $items.Count(@{ n = 2 }) | Should -Be 2
        $items.Aggregate(@(@{ '$count' = 'all' }))[0].all | Should -Be 3
    }

    It 'changes' {
        $items.InsertOne(@{ _id = 4 }).insertedId | Should -Be 4
        $items.UpdateOne(@{ _id = 4 }, @{ '$set' = @{ n = 4 } }).modifiedCount | Should -Be 1
        $items.UpdateMany(@{ n = 2 }, @{ '$inc' = @{ n = 1 } }).matchedCount | Should -Be 2
        $items.UpdateOne(@{ _id = 5 }, @{ '$set' = @{ n = 5 } }, @{ upsert = $true }).upsertedId | Should -Be 5
        $items.FindOneAndUpdate(@{ _id = 5 }, @{ '$inc' = @{ n = 1 } }, @{ returnNewDocument = $true }).n | Should -Be 6
        $items.FindOneAndReplace(@{ _id = 5 }, @{ x = 1 }).n | Should -Be 6
        $items.FindOneAndDelete(@{ _id = 5 }).x | Should -Be 1
        $items.DeleteOne(@{ _id = 4 }).deletedCount | Should -Be 1
        $items.DeleteMany(@{}).deletedCount | Should -Be 3
    }

    It 'throws what the service says' {
        $code = try { $items.InsertOne(@{ _id = 1 }) } catch [AppServices.AppServicesException] { $_.Exception.Code }
        $code | Should -Be 'MongoDBError'
    }

    It 'works in strict mode' {
        Set-StrictMode -Version Latest
        try { $items.Find(@{ n = 1 }).Count | Should -Be 1 }
        finally { Set-StrictMode -Off }
    }

    It 'has a name' {
        "$items" | Should -Be 'watching.items'
        "$($user.MongoClient())" | Should -Be 'mongodb-atlas'
    }
}
