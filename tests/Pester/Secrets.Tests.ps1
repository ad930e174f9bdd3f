Describe 'secrets' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp hooks
        $before = $env:XDG_DATA_HOME, $env:APPSERVICES_API_KEY
        $env:XDG_DATA_HOME = [IO.Path]::Combine($TestDrive, 'data')

        # Everything that is secret and all that was to be seen, as the scenario below collects them.
        $secrets = [Collections.Generic.List[string]]::new()
        $records = [Collections.Generic.List[object]]::new()

        # A secret that no line of this file contains.
        function Add-Secret {
            param([string] $Text)
            $unique = $Text.Replace('*', [guid]::NewGuid().ToString('N'))
            $secrets.Add($unique)
            New-Secret $unique
        }

        function Add-Account {
            param([string] $Name)
            [pscredential]::new("success-$Name-$([guid]::NewGuid().ToString('N'))@example.com", (Add-Secret "password * of $Name"))
        }

        function Add-Jwt {
            param([string] $Subject)
            Add-Secret (New-Jwt "{`"sub`":`"$Subject`",`"aud`":`"hooks-abcde`",`"exp`":$(Get-UnixTime 300)}" $jwtKey)
        }

        # Runs a step with every stream open and keeps what comes out of any of them, objects and errors included.
        function Invoke-Step {
            param([scriptblock] $Step)
            $VerbosePreference = $DebugPreference = $InformationPreference = $WarningPreference = 'Continue'
            $ErrorActionPreference = 'Continue'
            try { $seen = @(& $Step *>&1) } catch { $seen = @($_) }
            foreach ($one in $seen) {
                if (-not ($records | Where-Object { [object]::ReferenceEquals($_, $one) })) { $records.Add($one) }
                if ($one -is [AppServices.AppUser] -and $one.IsLoggedIn) { $secrets.Add($one.AccessToken); $secrets.Add($one.RefreshToken) }
            }
            $seen | Where-Object { $_ -isnot [Management.Automation.InformationalRecord] }
        }

        # Asked once: a host without a command looks for it in every module.
        $canFormat, $canConvert = foreach ($name in 'Format-List', 'ConvertTo-Json') { [bool](Get-Command $name -ErrorAction Ignore) }

        # All text that an object can turn into: itself, its properties to some depth, its CliXml, and for errors every cause.
        function Get-AllText {
            param($Value)
            "$Value"
            [Management.Automation.PSSerializer]::Serialize($Value, 2)
            $Value.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }
            $Value.PSObject.Members | ForEach-Object Name
            if ($Value -is [Management.Automation.ErrorRecord]) {
                for ($cause = $Value.Exception; $cause; $cause = $cause.InnerException) { "$cause"; $cause.Data.Values }
                $Value.ErrorDetails.Message; $Value.ErrorDetails.RecommendedAction; "$($Value.TargetObject)"; $Value.ScriptStackTrace; $Value.InvocationInfo.PositionMessage
            }
            if ($canFormat) { $Value | Format-List * -Force | Out-String; $Value | Format-Table | Out-String }
            if ($canConvert -and $Value -isnot [Management.Automation.ErrorRecord]) { ConvertTo-Json $Value -Depth 3 -WarningAction Ignore }
        }
    }
    AfterAll {
        $env:XDG_DATA_HOME, $env:APPSERVICES_API_KEY = $before
    }

    It 'are nowhere to be seen after everything was done' -Tag CoreOnly {
        $transcript = [IO.Path]::Combine($TestDrive, 'transcript.txt')
        $canTranscribe = [bool](Get-Command Start-Transcript -ErrorAction Ignore)
        if ($canTranscribe) { $null = Start-Transcript $transcript }
        try {
            $account = Add-Account mia
            $wrong = [pscredential]::new($account.UserName, (Add-Secret 'a wrong * password'))
            $null = Invoke-Step { $server | Register-AppUser -Credential $account -Verbose -Debug }
            $null = Invoke-Step { $server | Register-AppUser -Credential $account -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -Credential $wrong -Verbose -Debug }
            $user = Invoke-Step { $server | Connect-AppUser -Credential $account -Persist -Verbose -Debug }
            $user | Should -BeOfType [AppServices.AppUser]
            $null = Invoke-Step { Invoke-AppFunction whoAmI -Verbose -Debug }
            $null = Invoke-Step { Register-AppUserEvent -SourceIdentifier secrets }
            $null = Invoke-Step { Update-AppUserToken -PassThru -Verbose -Debug }
            $null = Invoke-Step { Update-AppUserCustomData -Verbose -Debug }

            $key = Invoke-Step { New-AppApiKey laptop -Verbose -Debug }
            $secrets.Add((Read-Secret $key.Key))
            $null = Invoke-Step { Get-AppApiKey -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -ApiKey $key.Key -Verbose -Debug }
            $null = Invoke-Step { $key | Disable-AppApiKey -PassThru -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -ApiKey $key.Key -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -ApiKey (Add-Secret 'no such * key') -Verbose -Debug }
            $null = Invoke-Step { $key | Remove-AppApiKey -Confirm:$false -Verbose -Debug }

            $null = Invoke-Step { $server | Connect-AppUser -Anonymous -AsNewUser -Verbose -Debug }
            $null = Invoke-Step { Add-AppUserLink -Jwt (Add-Jwt mia) -PassThru -Verbose -Debug }
            $null = Invoke-Step { Add-AppUserLink -Jwt (Add-Secret 'not.a.*token') -Verbose -Debug }
            $null = Invoke-Step { Add-AppUserLink -FunctionPayload @{ desk = 1; pin = (Add-Secret 'wrong payload * pin') } -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -FunctionPayload @{ desk = 2; pin = (New-Secret '1234'); more = (Add-Secret 'payload * secret') } -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -GoogleAuthCode (Add-Secret 'google * code') -Verbose -Debug }
            $null = Invoke-Step { $server | Connect-AppUser -AppCredential ([AppServices.AppCredential]::Apple((Add-Secret 'apple * token'))) -Verbose -Debug }

            $new = Add-Secret 'the new * password'
            $null = Invoke-Step { $server | Reset-AppUserPassword $account.UserName -Function -NewPassword $new -ArgumentList (Add-Secret 'wrong * answer'), 1 -Verbose -Debug }
            $null = Invoke-Step { $server | Reset-AppUserPassword $account.UserName -Function -NewPassword $new -ArgumentList blue, 42 -Verbose -Debug }
            $null = Invoke-Step { $server | Reset-AppUserPassword -Token (Add-Secret '****') -TokenId ('0' * 24) -NewPassword $new -Verbose -Debug }
            $null = Invoke-Step { $server | Confirm-AppUser (Add-Secret "https://x.example.com/?token=****&tokenId=$('0' * 24)") -Verbose -Debug }
            $null = Invoke-Step { $server | Confirm-AppUser (Add-Secret 'https://x.example.com/no-token/*') -Verbose -Debug }
            $null = Invoke-Step { Register-AppPushDevice gcm -RegistrationToken (Add-Secret 'push registration * token') -Verbose -Debug }

            $env:APPSERVICES_API_KEY = Read-Secret (Add-Secret 'the * of the environment')
            $null = Invoke-Step { $server | Connect-AppUser -Verbose -Debug }
            $env:APPSERVICES_API_KEY = $null
            $null = Invoke-Step { $server | Connect-AppUser -UserId $user.Id -Verbose -Debug }
            $text = Read-Secret (Add-Secret 'text * by mistake')
            $null = Invoke-Step { $server | Connect-AppUser -Jwt $text -Verbose -Debug }
            $null = Invoke-Step { Get-AppUser -All | Where-Object BaseUri -eq $server.BaseUri; Get-AppUserIdentity; Get-AppUserProfile; (Get-AppUser).ApiKeys; (Get-AppUser).Functions; (Get-AppUser).Push('gcm') }
            foreach ($received in $ExecutionContext.Events.ReceivedEvents) { $records.Add($received) }
            $null = Invoke-Step { Disconnect-AppUser $user -Verbose -Debug }
            $null = Invoke-Step { Invoke-AppFunction whoAmI -User $user -Verbose -Debug }
            $null = Invoke-Step { Unregister-AppUser -Confirm:$false -Verbose -Debug }
        }
        finally {
            Unregister-AppUserEvent '*'
            if ($canTranscribe) { $null = Stop-Transcript }
        }

        @($records | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Count | Should -BeGreaterThan 30
        @($records | Where-Object { $_ -is [Management.Automation.DebugRecord] }).Count | Should -BeGreaterThan 30
        @($records | Where-Object { $_ -is [Management.Automation.ErrorRecord] }).Count | Should -BeGreaterThan 10
        $secrets.Count | Should -BeGreaterThan 25

        # What the scenario's own lines say is not what the module says.
        $all = @($records | ForEach-Object { Get-AllText $_ }) -join "`n"
        if ($canTranscribe) { $all += [IO.File]::ReadAllText($transcript) }
        foreach ($secret in $secrets) {
            $at = $all.IndexOf($secret, [StringComparison]::Ordinal)
            $(if ($at -ge 0) { "'$secret' in: " + $all.Substring([Math]::Max(0, $at - 200), [Math]::Min(400, $all.Length - [Math]::Max(0, $at - 200))) }) | Should -BeNullOrEmpty
        }
    }

    It 'are in no file but the saved session' -Tag CoreOnly {
        $account = Add-Account saved
        $null = $server | Register-AppUser -Credential $account
        $user = $server | Connect-AppUser -Credential $account -Persist
        $files = [IO.Directory]::GetFiles($env:XDG_DATA_HOME, '*', 'AllDirectories')
        $withToken = @($files | Where-Object { [IO.File]::ReadAllText($_).Contains($user.RefreshToken) })
        $withToken.Count | Should -Be 1
        $withToken[0] | Should -BeLike '*.session'
        Disconnect-AppUser
    }
}
