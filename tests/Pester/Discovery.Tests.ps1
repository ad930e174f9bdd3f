# What a user is shown of an app: by cmdlets, and by Tab.
Describe 'what a user may use' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $mia = Connect-NewUser $server

        function Get-Completion {
            param([string] $Line)
            [Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
        }

        # A server that has no discovery, as the hosted service had none.
        $listener = [Net.HttpListener]::new()
        do {
            $port = Get-Random -Minimum 20000 -Maximum 60000
            $listener.Prefixes.Clear()
            $listener.Prefixes.Add("http://127.0.0.1:$port/")
            try { $listener.Start() } catch { $listener = [Net.HttpListener]::new() }
        } until ($listener.IsListening)
        $proxy = [powershell]::Create().AddScript({
                param($Listener, [string] $Target)
                $client = [Net.Http.HttpClient]::new()
                while ($Listener.IsListening) {
                    try { $context = $Listener.GetContext() } catch { return }
                    $path = $context.Request.Url.PathAndQuery
                    if ($path -like '*/discovery') { $context.Response.StatusCode = 404; $context.Response.Close(); continue }
                    $request = [Net.Http.HttpRequestMessage]::new($context.Request.HttpMethod, $Target.TrimEnd('/') + $path)
                    $body = [IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
                    if ($body) { $request.Content = [Net.Http.StringContent]::new($body, [Text.Encoding]::UTF8, 'application/json') }
                    if ($context.Request.Headers['Authorization']) { $null = $request.Headers.TryAddWithoutValidation('Authorization', $context.Request.Headers['Authorization']) }
                    $reply = $client.SendAsync($request).GetAwaiter().GetResult()
                    $bytes = $reply.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
                    if ($path -like '*/location') { $bytes = [Text.Encoding]::UTF8.GetBytes('{"hostname":"","ws_hostname":""}') }
                    $context.Response.StatusCode = [int]$reply.StatusCode
                    if ($reply.Content.Headers.ContentType) { $context.Response.ContentType = "$($reply.Content.Headers.ContentType)" }
                    $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                    $context.Response.Close()
                }
            }).AddArgument($listener).AddArgument("$($server.BaseUri)")
        $null = $proxy.BeginInvoke()
        $old = Connect-AppUser -AppId $server.AppId -BaseUri "http://127.0.0.1:$port" -Anonymous
        $null = Switch-AppUser $mia
    }
    AfterAll {
        if ($listener) { $listener.Stop() }
        if ($proxy) { $proxy.Dispose() }
    }

    It 'is functions, without private ones' {
        (Get-AppFunction).Name | Should -Contain cartTotal
        (Get-AppFunction).Name | Should -Not -Contain discountFor
        (Get-AppFunction CART*, sum).Name | Should -Be cartTotal, sum
        Get-AppFunction none* | Should -BeNullOrEmpty
        $failure = Get-ErrorOf { Get-AppFunction none }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AppFunctionNotFound,*'
        $failure.TargetObject | Should -Be none
        ($mia | Get-AppFunction sum).UserId | Should -Be $mia.Id
    }

    It 'is databases and collections, with what may be done' {
        $database = Get-AppDatabase
        "$($database.ServiceName) $($database.Name)" | Should -Be 'mongodb-atlas store'
        $database.Collections | Should -Contain items
        $items = Get-AppCollection store items
        "$items $($items.CanRead)" | Should -Be 'store.items True'
        (Get-AppCollection -Name ITEM*).Name | Should -Be items
        Get-AppCollection other* | Should -BeNullOrEmpty
        (Get-ErrorOf { Get-AppCollection store none }).FullyQualifiedErrorId | Should -BeLike 'AppCollectionNotFound,*'
        (Get-ErrorOf { Get-AppDatabase none }).FullyQualifiedErrorId | Should -BeLike 'AppDatabaseNotFound,*'
        Get-AppCollection other* -ServiceName mongodb-atlas | Should -BeNullOrEmpty
    }

    It 'is an error for a place that is not there: <Line>' -ForEach @(
        @{ Line = 'Get-AppCollection none'; Id = 'AppDatabaseNotFound'; Target = 'none' }
        @{ Line = 'Get-AppCollection none items'; Id = 'AppDatabaseNotFound'; Target = 'none' }
        @{ Line = 'Get-AppCollection store -ServiceName nope'; Id = 'AppServiceNotFound'; Target = 'nope' }
        @{ Line = 'Get-AppCollection -ServiceName nope'; Id = 'AppServiceNotFound'; Target = 'nope' }
        @{ Line = 'Get-AppDatabase -ServiceName nope'; Id = 'AppServiceNotFound'; Target = 'nope' }
        @{ Line = 'Get-AppDatabase store -ServiceName nope'; Id = 'AppServiceNotFound'; Target = 'nope' }
    ) {
        . ([scriptblock]::Create("$Line -ErrorAction SilentlyContinue -ErrorVariable failures")) | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        ($failures.Count, $failures[0].TargetObject) | Should -Be 1, $Target
        "$($failures[0])" | Should -BeLike "There is no * '$Target' with something for the user."
    }

    It 'is told of the connection' {
        $connection = Test-AppConnection
        "$($connection.UserId) $($connection.ServerName)" | Should -Be "$($mia.Id) appservices-server"
        $connection.ServerVersion | Should -Match '^\d+\.\d+\.\d+'
        [math]::Abs($connection.ClockDifference.TotalSeconds) | Should -BeLessThan 60
        $connection.Latency.Ticks | Should -BeGreaterThan 0
        $connection.AccessTokenExpiresAt | Should -BeGreaterThan ([datetime]::Now)
        $connection.RefreshTokenExpiresAt | Should -BeGreaterThan $connection.AccessTokenExpiresAt
        ($mia, $old | Test-AppConnection).UserId | Should -Be $mia.Id, $old.Id
        Test-AppConnection -Quiet | Should -BeTrue
    }

    It 'says false with -Quiet, and an error without' {
        $gone = $server | Connect-AppUser -Anonymous -AsNewUser
        Disconnect-AppUser $gone
        Test-AppConnection $gone -Quiet | Should -BeFalse
        (Get-ErrorOf { Test-AppConnection $gone }).FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
        $null = Switch-AppUser $mia
    }

    It 'is completed by Tab' {
        Get-Completion 'Get-AppDocument st' | Should -Be store
        Get-Completion 'Get-AppDocument store it' | Should -Be items
        Get-Completion 'Get-AppCollection store it' | Should -Be items
        Get-Completion 'Export-AppDocument store it' | Should -Be items
        Get-Completion 'Get-AppDocument -ServiceName mo' | Should -Be mongodb-atlas
        Get-Completion 'Get-AppFunction cartT' | Should -Be cartTotal
        Get-Completion 'Invoke-AppFunction x -ServiceName mo' | Should -Be mongodb-atlas
    }

    It 'is not told by other servers, which is said, and the rest works' {
        $failure = Get-ErrorOf { Get-AppFunction -User $old }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AppDiscoveryUnavailable,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $connection = Test-AppConnection $old
        $connection.ServerName | Should -BeNullOrEmpty
        $connection.ServerTime | Should -BeOfType datetime
        Get-Completion "Invoke-AppFunction -User $($old.Id) -Name cartT" | Should -Be cartTotal
        # Operations are sent one by one, with the same result.
        $result = @{ insertOne = @{ document = @{ _id = 1; owner = $old.Id } } }, @{ insertOne = @{ document = @{ _id = 1; owner = $old.Id } } },
            @{ updateOne = @{ filter = @{ _id = 1 }; update = @{ '$set' = @{ n = 1 } } } }, @{ replaceOne = @{ filter = @{ _id = 2 }; replacement = @{ owner = $old.Id }; upsert = $true } },
            @{ deleteMany = @{ filter = @{} } } | Invoke-AppBulkWrite store orders -Unordered -User $old -ErrorAction SilentlyContinue
        "$($result.InsertedCount) $($result.ModifiedCount) $($result.UpsertedCount) $($result.DeletedCount) $($result.Errors.Index)" | Should -Be '1 1 1 2 1'
    }
}
