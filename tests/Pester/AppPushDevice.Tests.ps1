Describe 'Register- and Unregister-AppPushDevice' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp hooks
        $user = $server | Connect-AppUser -Anonymous
        $token = New-Secret 'fcm-token'
    }

    It 'registers, replaces and unregisters, each as often as one likes' {
        Register-AppPushDevice gcm -RegistrationToken $token | Should -BeNullOrEmpty
        Register-AppPushDevice gcm -RegistrationToken (New-Secret 'another token')
        Unregister-AppPushDevice gcm | Should -BeNullOrEmpty
        Get-ErrorOf { Unregister-AppPushDevice gcm } | Should -BeNullOrEmpty
    }

    It 'takes piped users' {
        $other = $server | Connect-AppUser -Anonymous -AsNewUser
        $lines = $user, $other | Register-AppPushDevice gcm -RegistrationToken $token -Verbose 4>&1
        @($lines -match 'PUT .*/push/providers/gcm/registration 204').Count | Should -Be 2
    }

    It 'sends nothing under -WhatIf' {
        $lines = Register-AppPushDevice nosuch -RegistrationToken $token -WhatIf -Verbose 4>&1
        @(@($lines) -match 'PUT').Count | Should -Be 0
        Unregister-AppPushDevice nosuch -WhatIf
    }

    It 'says <Id> for <Name>' -ForEach @(
        @{ Name = 'an unknown service'; Id = 'AppServiceNotFound'; Code = 'ServiceNotFound'; Target = 'gcm_x'; Script = { Register-AppPushDevice gcm_x -RegistrationToken $token } }
        @{ Name = 'an unknown service to unregister'; Id = 'AppServiceNotFound'; Code = 'ServiceNotFound'; Target = 'gcm_x'; Script = { Unregister-AppPushDevice gcm_x } }
        @{ Name = 'an empty token'; Id = 'AppParameterInvalid'; Code = 'InvalidParameter'; Target = 'gcm'; Script = { Register-AppPushDevice gcm -RegistrationToken ([securestring]::new()) } }
        @{ Name = 'a removed user'; Id = 'AppSessionExpired'; Code = 'ClientUserNotLoggedIn'; Target = 'gcm'; Script = { $gone = $server | Connect-AppUser -Anonymous -AsNewUser; Disconnect-AppUser; Register-AppPushDevice gcm -RegistrationToken $token -User $gone } }
    ) {
        $record = Get-ErrorOf $Script
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,AppServices.Commands.*AppPushDeviceCommand"
        $record.Exception.Code | Should -Be $Code
        $record.TargetObject | Should -Be $Target
    }

    It 'refuses text for the token and does not repeat it' {
        $record = Get-ErrorOf { Register-AppPushDevice gcm -RegistrationToken 'hunter2' }
        "$record $($record.Exception.InnerException)" | Should -Not -BeLike '*hunter2*'
    }
}
