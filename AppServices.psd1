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
    FormatsToProcess       = @('AppServices.Format.ps1xml')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    CmdletsToExport        = @(
        'Add-AppDependency',
        'Add-AppDocument',
        'Add-AppUserLink',
        'Confirm-AppAccount',
        'Confirm-AppUser',
        'Connect-AppAdmin',
        'Connect-AppUser',
        'Disable-AppAccount',
        'Disable-AppApiKey',
        'Disable-AppHosting',
        'Disable-AppServerApiKey',
        'Disable-AppTrigger',
        'Disconnect-AppAdmin',
        'Disconnect-AppUser',
        'Enable-AppAccount',
        'Enable-AppApiKey',
        'Enable-AppHosting',
        'Enable-AppServerApiKey',
        'Enable-AppTrigger',
        'Export-AppDefinition',
        'Export-AppDocument',
        'Export-AppHostingFile',
        'Get-AppAccount',
        'Get-AppAccountDevice',
        'Get-AppAdmin',
        'Get-AppApiKey',
        'Get-AppCollection',
        'Get-AppDatabase',
        'Get-AppDefinition',
        'Get-AppDependency',
        'Get-AppDeployment',
        'Get-AppDocument',
        'Get-AppEndpoint',
        'Get-AppEnvironmentValue',
        'Get-AppFunction',
        'Get-AppFunctionDefinition',
        'Get-AppHostingFile',
        'Get-AppLog',
        'Get-AppLogForwarder',
        'Get-AppRequestOrigin',
        'Get-AppRule',
        'Get-AppSchema',
        'Get-AppSecret',
        'Get-AppServer',
        'Get-AppServerApiKey',
        'Get-AppTrigger',
        'Get-AppUser',
        'Get-AppUserCustomData',
        'Get-AppUserIdentity',
        'Get-AppUserProfile',
        'Get-AppValue',
        'Import-AppAccount',
        'Import-AppDocument',
        'Invoke-AppAggregate',
        'Invoke-AppBulkWrite',
        'Invoke-AppEndpoint',
        'Invoke-AppFunction',
        'Invoke-AppRequest',
        'New-AppAccount',
        'New-AppApiKey',
        'New-AppDefinition',
        'New-AppServerApiKey',
        'New-AppTrigger',
        'Publish-AppDefinition',
        'Publish-AppHostingFile',
        'Register-AppPushDevice',
        'Register-AppUser',
        'Register-AppUserEvent',
        'Remove-AppAccount',
        'Remove-AppApiKey',
        'Remove-AppDefinition',
        'Remove-AppDependency',
        'Remove-AppDocument',
        'Remove-AppEndpoint',
        'Remove-AppEnvironmentValue',
        'Remove-AppFunctionDefinition',
        'Remove-AppHostingFile',
        'Remove-AppLogForwarder',
        'Remove-AppRule',
        'Remove-AppSchema',
        'Remove-AppSecret',
        'Remove-AppServerApiKey',
        'Remove-AppTrigger',
        'Remove-AppUser',
        'Remove-AppValue',
        'Reset-AppUserPassword',
        'Restore-AppDeployment',
        'Resume-AppTrigger',
        'Revoke-AppAccountSession',
        'Send-AppPasswordReset',
        'Send-AppUserConfirmation',
        'Set-AppDocument',
        'Set-AppEndpoint',
        'Set-AppEnvironmentValue',
        'Set-AppFunctionDefinition',
        'Set-AppLogForwarder',
        'Set-AppRequestOrigin',
        'Set-AppRule',
        'Set-AppSchema',
        'Set-AppSecret',
        'Set-AppTrigger',
        'Set-AppValue',
        'Start-AppServer',
        'Stop-AppServer',
        'Switch-AppUser',
        'Test-AppConnection',
        'Test-AppFunction',
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
