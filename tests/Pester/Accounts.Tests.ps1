Describe 'email/password accounts' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        # One server for the apps that confirm by mail, by function and by themselves: starting one takes longer than most tests.
        $server = Start-TestServer ([IO.Path]::Combine($testApps, 'mail')), ([IO.Path]::Combine($testApps, 'hooks')), $quickstart @{ SecretsPath = $testSecrets }
        $mail, $hooks, $auto = foreach ($id in $server.AppIds) { [pscustomobject]@{ AppId = $id; BaseUri = $server.BaseUri } }

        # The latest link that the server would have mailed to an address.
        function Get-MailedLink {
            param([string] $Email)
            $links = Wait-Until { $server.Log | Where-Object { $_ -like "*for $Email is*" } | ForEach-Object { [regex]::Match($_, 'https://\S+').Value } }
            New-Secret @($links)[-1]
        }

        # Token and id that a function of the app printed for an address.
        function Get-PrintedToken {
            param([string] $Purpose, [string] $Email)
            $found = Wait-Until { @($server.Log | ForEach-Object { [regex]::Match($_, "$Purpose $Email ([0-9a-f]{128}) ([0-9a-f]{24})") } | Where-Object Success) }
            @{ Token = New-Secret $found[-1].Groups[1].Value; TokenId = $found[-1].Groups[2].Value }
        }

        function New-Email {
            param([string] $Kind)
            "$Kind-$([guid]::NewGuid().ToString('N'))@example.com"
        }
    }
    AfterAll { Stop-TestServer $server }

    Context 'confirmed by mail' {
        BeforeEach {
            $credential = New-Credential
            $email = $credential.UserName
            $account = $mail | Register-AppUser -Credential $credential
        }

        It 'cannot log in before it is confirmed' {
            $record = Get-ErrorOf { $mail | Connect-AppUser -Credential $credential }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppCredentialRejected,*'
            $record.Exception.Code | Should -Be 'AuthError'
        }

        It 'is confirmed by the pasted link' {
            $mail | Confirm-AppUser (Get-MailedLink $email) | Should -BeNullOrEmpty
            ($mail | Connect-AppUser -Credential $credential).Profile.email | Should -Be $email
        }

        It 'is confirmed by token and id' {
            $link = Read-Secret (Get-MailedLink $email)
            $token = [regex]::Match($link, '[?&]token=([0-9a-f]+)').Groups[1].Value
            $id = [regex]::Match($link, '[?&]tokenId=([0-9a-f]+)').Groups[1].Value
            $mail | Confirm-AppUser -Token (New-Secret $token) -TokenId $id
            ($mail | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
        }

        It 'gets its mail again, piped from the registration or by address' {
            $first = Read-Secret (Get-MailedLink $email)
            $account | Send-AppUserConfirmation
            $again = Wait-Until { $link = Read-Secret (Get-MailedLink $email); if ($link -ne $first) { $link } }
            $mail | Send-AppUserConfirmation -Email $email
            $null = Wait-Until { (Read-Secret (Get-MailedLink $email)) -ne $again }
            $mail | Confirm-AppUser (Get-MailedLink $email)
            ($mail | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
        }

        It 'is left alone under -WhatIf' {
            $null = Get-MailedLink $email
            $count = @($server.Log -like "*$email*").Count
            $mail | Send-AppUserConfirmation -Email $email -WhatIf
            $mail | Confirm-AppUser (Get-MailedLink $email) -WhatIf
            @($server.Log -like "*$email*").Count | Should -Be $count
            (Get-ErrorOf { $mail | Connect-AppUser -Credential $credential }).Exception.Code | Should -Be 'AuthError'
        }

        It 'has its password reset by the pasted link, which works once' {
            $mail | Confirm-AppUser (Get-MailedLink $email)
            $mail | Send-AppPasswordReset $email
            $link = Wait-Until { $sent = Get-MailedLink $email; if ((Read-Secret $sent) -like '*#/reset') { $sent } }
            $mail | Reset-AppUserPassword $link -NewPassword (New-Secret 'another horse')
            (Get-ErrorOf { $mail | Connect-AppUser -Credential $credential }).Exception.Code | Should -Be 'InvalidPassword'
            ($mail | Connect-AppUser -Credential (New-Credential $email 'another horse')).IsLoggedIn | Should -BeTrue
            $record = Get-ErrorOf { $mail | Reset-AppUserPassword $link -NewPassword (New-Secret 'third horse') }
            $record.FullyQualifiedErrorId | Should -Be 'AppTokenInvalid,AppServices.Commands.ResetAppUserPasswordCommand'
            $record.Exception.Code | Should -Be 'UserpassTokenInvalid'
        }
    }

    Context 'confirmed by function' {
        It 'can log in at once when the function says success' {
            $credential = New-Credential (New-Email success)
            $null = $hooks | Register-AppUser -Credential $credential
            ($hooks | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
        }

        It 'waits for its tokens when the function says pending, and runs it again' {
            $credential = New-Credential (New-Email pending)
            $null = $hooks | Register-AppUser -Credential $credential
            (Get-ErrorOf { $hooks | Connect-AppUser -Credential $credential }).Exception.Code | Should -Be 'AuthError'
            $first = Get-PrintedToken confirm $credential.UserName
            $hooks | Send-AppUserConfirmation $credential.UserName -Function
            $second = Wait-Until { $token = Get-PrintedToken confirm $credential.UserName; if ($token.TokenId -ne $first.TokenId) { $token } }
            $hooks | Confirm-AppUser @second
            ($hooks | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
        }

        It 'has its password reset by function, with arguments' {
            $credential = New-Credential (New-Email success)
            $null = $hooks | Register-AppUser -Credential $credential
            $hooks | Reset-AppUserPassword $credential.UserName -Function -NewPassword (New-Secret 'another horse') -ArgumentList (New-Secret 'blue'), 42
            ($hooks | Connect-AppUser -Credential (New-Credential $credential.UserName 'another horse')).IsLoggedIn | Should -BeTrue
        }

        It 'has it reset later when the function says pending' {
            $credential = New-Credential (New-Email success)
            $null = $hooks | Register-AppUser -Credential $credential
            $hooks | Reset-AppUserPassword $credential.UserName -Function -NewPassword (New-Secret 'unused horse') -ArgumentList later
            ($hooks | Connect-AppUser -Credential $credential).IsLoggedIn | Should -BeTrue
            $token = Get-PrintedToken reset $credential.UserName
            $hooks | Reset-AppUserPassword @token -NewPassword (New-Secret 'another horse')
            ($hooks | Connect-AppUser -Credential (New-Credential $credential.UserName 'another horse')).IsLoggedIn | Should -BeTrue
        }
    }

    Context 'errors' {
        BeforeAll {
            $known = New-Credential (New-Email success)
            $null = $hooks | Register-AppUser -Credential $known
            $confirmed = New-Credential
            $null = $mail | Register-AppUser -Credential $confirmed
            $mail | Confirm-AppUser (Get-MailedLink $confirmed.UserName)
            $pending = New-Credential
            $null = $mail | Register-AppUser -Credential $pending
            $unknown = New-Email nobody
            $wellFormed = @{ Token = New-Secret ('a' * 128); TokenId = 'b' * 24 }
            $new = New-Secret 'another horse'
        }

        It 'says <Id> for <Name>' -ForEach @(
            @{ Name = 'a taken address'; Id = 'AppUserExists'; Category = 'ResourceExists'; Code = 'AccountNameInUse'; Script = { $hooks | Register-AppUser -Credential $known } }
            @{ Name = 'an address that waits for its confirmation'; Id = 'AppUserExists'; Category = 'ResourceExists'; Code = 'AccountNameInUse'; Script = { $mail | Register-AppUser -Credential $pending } }
            @{ Name = 'an address that is none'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $mail | Register-AppUser -Credential (New-Credential ' ') } }
            @{ Name = 'a password too short'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $hooks | Register-AppUser -Credential (New-Credential -Password 'five5') } }
            @{ Name = 'a password too long'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $hooks | Register-AppUser -Credential (New-Credential -Password ('x' * 129)) } }
            @{ Name = 'a registration that the function refuses'; Id = 'AppFunctionFailed'; Category = 'InvalidResult'; Code = 'BadRequest'; Script = { $hooks | Register-AppUser -Credential (New-Credential (New-Email fail)) } }
            @{ Name = 'a malformed token to confirm'; Id = 'AppTokenInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $mail | Confirm-AppUser -Token (New-Secret 'abc') -TokenId 'def' } }
            @{ Name = 'an unknown token to confirm'; Id = 'AppTokenInvalid'; Category = 'InvalidArgument'; Code = 'UserpassTokenInvalid'; Script = { $mail | Confirm-AppUser @wellFormed } }
            @{ Name = 'a link that is none'; Id = 'AppTokenInvalid'; Category = 'InvalidArgument'; Code = 'LinkInvalid'; Script = { $mail | Confirm-AppUser (New-Secret 'https://shop.example.com/confirm') } }
            @{ Name = 'a malformed token to reset'; Id = 'AppTokenInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $mail | Reset-AppUserPassword -Token (New-Secret 'abc') -TokenId 'def' -NewPassword $new } }
            @{ Name = 'an unknown token to reset'; Id = 'AppTokenInvalid'; Category = 'InvalidArgument'; Code = 'UserpassTokenInvalid'; Script = { $mail | Reset-AppUserPassword @wellFormed -NewPassword $new } }
            @{ Name = 'a confirmation mail to a confirmed account'; Id = 'AppUserAlreadyConfirmed'; Category = 'InvalidOperation'; Code = 'UserAlreadyConfirmed'; Script = { $mail | Send-AppUserConfirmation $confirmed.UserName } }
            @{ Name = 'a confirmation mail to nobody'; Id = 'AppUserNotFound'; Category = 'ObjectNotFound'; Code = 'UserNotFound'; Script = { $mail | Send-AppUserConfirmation $unknown } }
            @{ Name = 'the confirmation function for a confirmed account'; Id = 'AppUserAlreadyConfirmed'; Category = 'InvalidOperation'; Code = 'UserAlreadyConfirmed'; Script = { $hooks | Send-AppUserConfirmation $known.UserName -Function } }
            @{ Name = 'the confirmation function for nobody'; Id = 'AppUserNotFound'; Category = 'ObjectNotFound'; Code = 'UserNotFound'; Script = { $hooks | Send-AppUserConfirmation $unknown -Function } }
            @{ Name = 'the confirmation function of an app that confirms by mail'; Id = 'AppOperationNotEnabled'; Category = 'NotEnabled'; Code = 'BadRequest'; Script = { $mail | Send-AppUserConfirmation $pending.UserName -Function } }
            @{ Name = 'a reset mail to nobody'; Id = 'AppUserNotFound'; Category = 'ObjectNotFound'; Code = 'UserNotFound'; Script = { $mail | Send-AppPasswordReset $unknown } }
            @{ Name = 'a reset mail of an app that resets by function'; Id = 'AppOperationNotEnabled'; Category = 'NotEnabled'; Code = 'BadRequest'; Script = { $hooks | Send-AppPasswordReset $known.UserName } }
            @{ Name = 'the reset function for nobody'; Id = 'AppUserNotFound'; Category = 'ObjectNotFound'; Code = 'UserNotFound'; Script = { $hooks | Reset-AppUserPassword $unknown -Function -NewPassword $new } }
            @{ Name = 'a reset that the function refuses'; Id = 'AppFunctionFailed'; Category = 'InvalidResult'; Code = $null; Script = { $hooks | Reset-AppUserPassword $known.UserName -Function -NewPassword $new -ArgumentList 'red' } }
            @{ Name = 'an argument that cannot be sent'; Id = 'AppArgumentInvalid'; Category = 'InvalidArgument'; Code = $null; Script = { $hooks | Reset-AppUserPassword $known.UserName -Function -NewPassword $new -ArgumentList ([Threading.Thread]::CurrentThread) } }
            @{ Name = 'a new password too short'; Id = 'AppParameterInvalid'; Category = 'InvalidArgument'; Code = 'BadRequest'; Script = { $hooks | Reset-AppUserPassword $known.UserName -Function -NewPassword (New-Secret 'five5') -ArgumentList blue, 42 } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,AppServices.Commands.*"
            $record.CategoryInfo.Category | Should -Be $Category
            $record.Exception.Code | Should -Be $Code
            $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $record.TargetObject | Should -Not -BeOfType [Management.Automation.PSCmdlet]
        }

        It 'says that the app confirms by itself' {
            $record = Get-ErrorOf { $auto | Send-AppUserConfirmation nobody@example.com -Function }
            $record.FullyQualifiedErrorId | Should -Be 'AppOperationNotEnabled,AppServices.Commands.SendAppUserConfirmationCommand'
            $record.Exception.Reason | Should -BeLike 'cannot run confirmation for nobody@example.com: automatic confirmation is enabled'
        }

        It 'says that the confirmation function refuses an account that waited' {
            # The function changes its mind: the same app, with another function and the same data.
            $app = [IO.Path]::Combine($TestDrive, 'changing')
            foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($testApps, 'hooks'), '*', 'AllDirectories')) {
                $null = New-JsonFile ([IO.Path]::Combine($app, $file.Substring($testApps.Length + '/hooks/'.Length))) ([IO.File]::ReadAllText($file))
            }
            $data = [IO.Path]::Combine($TestDrive, 'data')
            $email = New-Email pending
            $first = Start-AppServer $app -Port 0 -DataPath $data -SecretsPath $testSecrets -SettingsPath $testSettings
            try { $null = $first | Register-AppUser -Credential (New-Credential $email) } finally { Stop-AppServer $first }
            [IO.File]::WriteAllText([IO.Path]::Combine($app, 'functions', 'confirm.js'), "exports = () => ({ status: 'fail' });")
            $second = Start-AppServer $app -Port 0 -DataPath $data -SecretsPath $testSecrets -SettingsPath $testSettings
            try { $record = Get-ErrorOf { $second | Send-AppUserConfirmation $email -Function } } finally { Stop-AppServer $second }
            $record.FullyQualifiedErrorId | Should -BeLike 'AppFunctionFailed,*'
            $record.Exception.Reason | Should -Be "failed to confirm user `"$email`""
        }

        It 'leaves an address free whose registration was refused' {
            $credential = New-Credential (New-Email fail)
            foreach ($try in 1, 2) { (Get-ErrorOf { $hooks | Register-AppUser -Credential $credential }).Exception.Code | Should -Be 'BadRequest' }
        }

        It 'takes a hashtable for an account, with columns in any case' {
            $email = New-Email success
            ($hooks | Register-AppUser -Credential @{ Email = $email; password = 'correct horse' }).Email | Should -Be $email
        }

        It 'goes on after a row that is no account, and shows no column of it' {
            $rows = ConvertFrom-Csv "Mail,Email,Password`
mia@example.com,,hunter2hunter2`
,$(New-Email success),correct horse"
            $made = $rows | Register-AppUser -AppId $hooks.AppId -BaseUri $hooks.BaseUri -ErrorAction SilentlyContinue -ErrorVariable failures
            $made.Email | Should -Be $rows[1].Email
            "$($failures.FullyQualifiedErrorId) $($failures.CategoryInfo.TargetName)" | Should -Be 'AppArgumentInvalid,AppServices.Commands.RegisterAppUserCommand row'
            $failures.TargetObject | Should -Be $rows[0]
            "$failures $($failures.CategoryInfo)" | Should -Not -BeLike '*hunter2*'
        }

        It 'goes on with the next address' {
            $failures = $null
            $unknown, 'nobody@example.com' | Send-AppPasswordReset -AppId $mail.AppId -BaseUri $mail.BaseUri -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.TargetObject | Should -Be $unknown, 'nobody@example.com'
        }

        It 'refuses text for a secret and does not repeat it' -ForEach @(
            @{ Script = { $mail | Confirm-AppUser 'https://x/?token=hunter2&tokenId=1' } }
            @{ Script = { $mail | Confirm-AppUser -Token 'hunter2' -TokenId 1 } }
            @{ Script = { $mail | Reset-AppUserPassword -Token (New-Secret a) -TokenId 1 -NewPassword 'hunter2' } }
        ) {
            $record = Get-ErrorOf $Script
            $record.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
            "$record" | Should -BeLike '*SecureString*'
            "$record $($record.Exception.InnerException)" | Should -Not -BeLike '*hunter2*'
        }
    }
}
