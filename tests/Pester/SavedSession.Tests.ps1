Describe 'sessions kept between processes' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $before = $env:XDG_DATA_HOME, $env:APPSERVICES_API_KEY
        $manifest = $moduleManifest

        # Runs a command in a process of its own, which knows nobody, and returns what it writes.
        function Invoke-Elsewhere {
            param([string] $Command)
            $program, [string[]] $library = Get-Shell
            $begin = "Import-Module '$manifest'; `$app = @{ AppId = '$($server.AppId)'; BaseUri = '$($server.BaseUri)' };"
            & $program @library -NoProfile -Command "$begin $Command"
        }

        function Get-SavedFile {
            if ([IO.Directory]::Exists($folder)) { [IO.Directory]::GetFiles($folder, '*.session*') }
        }

        function New-Account {
            $credential = New-Credential
            $null = $server | Register-AppUser -Credential $credential
            $credential
        }
    }
    BeforeEach {
        $env:XDG_DATA_HOME = [IO.Path]::Combine($TestDrive, [guid]::NewGuid().ToString('N'))
        $env:APPSERVICES_API_KEY = $null
        $folder = [IO.Path]::Combine($env:XDG_DATA_HOME, 'AppServices', 'sessions')
        $account = New-Account
    }
    AfterAll {
        $env:XDG_DATA_HOME, $env:APPSERVICES_API_KEY = $before
    }

    # Windows PowerShell's build encrypts with what only Windows has.
    Context 'in files' -Tag CoreOnly -Skip:([IO.Path]::DirectorySeparatorChar -eq '\') {
        It 'saves nothing unless asked' {
            $null = $server | Connect-AppUser -Credential $account
            [IO.Directory]::Exists($env:XDG_DATA_HOME) | Should -BeFalse
        }

        It 'saves for its owner alone, and no more than is needed' {
            $user = $server | Connect-AppUser -Credential $account -Persist
            $file = Get-SavedFile
            @($file).Count | Should -Be 1
            [IO.File]::GetUnixFileMode($file) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
            [IO.File]::GetUnixFileMode($folder) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite, UserExecute')
            $text = [IO.File]::ReadAllText($file)
            $names = [regex]::Matches($text, '"(\w+)":') | ForEach-Object { $_.Groups[1].Value }
            $names | Should -Be 'version', 'appId', 'baseUri', 'userId', 'deviceId', 'refreshToken'
            $text.Contains($user.RefreshToken) | Should -BeTrue
            $text.Contains($user.AccessToken) | Should -BeFalse
            $text | Should -Not -Match 'horse'
        }

        It 'goes on in another process without a credential' {
            $user = $server | Connect-AppUser -Credential $account -Persist
            $out = Invoke-Elsewhere '$user = Connect-AppUser @app; "$($user.Id) $($user.ProviderType) $($user.DeviceId) $($user.Profile.email) $((Invoke-AppFunction whoAmI).id)"'
            $out | Should -Be "$($user.Id) local-userpass $($user.DeviceId) $($account.UserName) $($user.Id)"
            $user.IsLoggedIn | Should -BeTrue
        }

        It 'goes on as the user that -UserId names' {
            $one = $server | Connect-AppUser -Credential $account -Persist
            $two = $server | Connect-AppUser -Credential (New-Account) -Persist
            $said = Invoke-Elsewhere @"
try { Connect-AppUser @app -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; "`$_" }
(Connect-AppUser @app -UserId $($one.Id)).Id
(Connect-AppUser @app -UserId $($two.Id)).Id
"@
            $said[0] | Should -BeLike 'AppSessionAmbiguous,*'
            $said[1] | Should -BeLike "*$($one.Id)*"
            $said[2, 3] | Should -Be $one.Id, $two.Id
        }

        It 'goes on the way that was saved, unless it is told another, and trusts nobody unseen' {
            $way = @{ Proxy = 'http://proxy.invalid:1'; ProxyCredential = New-Credential; SkipCertificateCheck = $true; WarningAction = 'Ignore' }
            $null = $server | Connect-AppUser -Credential $account -Persist @way
            [IO.File]::ReadAllText((Get-SavedFile)) | Should -Not -Match "horse|$($way.ProxyCredential.UserName)|skip"
            # To this machine goes no request through them.
            $said = Invoke-Elsewhere @'
$saved = (Connect-AppUser @app).Connection
$told = (Connect-AppUser @app -Proxy http://other.invalid:2).Connection
$saved.Proxy.Host, $saved.SkipCertificateCheck, $told.Proxy.Host, (Get-AppUser).Connection.Proxy.Host
'@
            $said | Should -Be 'proxy.invalid', 'False', 'other.invalid', 'other.invalid'
        }

        It 'takes the user that is logged in here already' {
            $user = $server | Connect-AppUser -Credential $account -Persist
            $null = $server | Connect-AppUser -Anonymous -AsNewUser
            $lines = $server | Connect-AppUser -Verbose 4>&1
            [object]::ReferenceEquals(($lines | Where-Object { $_ -is [AppServices.AppUser] }), $user) | Should -BeTrue
            @(@($lines) -match 'auth').Count | Should -Be 0
        }

        It 'is gone after <Name>' -ForEach @(
            @{ Name = 'Disconnect-AppUser'; Script = { Disconnect-AppUser } }
            @{ Name = 'Remove-AppUser'; Script = { Remove-AppUser } }
            @{ Name = 'Unregister-AppUser'; Script = { Unregister-AppUser -Confirm:$false } }
            @{ Name = 'LogOut()'; Script = { (Get-AppUser).LogOut() } }
            @{ Name = 'Disconnect-AppUser elsewhere'; Script = { Invoke-Elsewhere '$null = Connect-AppUser @app; Disconnect-AppUser' } }
            @{ Name = 'Unregister-AppUser of one who did not save it'; Script = { Invoke-Elsewhere "`$secret = [Net.NetworkCredential]::new('', 'correct horse').SecurePassword; `$null = Connect-AppUser @app -Credential ([pscredential]::new('$($account.UserName)', `$secret)); Unregister-AppUser -Confirm:`$false" } }
        ) {
            $null = $server | Connect-AppUser -Credential $account -Persist
            @(Get-SavedFile).Count | Should -Be 1
            & $Script
            Get-SavedFile | Should -BeNullOrEmpty
            $record = Get-ErrorOf { $server | Connect-AppUser }
            $record.FullyQualifiedErrorId | Should -Be 'AppSessionNotFound,AppServices.Commands.ConnectAppUserCommand'
            $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'keeps what others have saved, and leaves it alone when one disconnects who has not' {
            $null = $server | Connect-AppUser -Credential $account -Persist
            $other = $server | Connect-AppUser -Credential (New-Account)
            Disconnect-AppUser $other
            @(Get-SavedFile).Count | Should -Be 1
        }

        It 'follows the session when its user logs in again' {
            $user = $server | Connect-AppUser -Credential $account -Persist
            $first = $user.RefreshToken
            $null = $server | Connect-AppUser -Credential $account
            $user.RefreshToken | Should -Not -Be $first
            [IO.File]::ReadAllText((Get-SavedFile)).Contains($user.RefreshToken) | Should -BeTrue
        }

        It 'is not saved again by a login that does not ask for it, after <Name>' -ForEach @(
            @{ Name = 'Disconnect-AppUser elsewhere'; Script = { Invoke-Elsewhere '$null = Connect-AppUser @app; Disconnect-AppUser' } }
            @{ Name = 'Remove-AppUser elsewhere'; Script = { Invoke-Elsewhere '$null = Connect-AppUser @app; Remove-AppUser' } }
            @{ Name = 'the service has ended it'; Script = { $null = Invoke-ServerCommand $server user, log-out, $user.Id } }
            @{ Name = 'the service has ended it and said so'; Script = { $null = Invoke-ServerCommand $server user, log-out, $user.Id; Update-AppUserToken -ErrorAction Ignore } }
            @{ Name = 'Disconnect-AppUser'; Script = { Disconnect-AppUser $user } }
            @{ Name = 'Remove-AppUser'; Script = { Remove-AppUser $user } }
            @{ Name = 'its file was deleted'; Script = { [IO.File]::Delete((Get-SavedFile)) } }
            @{ Name = 'a switch to another user'; Script = { $null = $server | Connect-AppUser -Anonymous; Disconnect-AppUser $user; } }
        ) {
            $user = $server | Connect-AppUser -Credential $account -Persist
            @(Get-SavedFile).Count | Should -Be 1
            & $Script
            $again = $server | Connect-AppUser -Credential $account -Persist:$false
            Get-SavedFile | Should -BeNullOrEmpty
            Update-AppUserToken
            Switch-AppUser $again
            $null = $server | Connect-AppUser -Credential $account
            Get-SavedFile | Should -BeNullOrEmpty
        }

        It 'is deleted by <Name> also when the service cannot be told' -ForEach @(
            @{ Name = 'Disconnect-AppUser'; Script = { Disconnect-AppUser -ErrorAction Ignore } }
            @{ Name = 'Remove-AppUser'; Script = { Remove-AppUser -ErrorAction Ignore } }
        ) {
            $other = Start-TestServer
            $null = $other | Register-AppUser -Credential $account
            $null = $other | Connect-AppUser -Credential $account -Persist
            Stop-TestServer $other
            & $Script
            Get-SavedFile | Should -BeNullOrEmpty
        }

        It 'is deleted when the service has ended it' {
            $user = $server | Connect-AppUser -Credential $account -Persist
            Invoke-ServerCommand $server user, log-out, $user.Id | Out-Null
            Invoke-Elsewhere 'try { Connect-AppUser @app -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }' | Should -BeLike 'AppSessionExpired,*'
            Get-SavedFile | Should -BeNullOrEmpty
        }

        It 'stays when the service cannot be asked' {
            $other = Start-TestServer
            $null = $other | Register-AppUser -Credential $account
            $null = $other | Connect-AppUser -Credential $account -Persist
            Stop-TestServer $other
            Invoke-Elsewhere "try { Connect-AppUser -AppId $($other.AppId) -BaseUri $($other.BaseUri) -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }" | Should -BeLike 'AppServerUnreachable,*'
            @(Get-SavedFile).Count | Should -Be 1
        }

        It 'is refused when others can use <Name>' -ForEach @(
            @{ Name = 'the file'; Mode = 'UserRead, UserWrite, GroupRead'; Target = { Get-SavedFile }; Repair = 'chmod 600' }
            @{ Name = 'the folder'; Mode = 'UserRead, UserWrite, UserExecute, OtherExecute'; Target = { $folder }; Repair = 'chmod 700' }
        ) {
            $null = $server | Connect-AppUser -Credential $account -Persist
            [IO.File]::SetUnixFileMode((& $Target), [IO.UnixFileMode]$Mode)
            $said = Invoke-Elsewhere 'try { Connect-AppUser @app -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; "$_" }'
            $said[0] | Should -BeLike 'AppSessionStoreUnsafe,*'
            $said[1] | Should -Be 'SecurityError'
            $said[2] | Should -BeLike "*$Repair*"
        }

        It 'is refused when it is damaged' {
            $null = $server | Connect-AppUser -Credential $account -Persist
            $said = Invoke-Elsewhere @"
foreach (`$text in '{"version":1', '{"version":2,"appId":"x"}', '[]', '') {
    [IO.File]::WriteAllText('$(Get-SavedFile)', `$text)
    try { Connect-AppUser @app -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
}
"@
            $said.Count | Should -Be 4
            $said -notlike 'AppSessionStoreFailed,*' | Should -BeNullOrEmpty
        }

        It 'connects all the same when the session cannot be saved' {
            $null = New-JsonFile ([IO.Path]::Combine($env:XDG_DATA_HOME, 'AppServices')) 'a file where the folder should be'
            $failures = $null
            $user = $server | Connect-AppUser -Credential $account -Persist -ErrorVariable failures -ErrorAction SilentlyContinue
            $user.IsLoggedIn | Should -BeTrue
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'AppSessionStoreFailed,*'
        }

        It 'waits while another process saves, and says so when it takes too long' {
            $null = $server | Connect-AppUser -Credential $account -Persist
            $lock = [IO.File]::Open([IO.Path]::Combine($folder, '.lock'), 'OpenOrCreate', 'ReadWrite', 'None')
            try { $record = Get-ErrorOf { $server | Connect-AppUser -Credential $account -TimeoutSeconds 5 } }
            finally { $lock.Dispose() }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppSessionStoreBusy,*'
            Get-ErrorOf { $server | Connect-AppUser -Credential $account } | Should -BeNullOrEmpty
        }

        It 'says that nothing is saved, without making a folder' {
            (Get-ErrorOf { $server | Connect-AppUser }).FullyQualifiedErrorId | Should -BeLike 'AppSessionNotFound,*'
            (Get-ErrorOf { Connect-AppUser -UserId nobody -AppId $server.AppId -BaseUri $server.BaseUri }).TargetObject | Should -Be 'nobody'
            [IO.Directory]::Exists($env:XDG_DATA_HOME) | Should -BeFalse
        }
    }

    Context 'in a vault' {
        BeforeAll {
            # What of SecretManagement the module uses; a vault named Locked cannot be opened.
            $stand = New-Module -Name Microsoft.PowerShell.SecretManagement -ScriptBlock {
                $secrets = @{}
                function Assert-Open { param($Vault) if ($Vault -eq 'Locked') { throw 'The vault is locked.' } }
                function Get-SecretInfo {
                    [CmdletBinding()] param($Name, $Vault)
                    Assert-Open $Vault
                    $secrets.Keys | Where-Object { $_ -like "$Vault/$Name" } | ForEach-Object { [pscustomobject]@{ Name = $_.Substring($Vault.Length + 1) } }
                }
                function Get-Secret { [CmdletBinding()] param($Name, $Vault) $secrets["$Vault/$Name"] }
                function Set-Secret { [CmdletBinding()] param($Name, $Vault, $Secret) Assert-Open $Vault; $secrets["$Vault/$Name"] = $Secret }
                function Remove-Secret { [CmdletBinding()] param($Name, $Vault) $secrets.Remove("$Vault/$Name") }
            }
            Import-Module $stand
            function Get-Kept { & $stand { $secrets } }
        }
        BeforeEach { (Get-Kept).Clear() }
        AfterAll { Remove-Module Microsoft.PowerShell.SecretManagement }

        It 'keeps the session as a SecureString there, and nothing on disk' {
            $user = $server | Connect-AppUser -Credential $account -Vault Mine
            (Get-Kept).Count | Should -Be 1
            $name = @((Get-Kept).Keys)[0]
            $name | Should -Match "^Mine/AppServices-[a-z0-9-]+-$($user.Id)$"
            (Get-Kept)[$name] | Should -BeOfType [securestring]
            (Read-Secret (Get-Kept)[$name]).Contains($user.RefreshToken) | Should -BeTrue
            [IO.Directory]::Exists($env:XDG_DATA_HOME) | Should -BeFalse
        }

        It 'goes on from there' {
            $user = $server | Connect-AppUser -Credential $account -Vault Mine
            $kept = (Get-Kept).Clone()
            Remove-AppUser $user
            foreach ($name in $kept.Keys) { (Get-Kept)[$name] = $kept[$name] }
            $record = Get-ErrorOf { $server | Connect-AppUser -Vault Mine }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppSessionExpired,*'
            (Get-Kept).Count | Should -Be 0
            $null = $server | Connect-AppUser -Credential $account -Vault Mine
            ($server | Connect-AppUser -Vault Mine -UserId $user.Id).Id | Should -Be $user.Id
        }

        It 'is gone after Disconnect-AppUser' {
            $null = $server | Connect-AppUser -Credential $account -Vault Mine
            Disconnect-AppUser
            (Get-Kept).Count | Should -Be 0
            (Get-ErrorOf { $server | Connect-AppUser -Vault Mine }).FullyQualifiedErrorId | Should -BeLike 'AppSessionNotFound,*'
        }

        It 'moves when it is kept elsewhere' {
            $null = $server | Connect-AppUser -Credential $account -Vault Mine
            $null = $server | Connect-AppUser -Credential $account -Vault Yours
            @((Get-Kept).Keys)[0] | Should -BeLike 'Yours/*'
            (Get-Kept).Count | Should -Be 1
        }

        It 'says that a vault is locked, and connects all the same' {
            $failures = $null
            $user = $server | Connect-AppUser -Credential $account -Vault Locked -ErrorVariable failures -ErrorAction SilentlyContinue
            $user.IsLoggedIn | Should -BeTrue
            $record = $failures | Where-Object FullyQualifiedErrorId -like 'AppSessionStoreFailed,*'
            "$record" | Should -BeLike '*The vault is locked*'
            $record.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        }

        It 'says that SecretManagement is missing' {
            Remove-Module Microsoft.PowerShell.SecretManagement
            try {
                $record = Get-ErrorOf { $server | Connect-AppUser -Vault Mine }
                $record.FullyQualifiedErrorId | Should -BeLike 'AppSessionStoreFailed,*'
                $record.ErrorDetails.RecommendedAction | Should -BeLike '*vault*'
            }
            finally { Import-Module $stand }
        }
    }

    Context 'without a credential' {
        It 'uses the API key of the environment, and a saved session when it is asked for' -Tag CoreOnly {
            $owner = $server | Connect-AppUser -Credential $account -Persist
            $key = New-AppApiKey runbook -AsPlainText
            $other = $server | Connect-AppUser -Credential (New-Account) -Persist
            $env:APPSERVICES_API_KEY = $key
            ($server | Connect-AppUser).Id | Should -Be $owner.Id
            ($server | Connect-AppUser -UserId $other.Id).Id | Should -Be $other.Id
            ($server | Connect-AppUser -Anonymous).ProviderType | Should -Be 'anon-user'
        }

        It 'needs nothing but the environment' {
            $null = $server | Connect-AppUser -Credential $account
            $env:APPSERVICES_API_KEY = New-AppApiKey runbook -AsPlainText
            $env:APPSERVICES_APP_ID, $env:APPSERVICES_BASE_URI = $server.AppId, "$($server.BaseUri)"
            try { Invoke-Elsewhere '(Connect-AppUser).Profile.email' | Should -Be $account.UserName }
            finally { $env:APPSERVICES_APP_ID = $env:APPSERVICES_BASE_URI = $null }
        }

        It 'says that the key of the environment is refused' {
            $env:APPSERVICES_API_KEY = 'nonsense'
            $record = Get-ErrorOf { $server | Connect-AppUser }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            "$record" | Should -Not -BeLike '*nonsense*'
        }
    }
}
