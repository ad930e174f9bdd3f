@{
    RootModule             = 'AppServices.psm1'
    # The build puts the version of Directory.Build.props here, which is the server's, too.
    ModuleVersion          = '0.0.0'
    GUID                   = '6d3b7a52-0f0e-4f5c-9d0c-6b1f6a3c58e4'
    Author                 = 'The AppServices authors'
    CompanyName            = 'The AppServices authors'
    Copyright              = '(c) 2026 The AppServices authors. MIT license.'
    Description            = 'Log in as a user of a MongoDB Atlas App Services app, call its functions, work with its documents and manage its users from PowerShell, against any server that speaks the App Services client API.'
    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    # Before the types, which name what values become again that come from other processes.
    RequiredAssemblies     = @("bin/$PSEdition/AppServices.Client.dll", "bin/$PSEdition/AppServices.PowerShell.dll")
    FormatsToProcess       = @('AppServices.Format.ps1xml')
    TypesToProcess         = @('AppServices.Types.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Add-AppDocument',
        'Add-AppUserLink',
        'Confirm-AppUser',
        'Connect-AppUser',
        'Disable-AppApiKey',
        'Disconnect-AppUser',
        'Enable-AppApiKey',
        'Export-AppDocument',
        'Get-AppApiKey',
        'Get-AppCollection',
        'Get-AppDatabase',
        'Get-AppDocument',
        'Get-AppFunction',
        'Get-AppServer',
        'Get-AppUser',
        'Get-AppUserCustomData',
        'Get-AppUserIdentity',
        'Get-AppUserProfile',
        'Import-AppDocument',
        'Invoke-AppAggregate',
        'Invoke-AppBulkWrite',
        'Invoke-AppEndpoint',
        'Invoke-AppFunction',
        'Invoke-AppRequest',
        'New-AppApiKey',
        'Register-AppPushDevice',
        'Register-AppUser',
        'Register-AppUserEvent',
        'Remove-AppApiKey',
        'Remove-AppDocument',
        'Remove-AppUser',
        'Reset-AppUserPassword',
        'Send-AppPasswordReset',
        'Send-AppUserConfirmation',
        'Set-AppDocument',
        'Start-AppServer',
        'Stop-AppServer',
        'Switch-AppUser',
        'Test-AppConnection',
        'Unregister-AppPushDevice',
        'Unregister-AppUser',
        'Unregister-AppUserEvent',
        'Update-AppDocument',
        'Update-AppUserCustomData',
        'Update-AppUserToken',
        'Watch-AppDocument'
    )
    PrivateData            = @{
        PSData = @{
            LicenseUri   = 'https://github.com/appservices-ps/AppServices/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/appservices-ps/AppServices'
            IconUri      = 'https://raw.githubusercontent.com/appservices-ps/AppServices/main/docs/images/icon.png'
            ReleaseNotes = 'The build puts the section of CHANGELOG.md here.'
            Tags         = @('PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'MongoDB', 'Atlas', 'Realm', 'AppServices')
        }
    }
}
