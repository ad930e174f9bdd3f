@{
    ModuleVersion  = '1.0'
    TypesToProcess = @('AppServices.Types.ps1xml')
}
