@{
    RootModule        = 'EmptyModule.dll'
    ModuleVersion     = '1.0.0'
    GUID              = 'c1d0f0f5-4c37-4b0e-9a34-0d5c1fd0a7b2'
    Author            = 'The AppServices authors'
    Description       = 'The least that a binary module can be: what the import of AppServices is measured against.'
    PowerShellVersion = '5.1'
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @('Get-Nothing')
}
