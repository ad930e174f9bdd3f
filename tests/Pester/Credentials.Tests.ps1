Describe 'credentials of other providers' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp hooks

        function New-UserJwt {
            param([string] $Subject = [guid]::NewGuid().ToString(), [int] $ExpiresIn = 300, [string] $Key = $jwtKey, [string] $Audience = 'hooks-abcde')
            New-Secret (New-Jwt "{`"sub`":`"$Subject`",`"aud`":`"$Audience`",`"exp`":$(Get-UnixTime $ExpiresIn),`"person`":{`"full name`":`"Mia`"},`"secret`":1}" $Key)
        }
    }

    Context 'function' {
        It 'logs in with a payload, whose secrets are sent as their text' {
            $user = $server | Connect-AppUser -FunctionPayload @{ desk = 7; pin = New-Secret '1234' }
            $user.ProviderType | Should -Be 'custom-function'
            $user.Identities[0].Id | Should -Be 'desk-7'
            $user.Profile.name | Should -Be 'Desk 7'
            (Invoke-AppFunction whoAmI).data.name | Should -Be 'Desk 7'
        }

        It 'logs in with an object and comes back as the same user' {
            $user = $server | Connect-AppUser -FunctionPayload ([pscustomobject]@{ desk = 8; pin = '1234' })
            ($server | Connect-AppUser -FunctionPayload @{ desk = 8; pin = '1234' }).Id | Should -Be $user.Id
        }

        It 'is refused by the function, in its words' {
            $record = Get-ErrorOf { $server | Connect-AppUser -FunctionPayload @{ desk = 7; pin = 'no' } }
            $record.FullyQualifiedErrorId | Should -Be 'AppCredentialRejected,AppServices.Commands.ConnectAppUserCommand'
            $record.Exception.Code | Should -Be 'AuthError'
            $record.Exception.Reason | Should -BeLike '*wrong pin*'
        }

        It 'is refused when the function names nobody' {
            $record = Get-ErrorOf { $server | Connect-AppUser -FunctionPayload @{ desk = 'none'; pin = '1234' } }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            $record.Exception.Code | Should -Be 'AuthError'
        }

        It 'refuses <Name> before any request' -ForEach @(
            @{ Name = 'a text'; Payload = 'hunter2' }
            @{ Name = 'a number'; Payload = 5 }
            @{ Name = 'a field of the protocol'; Payload = @{ options = 1 } }
            @{ Name = 'a value that cannot be sent'; Payload = @{ here = [Threading.Thread]::CurrentThread } }
        ) {
            $record = Get-ErrorOf { $server | Connect-AppUser -FunctionPayload $Payload }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppArgumentInvalid,*'
            [object]::ReferenceEquals($record.TargetObject, $server) | Should -BeTrue
            "$record" | Should -Not -BeLike '*hunter2*'
        }
    }

    Context 'JSON Web Token' {
        It 'logs in, with the mapped claims in the profile and no others' {
            $user = $server | Connect-AppUser -Jwt (New-UserJwt 'mia')
            $user.ProviderType | Should -Be 'custom-token'
            $user.Identities[0].Id | Should -Be 'mia'
            $user.Profile.name | Should -Be 'Mia'
            @($user.Profile.PSObject.Properties).Count | Should -Be 1
            ($server | Connect-AppUser -Jwt (New-UserJwt 'mia')).Id | Should -Be $user.Id
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'an expired token'; Token = { New-UserJwt -ExpiresIn -10 } }
            @{ Name = 'another key'; Token = { New-UserJwt -Key ('x' * 32) } }
            @{ Name = 'another audience'; Token = { New-UserJwt -Audience 'other-abcde' } }
            @{ Name = 'a text that is no token'; Token = { New-Secret 'nonsense' } }
        ) {
            $record = Get-ErrorOf { $server | Connect-AppUser -Jwt (& $Token) }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            $record.Exception.Code | Should -Be 'AuthError'
            $record.Exception.StatusCode | Should -Be 401
        }
    }

    Context 'all of them' {
        It 'says that the provider is off: <Name>' -ForEach @(
            @{ Name = 'Apple'; Script = { $server | Connect-AppUser -AppleIdToken (New-Secret x) } }
            @{ Name = 'Facebook'; Script = { $server | Connect-AppUser -FacebookAccessToken (New-Secret x) } }
            @{ Name = 'Google'; Script = { $server | Connect-AppUser -GoogleAuthCode (New-Secret x) } }
            @{ Name = 'Google, OpenID'; Script = { $server | Connect-AppUser -GoogleIdToken (New-Secret x) } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike 'AppAuthProviderNotFound,*'
            $record.Exception.Code | Should -Be 'AuthProviderNotFound'
        }

        It 'takes a credential object, or a PSCredential for one' {
            ($server | Connect-AppUser -AppCredential ([AppServices.AppCredential]::Jwt((New-UserJwt)))).ProviderType | Should -Be 'custom-token'
            $account = New-Credential "success-$([guid]::NewGuid().ToString('N'))@example.com"
            $null = $server | Register-AppUser -Credential $account
            ($server | Connect-AppUser -AppCredential $account).ProviderType | Should -Be 'local-userpass'
        }

        It 'refuses text for -<Name> and does not repeat it' -ForEach @(
            @{ Name = 'ApiKey' }, @{ Name = 'Jwt' }, @{ Name = 'GoogleAuthCode' }, @{ Name = 'GoogleIdToken' }, @{ Name = 'FacebookAccessToken' }, @{ Name = 'AppleIdToken' }
        ) {
            $given = @{ $Name = 'hunter2' }
            $record = Get-ErrorOf { $server | Connect-AppUser @given }
            $record.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            "$record $($record.Exception.InnerException)" | Should -Not -BeLike '*hunter2*'
        }

        It 'has the same parameters in Connect-AppUser and Add-AppUserLink' {
            $connect = Get-Command Connect-AppUser
            foreach ($name in 'Credential', 'Anonymous', 'ApiKey', 'Jwt', 'FunctionPayload', 'GoogleAuthCode', 'GoogleIdToken', 'FacebookAccessToken', 'AppleIdToken', 'AppCredential') {
                $connect | Should -HaveParameter $name
                (Get-Command Add-AppUserLink).Parameters[$name].ParameterType | Should -Be $connect.Parameters[$name].ParameterType
            }
        }
    }

    Context 'Google, Apple and Facebook, of a local issuer' {
        BeforeAll {
            # An identity provider in a runspace of its own: it publishes one key and exchanges the code 'good' for a token.
            $rsa = [Security.Cryptography.RSA]::Create(2048)
            $public = $rsa.ExportParameters($false)
            $keys = "{`"keys`":[{`"kty`":`"RSA`",`"kid`":`"k1`",`"alg`":`"RS256`",`"use`":`"sig`",`"n`":`"$(ConvertTo-Base64Url $public.Modulus)`",`"e`":`"$(ConvertTo-Base64Url $public.Exponent)`"}]}"
            $listener = [Net.HttpListener]::new()
            $port = & { $socket = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0); $socket.Start(); $socket.LocalEndpoint.Port; $socket.Stop() }
            $issuer = "http://localhost:$port"
            $listener.Prefixes.Add("$issuer/")
            $listener.Start()

            function New-IdToken {
                param([string] $Subject = [guid]::NewGuid().ToString(), [int] $ExpiresIn = 300, [string] $Issuer = $issuer, [string] $Audience = 'client-1')
                New-Jwt "{`"iss`":`"$Issuer`",`"sub`":`"$Subject`",`"aud`":`"$Audience`",`"iat`":$(Get-UnixTime),`"exp`":$(Get-UnixTime $ExpiresIn)}" $rsa k1
            }

            $provider = [powershell]::Create([initialsessionstate]::CreateDefault2())
            $null = $provider.AddScript({
                    param($Listener, $Keys, $Token)
                    while ($Listener.IsListening) {
                        try { $context = $Listener.GetContext() } catch [Net.HttpListenerException] { return }
                        $isCode = $context.Request.Url.AbsolutePath -eq '/token'
                        $form = if ($isCode) { [IO.StreamReader]::new($context.Request.InputStream).ReadToEnd() }
                        $isGood = -not $isCode -or $form -match '\bcode=good\b'
                        $context.Response.StatusCode = if ($isGood) { 200 } else { 400 }
                        $context.Response.ContentType = 'application/json'
                        $bytes = [Text.Encoding]::UTF8.GetBytes($(if (-not $isCode) { $Keys } elseif ($isGood) { "{`"id_token`":`"$Token`"}" } else { '{"error":"invalid_grant"}' }))
                        $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                        $context.Response.Close()
                    }
                }).AddArgument($listener).AddArgument($keys).AddArgument((New-IdToken 'by-code'))
            $null = $provider.BeginInvoke()

            $app = [IO.Path]::Combine($TestDrive, 'oidc')
            $null = New-JsonFile ([IO.Path]::Combine($app, 'root_config.json')) '{"app_id":"oidc-abcde","name":"oidc"}'
            $null = New-JsonFile ([IO.Path]::Combine($app, 'auth', 'providers.json')) @'
{
  "oauth2-google": { "name": "oauth2-google", "type": "oauth2-google", "config": { "clientId": "client-1", "openId": true }, "secret_config": { "clientSecret": "clientSecret" } },
  "oauth2-apple": { "name": "oauth2-apple", "type": "oauth2-apple", "config": { "clientId": "client-1" } },
  "oauth2-facebook": { "name": "oauth2-facebook", "type": "oauth2-facebook", "config": { "clientId": "client-1" }, "secret_config": { "clientSecret": "clientSecret" } }
}
'@
            $one = "{ `"issuer`": `"$issuer`", `"jwksUri`": `"$issuer/keys`", `"tokenEndpoint`": `"$issuer/token`" }"
            $settings = New-JsonFile ([IO.Path]::Combine($TestDrive, 'settings.json')) "{ `"oidc`": { `"oauth2-google`": $one, `"oauth2-apple`": $one, `"oauth2-facebook`": $one } }"
            $oidcSecrets = New-JsonFile ([IO.Path]::Combine($TestDrive, 'oidc-secrets.json')) '{"clientSecret":"the client secret"}'
            $oidc = Start-TestServer $app @{ SettingsPath = $settings; SecretsPath = $oidcSecrets }
        }
        AfterAll {
            $listener.Stop()
            $provider.Stop()
            $provider.Dispose()
            Stop-TestServer $oidc
        }

        It 'logs in with <Name>' -ForEach @(
            @{ Name = 'an id token of Google'; Type = 'oauth2-google'; Script = { $oidc | Connect-AppUser -GoogleIdToken (New-Secret (New-IdToken 'g1')) }; Id = 'g1' }
            @{ Name = 'an auth code of Google'; Type = 'oauth2-google'; Script = { $oidc | Connect-AppUser -GoogleAuthCode (New-Secret 'good') }; Id = 'by-code' }
            @{ Name = 'an id token of Apple'; Type = 'oauth2-apple'; Script = { $oidc | Connect-AppUser -AppleIdToken (New-Secret (New-IdToken 'a1')) }; Id = 'a1' }
            @{ Name = 'a token of Facebook'; Type = 'oauth2-facebook'; Script = { $oidc | Connect-AppUser -FacebookAccessToken (New-Secret (New-IdToken 'f1')) }; Id = 'f1' }
        ) {
            $user = & $Script
            $user.ProviderType | Should -Be $Type
            $user.Identities[0].Id | Should -Be $Id
        }

        It 'refuses <Name>' -ForEach @(
            @{ Name = 'an expired id token of Google'; Script = { $oidc | Connect-AppUser -GoogleIdToken (New-Secret (New-IdToken -ExpiresIn -10)) } }
            @{ Name = 'a bad code of Google'; Script = { $oidc | Connect-AppUser -GoogleAuthCode (New-Secret 'bad') } }
            @{ Name = 'an id token of another issuer for Apple'; Script = { $oidc | Connect-AppUser -AppleIdToken (New-Secret (New-IdToken -Issuer 'https://evil.example.com')) } }
            @{ Name = 'a token for another app for Facebook'; Script = { $oidc | Connect-AppUser -FacebookAccessToken (New-Secret (New-IdToken -Audience 'client-2')) } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            $record.Exception.Code | Should -Be 'AuthError'
        }
    }
}
