Describe 'AppUser' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $user = Connect-NewUser $server
    }

    Context 'functions as members' {
        It 'calls in the three forms of the SDKs' {
            $user.Functions.sum(1, 2) | Should -Be 3
            $user.CallFunction('sum', 1, 2) | Should -Be 3
            $sum = $user.Functions['sum']
            & $sum 1 2 | Should -Be 3
        }

        It 'calls without arguments and with names of any form' {
            $user.Functions.whoAmI().id | Should -Be $user.Id
            $user.CallFunction('whoAmI').id | Should -Be $user.Id
            $user.Functions.'whoAmI'().id | Should -Be $user.Id
            $bound = $user.Functions.whoAmI
            (& $bound).id | Should -Be $user.Id
        }

        It 'passes an array as one argument and returns one as one object' {
            $list = $user.Functions.echo(@(1, 2, 3))
            , $list | Should -BeOfType [object[]]
            $list.Count | Should -Be 3
            $list = $user.CallFunction('echo', @(1, 2, 3))
            $list.Count | Should -Be 3
        }

        It 'returns an array of one and an empty array as arrays' {
            , $user.Functions.echo(@(7)) | Should -BeOfType [object[]]
            $user.Functions.echo(@(7)).Count | Should -Be 1
            $user.CallFunction('echo', @()).Count | Should -Be 0
        }

        It 'keeps types' {
            $user.Functions.echo([long]5) | Should -BeOfType [long]
            $user.Functions.echo(5) | Should -BeOfType [int]
            $user.Functions.echo($null) | Should -Be $null
        }

        It 'stays bound to its user' {
            $whoAmI = $user.Functions['whoAmI']
            $other = Connect-NewUser $server
            (& $whoAmI).id | Should -Be $user.Id
            (Invoke-AppFunction whoAmI).id | Should -Be $other.Id
            Switch-AppUser $user
        }

        It 'throws what the function threw' {
            $noSuch = $user.Functions['noSuch']
            foreach ($form in { $user.Functions.noSuch() }, { & $noSuch }, { $user.CallFunction('noSuch') }) {
                $caught = try { & $form } catch [AppServices.AppServicesException] { $_ }
                $caught.Exception.Code | Should -Be 'FunctionNotFound'
                $caught.FullyQualifiedErrorId | Should -BeLike 'AppFunctionNotFound,*'
                $caught.TargetObject | Should -Be 'noSuch'
            }
        }

        It 'are listed with their signatures' {
            $user.PSObject.Methods['CallFunction'].OverloadDefinitions | Should -Be 'System.Object CallFunction(string name, Params System.Object[] arguments)'
            $user.ApiKeys.PSObject.Methods.Name | Should -Contain 'FetchAll'
            @($user.PSObject.Methods.Name -like 'Try*').Count | Should -Be 0
        }

        It 'are known by name, for completion' {
            $names = ($user.Functions.PSObject.Members | Where-Object MemberType -eq Dynamic).Name
            $names | Should -Contain sum
            $names | Should -Not -Contain discountFor
        }

        It 'say what is wrong with an argument' {
            { $user.AddListener(5) } | Should -Throw '*ScriptBlock*'
            { $user.LinkCredentials() } | Should -Throw '*LinkCredentials*'
            { $user.LogOut(1) } | Should -Throw '*LogOut*'
        }

        It 'logs out by member' {
            $other = Connect-NewUser $server
            $other.LogOut()
            $other.IsLoggedIn | Should -BeFalse
            Switch-AppUser $user
        }
    }

    Context 'members of the SDKs' {
        BeforeEach { $user = Connect-NewUser $server }

        It 'links credentials of either kind' {
            $anonymous = $server | Connect-AppUser -Anonymous -AsNewUser
            $account = New-Credential
            $null = $server | Register-AppUser -Credential $account
            @($anonymous.LinkCredentials([AppServices.AppCredential]::EmailPassword($account.UserName, $account.Password))).Count | Should -Be 0
            $anonymous.Identities.ProviderType | Should -Be 'anon-user', 'local-userpass'
            $key = $user.ApiKeys.Create('laptop')
            $caught = try { $anonymous.LinkCredentials([AppServices.AppCredential]::ApiKey($key.Key)) } catch [AppServices.AppServicesException] { $_ }
            $caught.FullyQualifiedErrorId | Should -BeLike 'AppParameterInvalid,*'
            $user.LinkCredentials([AppServices.AppCredential]::ApiKey($key.Key))
            $user.Identities.Count | Should -Be 2
        }

        It 'refreshes token and custom data' {
            @($user.RefreshAccessToken()).Count | Should -Be 0
            @($user.RefreshCustomData()).Count | Should -Be 0
            $user.LogOut()
            $caught = try { $user.RefreshAccessToken() } catch [AppServices.AppServicesException] { $_ }
            $caught.Exception.Code | Should -Be 'ClientUserNotLoggedIn'
        }

        It 'has the life of API keys' {
            $keys = $user.ApiKeys
            , $keys.FetchAll() | Should -BeOfType [object[]]
            $keys.FetchAll().Count | Should -Be 0
            $key = $keys.Create('laptop')
            $key.Key | Should -BeOfType [securestring]
            $keys.FetchAll().Count | Should -Be 1
            $keys.Disable($key.Id)
            $keys.Fetch($key.Id).IsEnabled | Should -BeFalse
            $keys.Enable($key.Id)
            $keys.Fetch($key.Id).IsEnabled | Should -BeTrue
            $keys.Delete($key.Id)
            $caught = try { $keys.Fetch($key.Id) } catch [AppServices.AppServicesException] { $_ }
            $caught.FullyQualifiedErrorId | Should -BeLike 'AppApiKeyNotFound,*'
        }

        It 'has the push services' {
            $caught = try { $user.Push('gcm').Register((New-Secret token)) } catch [AppServices.AppServicesException] { $_ }
            $caught.Exception.Code | Should -Be 'ServiceNotFound'
            $caught = try { $user.Push('gcm').Deregister() } catch [AppServices.AppServicesException] { $_ }
            $caught.TargetObject | Should -Be 'gcm'
        }

        It 'asks nothing, whatever $ConfirmPreference says' {
            $ConfirmPreference = 'Low'
            $key = $user.ApiKeys.Create('laptop')
            $user.ApiKeys.Delete($key.Id)
            $user.ApiKeys.FetchAll().Count | Should -Be 0
        }
    }

    Context 'secrets' {
        It 'gives tokens by name' {
            $user.AccessToken | Should -Match '^[\w-]+\.[\w-]+\.[\w-]+$'
            $user.RefreshToken | Should -Match '^[\w-]+\.[\w-]+\.[\w-]+$'
            $user | ForEach-Object accesstoken | Should -Be $user.AccessToken
        }

        It 'shows them nowhere else' {
            $secrets = $user.AccessToken, $user.RefreshToken
            $texts = @(
                [Management.Automation.PSSerializer]::Serialize($user, 5)
                $user.ToString()
                @($user.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ';'
                @($user.PSObject.Members | ForEach-Object Name) -join ';'
                @($user.Functions.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ';'
            )
            foreach ($secret in $secrets) { foreach ($text in $texts) { $text.Contains($secret) | Should -BeFalse } }
            $texts[3] | Should -Not -Match '\b(Access|Refresh)Token\b'
        }
    }
}
