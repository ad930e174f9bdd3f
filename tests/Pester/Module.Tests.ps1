Describe 'the module' {
    BeforeDiscovery {
        $types = @(
            @{ View = 'AppUser'; Columns = 'Id', 'State', 'Provider', 'AppId' }
            @{ View = 'AppServer'; Columns = 'Id', 'Running', 'BaseUri', 'AppIds' }
        )
    }
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $folder = [IO.Path]::Combine($repository, 'out', 'AppServices')
        $module = Get-Module AppServices
    }

    It 'exports the cmdlets of its library, and nothing else' {
        $library = $module.NestedModules | Where-Object Path -like '*AppServices.PowerShell.dll'
        $inLibrary = @($library.ExportedCmdlets.Keys | ForEach-Object { $_ }) -join ','
        $inManifest = @($module.ExportedCmdlets.Keys | ForEach-Object { $_ }) -join ','
        $inManifest.Split(',').Count | Should -Be $inLibrary.Split(',').Count
        foreach ($name in $inLibrary.Split(',')) { $inManifest.Split(',') | Should -Contain $name }
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'ships no library of others for PowerShell 7' {
        $files = [IO.Directory]::GetFiles([IO.Path]::Combine($folder, 'bin', 'net8.0')) | ForEach-Object { [IO.Path]::GetFileName($_) }
        foreach ($file in $files) { $file | Should -BeIn 'AppServices.PowerShell.dll', 'AppServices.Client.dll' }
        $files.Count | Should -Be 2
    }

    It 'uses approved verbs and the App prefix' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $command.Noun | Should -BeLike 'App*'
            $command.Verb | Should -BeIn 'Add', 'Confirm', 'Connect', 'Disable', 'Disconnect', 'Enable', 'Get', 'Invoke', 'New', 'Register', 'Remove', 'Reset', 'Send', 'Start', 'Stop', 'Switch', 'Unregister', 'Update'
        }
    }

    It 'can be removed and imported again' {
        $manifest = [IO.Path]::Combine($folder, 'AppServices.psd1')
        Remove-Module AppServices
        Import-Module $manifest
        (Get-Command Invoke-AppFunction).Source | Should -Be 'AppServices'
    }

    It 'says what it needs to know for every cmdlet: <_>' -ForEach 'Connect-AppUser', 'Invoke-AppFunction', 'Register-AppUser', 'Start-AppServer' {
        (Get-Command $_).OutputType.Count | Should -BeGreaterThan 0
    }

    It 'has a table for <View> that fits in 80 columns' -ForEach $types {
        $xml = [xml][IO.File]::ReadAllText([IO.Path]::Combine($folder, 'AppServices.Format.ps1xml'))
        $table = $xml.SelectSingleNode("//View[Name='$View']/TableControl")
        $table | Should -Not -BeNullOrEmpty
        $widths = @($table.SelectNodes('TableHeaders/TableColumnHeader/Width') | ForEach-Object { [int]$_.InnerText + 1 })
        ($widths | ForEach-Object { $sum = 0 } { $sum += $_ } { $sum }) | Should -BeLessThan 70
        $widths.Count | Should -BeLessOrEqual 4
        $headers = @($table.SelectNodes('TableHeaders/TableColumnHeader'))
        $items = @($table.SelectNodes('.//TableColumnItem/PropertyName') | ForEach-Object InnerText)
        for ($i = 0; $i -lt $items.Count; $i++) {
            $label = $headers[$i].SelectSingleNode('Label')
            $(if ($label) { $label.InnerText } else { $items[$i] }) | Should -Be $Columns[$i]
        }
    }
}
