Describe 'Invoke-AppEndpoint' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $app = [IO.Path]::Combine($TestDrive, 'app')
        Copy-Item $quickstart $app -Recurse
        $endpoint = @{ respond_result = $true; return_type = 'JSON' }
        $system = @{ run_as_system = $true; private = $true }
        $functions = @{
            request = 'exports = request => ({ query: request.query, headers: request.headers, body: request.body?.text() ?? null, user: context.user.id })'
            types   = 'exports = () => ({ id: new BSON.ObjectId("0123456789abcdef01234567"), n: BSON.Long.fromString("5"), at: new Date(0), price: BSON.Decimal128.fromString("1.10") })'
            list    = 'exports = () => [1, 2]'
            nothing = 'exports = () => {}'
            text    = 'exports = (request, response) => { response.setHeader("Content-Type", "text/plain"); response.setBody("Zoë"); }'
            bytes   = 'exports = (request, response) => { response.setHeader("Content-Type", "image/png"); response.setBody(BSON.Binary.fromBase64("/wA=")); }'
            no      = 'exports = (request, response) => { response.setStatusCode(409); response.setHeader("X-Why", "taken"); return { taken: true }; }'
            choosy  = 'exports = ({ body }) => { const sent = JSON.parse(body.text()); if (sent.fails) throw new Error(); return sent.n; }'
            throws  = 'exports = () => { throw new Error("boom"); }'
            moved   = 'exports = (request, response) => { response.setStatusCode(302); response.setHeader("Location", "https://example.com/"); }'
        }
        $routes = foreach ($name in $functions.Keys) {
            [IO.File]::WriteAllText([IO.Path]::Combine($app, 'functions', "$name.js"), $functions[$name])
            $endpoint + @{ route = "/$name"; http_method = '*'; function_name = $name; validation_method = 'NO_VALIDATION' }
        }
        $routes += $endpoint + @{ route = '/with/secret'; http_method = '*'; function_name = 'request'; validation_method = 'SECRET_AS_QUERY_PARAM'; secret_name = 'hook' }
        $routes += $endpoint + @{ route = '/signed'; http_method = 'POST'; function_name = 'request'; validation_method = 'VERIFY_PAYLOAD'; secret_name = 'hook' }
        $routes += $endpoint + @{ route = '/a b'; http_method = 'GET'; function_name = 'list'; validation_method = 'NO_VALIDATION' }
        $routes += $endpoint + @{ route = '/mine'; http_method = 'GET'; function_name = 'whoAmI'; validation_method = 'NO_VALIDATION' }
        [IO.File]::WriteAllText([IO.Path]::Combine($app, 'http_endpoints', 'config.json'), (ConvertTo-Json @($routes)))
        $config = [IO.Path]::Combine($app, 'functions', 'config.json')
        $all = @([IO.File]::ReadAllText($config) | ConvertFrom-Json | ForEach-Object { $_ }) + @($functions.Keys | ForEach-Object { [pscustomobject]($system + @{ name = $_ }) })
        [IO.File]::WriteAllText($config, (ConvertTo-Json $all -Depth 9))
        $secrets = [IO.Path]::Combine($TestDrive, 'secrets.json')
        [IO.File]::WriteAllText($secrets, '{"hook":"s3cr&t"}')

        $server = Start-TestServer $app @{ SecretsPath = $secrets }
        $user = $server | Connect-AppUser -Anonymous
        $target = @{ AppId = $server.AppId; BaseUri = $server.BaseUri }
        $secret = New-Secret 's3cr&t'
    }
    AfterAll { Stop-TestServer $server }

    It 'calls as the user, or with -AppId as nobody' {
        (Invoke-AppEndpoint /mine).id | Should -Be $user.Id
        (Invoke-AppEndpoint mine -User $user.Id).id | Should -Be $user.Id
        { Invoke-AppEndpoint /mine @target -ErrorAction Stop } | Should -Throw -ErrorId 'AppParameterInvalid,*'
        Invoke-AppEndpoint '/a b' @target | Should -Be 1, 2
    }

    It 'keeps the types of the result' {
        $result = Invoke-AppEndpoint /types
        $result.id | Should -BeOfType ([AppServices.Bson.ObjectId])
        $result.n | Should -BeOfType ([long])
        $result.at | Should -Be ([datetime]::new(1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc))
        $result.price | Should -BeOfType ([decimal])
    }

    It 'returns <What>' -ForEach @(
        @{ What = 'nothing for null'; Route = '/nothing'; Expected = $null }
        @{ What = 'text'; Route = '/text'; Expected = 'Zoë' }
        @{ What = 'an array element by element'; Route = '/list'; Expected = 1, 2 }
    ) {
        Invoke-AppEndpoint $Route | Should -Be $Expected
    }

    It 'returns bytes as one array' {
        , (Invoke-AppEndpoint /bytes) | Should -BeOfType ([byte[]])
        [Convert]::ToBase64String((Invoke-AppEndpoint /bytes)) | Should -BeExactly '/wA='
    }

    It 'sends query, headers and body' {
        $seen = Invoke-AppEndpoint /request @{ n = 1; at = [datetime]::new(2026, 1, 2, 0, 0, 0, [DateTimeKind]::Utc) } -Query @{ 'a b' = 'c&d', 'e' } -Headers @{ 'X-Mine' = 'yes' }
        $seen.query.'a b' | Should -Be 'c&d'
        $seen.headers.'X-Mine' | Should -Be 'yes'
        $seen.headers.'Content-Type' | Should -Be 'application/json'
        ($seen.body | ConvertFrom-Json).n | Should -Be 1
        (Invoke-AppEndpoint /request 'plain' -ContentType 'text/plain' -Method PUT).body | Should -Be 'plain'
        (Invoke-AppEndpoint /request).body | Should -BeNullOrEmpty
        Invoke-AppEndpoint /list -Method HEAD -StatusCodeVariable status | Should -BeNullOrEmpty
        $status | Should -BeIn 200, 405
    }

    It 'passes the secret, and shows it nowhere' {
        (Invoke-AppEndpoint /with/secret -Secret $secret).query.PSObject.Properties.Name | Should -Not -Contain 'secret'
        (Invoke-AppEndpoint /signed '{ "n": 1 }' -Secret $secret -SignBody).body | Should -Be '{ "n": 1 }'
        (Invoke-AppEndpoint /signed @{ n = 1 } -Secret $secret -SignBody @target).body | Should -Be '{"n":1}'
        $said = Invoke-AppEndpoint /with/secret -Secret $secret -Verbose -Debug 4>&1 5>&1 | Where-Object { $_ -is [Management.Automation.InformationalRecord] }
        "$said" | Should -Not -Match 's3cr'
        { Invoke-AppEndpoint /with/secret -ErrorAction Stop } | Should -Throw -ErrorId 'AppSecretRejected,*'
        { Invoke-AppEndpoint /with/secret -Secret (New-Secret 'x') -ErrorAction Stop } | Should -Throw -ErrorId 'AppSecretRejected,*'
        { Invoke-AppEndpoint /signed @{ n = 1 } -Secret $secret -ErrorAction Stop } | Should -Throw -ErrorId 'AppSecretRejected,*'
        { Invoke-AppEndpoint /signed @{ n = 1 } -SignBody } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'tells an answer that says no from a failure: <Route>' -ForEach @(
        @{ Route = '/no'; Id = 'AppEndpointFailed'; Status = 409 }, @{ Route = '/moved'; Id = 'AppEndpointFailed'; Status = 302 }
        @{ Route = '/throws'; Id = 'AppFunctionFailed'; Status = 400 }, @{ Route = '/nowhere'; Id = 'AppEndpointNotFound'; Status = 404 }
        @{ Route = '/NO'; Id = 'AppEndpointNotFound'; Status = 404 }
    ) {
        $failed = Get-ErrorOf { Invoke-AppEndpoint $Route -StatusCodeVariable status -ErrorAction Stop }
        $failed.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed.TargetObject | Should -Be $Route
        $failed.Exception.StatusCode | Should -Be $Status
    }

    It 'names the body that failed, and goes on' {
        $bodies = @{ n = 1 }, [pscustomobject]@{ fails = $true }, @{ n = 2 }
        $results = @($bodies | Invoke-AppEndpoint /choosy -ErrorVariable failed -ErrorAction SilentlyContinue)
        $results | Should -Be 1, 2
        $failed.Count | Should -Be 1
        $failed[0].TargetObject | Should -Be $bodies[1]
    }

    It 'returns what a failed answer holds with -SkipHttpErrorCheck' {
        (Invoke-AppEndpoint /no -SkipHttpErrorCheck -ResponseHeadersVariable headers).taken | Should -BeTrue
        $headers['x-why'] | Should -Be 'taken'
    }

    It 'calls nothing under -WhatIf' {
        Invoke-AppEndpoint /list -WhatIf | Should -BeNullOrEmpty
    }
}
