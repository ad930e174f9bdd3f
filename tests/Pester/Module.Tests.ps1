Describe 'the module' {
    BeforeDiscovery {
        $types = @(
            @{ View = 'AppUser'; Columns = 'Id', 'State', 'ProviderType', 'Name' }
            @{ View = 'UserIdentity'; Columns = 'ProviderType', 'UserId', 'Id' }
            @{ View = 'AppUserRegistration'; Columns = 'Email', 'AppId', 'BaseUri' }
            @{ View = 'AppApiKey'; Columns = 'Id', 'IsEnabled', 'UserId', 'Name' }
            @{ View = 'AppUserEventArgs'; Columns = 'Kind', 'User', 'Time' }
            @{ View = 'AppWriteResult'; Columns = 'MatchedCount', 'ModifiedCount', 'DeletedCount', 'InsertedCount', 'Namespace' }
            @{ View = 'AppDocumentChange'; Columns = 'operationType', 'documentKey', 'fullDocument' }
            @{ View = 'AppServer'; Columns = 'Id', 'IsRunning', 'BaseUri', 'AppIds' }
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
        $files = [IO.Directory]::GetFiles([IO.Path]::Combine($folder, 'bin', 'Core')) | ForEach-Object { [IO.Path]::GetFileName($_) }
        foreach ($file in $files) { $file | Should -BeIn 'AppServices.PowerShell.dll', 'AppServices.Client.dll' }
        $files.Count | Should -Be 2
    }

    It 'uses approved verbs and the App prefix' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $command.Noun | Should -BeLike 'App*'
            $command.Verb | Should -BeIn 'Add', 'Confirm', 'Connect', 'Disable', 'Disconnect', 'Enable', 'Export', 'Get', 'Import', 'Invoke', 'New', 'Publish', 'Register', 'Remove', 'Reset', 'Restore', 'Resume', 'Revoke', 'Send', 'Set', 'Start', 'Stop', 'Switch', 'Test', 'Unregister', 'Update', 'Watch'
        }
    }

    It 'takes no secret as text' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            foreach ($parameter in $command.Parameters.Values) {
                if ($parameter.SwitchParameter -or $parameter.Name -notmatch '(Password|Token|Jwt|ApiKey|AuthCode|Link|Secret)$') { continue }
                $parameter.ParameterType.FullName | Should -Be 'System.Security.SecureString' -Because "it is -$($parameter.Name) of $command"
            }
        }
    }

    It 'asks before it changes anything at a service or on this machine' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $changes = $command.Verb -in 'Add', 'Confirm', 'Disable', 'Enable', 'Export', 'Import', 'Invoke', 'New', 'Publish', 'Register', 'Remove', 'Reset', 'Restore', 'Resume', 'Revoke', 'Send', 'Set', 'Start', 'Stop', 'Unregister' -and $command.Name -ne 'Register-AppUserEvent' -or $command.Name -in 'Update-AppDocument', 'Update-AppUserCustomData', 'Test-AppFunction'
            $command.Parameters.ContainsKey('WhatIf') | Should -Be $changes -Because "it is $command"
            $impact = if ($command.Name -in 'Unregister-AppUser', 'Remove-AppApiKey', 'Remove-AppDefinition', 'Remove-AppAccount', 'Remove-AppSecret', 'Remove-AppServerApiKey') { 'High' } elseif ($changes) { 'Medium' } else { 'None' }
            $command.ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be $impact -Because "it is $command"
        }
    }

    It 'takes users the same way everywhere' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $user = $command.Parameters['User']
            if (-not $user) { continue }
            $user.ParameterType | Should -BeIn ([AppServices.AppUser]), ([AppServices.AppUser[]])
            @($user.Attributes | Where-Object { $_ -is [Management.Automation.ArgumentCompleterAttribute] }).Count | Should -Be 1 -Because "it is $command"
        }
    }

    It 'can be removed and imported again' {
        Remove-Module AppServices
        Import-Module $moduleManifest
        (Get-Command Invoke-AppFunction).Source | Should -Be 'AppServices'
    }

    It 'says why it cannot be imported' {
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Combine($TestDrive, 'bin', 'Core'))
        foreach ($file in 'AppServices.psm1', 'Explain.ps1') { [IO.File]::Copy([IO.Path]::Combine($folder, $file), [IO.Path]::Combine($TestDrive, $file)) }
        [IO.File]::WriteAllText([IO.Path]::Combine($TestDrive, 'bin', 'Core', 'AppServices.PowerShell.dll'), 'damaged')
        $second = try { Import-Module ([IO.Path]::Combine($TestDrive, 'AppServices.psm1')) } catch { $_ }
        $second.Exception.Message | Should -BeLike 'AppServices * is imported already, from *. Run Remove-Module AppServices first*'
        Remove-Module AppServices
        $caught = try { Import-Module ([IO.Path]::Combine($TestDrive, 'AppServices.psm1')) } catch { $_ }
        Import-Module $moduleManifest
        $caught | Should -Not -BeNullOrEmpty
    }

    It 'says what it needs to know for every cmdlet: <_>' -ForEach 'Add-AppDocument', 'Add-AppUserLink', 'Connect-AppUser', 'Disable-AppApiKey', 'Enable-AppApiKey', 'Export-AppDocument', 'Get-AppApiKey', 'Get-AppCollection', 'Get-AppDatabase', 'Get-AppDocument', 'Get-AppFunction', 'Get-AppUser', 'Get-AppUserCustomData', 'Get-AppUserIdentity', 'Get-AppUserProfile', 'Import-AppDocument', 'Invoke-AppAggregate', 'Invoke-AppBulkWrite', 'Invoke-AppEndpoint', 'Invoke-AppFunction', 'Invoke-AppRequest', 'New-AppApiKey', 'Register-AppUser', 'Register-AppUserEvent', 'Remove-AppDocument', 'Set-AppDocument', 'Start-AppServer', 'Switch-AppUser', 'Test-AppConnection', 'Update-AppDocument', 'Update-AppUserCustomData', 'Update-AppUserToken', 'Watch-AppDocument' {
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
        $items = @($table.SelectNodes('.//TableColumnItem'))
        $items.Count | Should -Be $Columns.Count
        for ($i = 0; $i -lt $items.Count; $i++) {
            $label = $headers[$i].SelectSingleNode('Label')
            $(if ($label) { $label.InnerText } else { $items[$i].SelectSingleNode('PropertyName').InnerText }) | Should -Be $Columns[$i]
        }
    }

    It 'has a list for <View> that leaves no secret in sight' -ForEach $types {
        $xml = [xml][IO.File]::ReadAllText([IO.Path]::Combine($folder, 'AppServices.Types.ps1xml'))
        $names = @($xml.SelectNodes("//Type[Name='AppServices.$View']//PropertySet[Name='DefaultDisplayPropertySet']/ReferencedProperties/Name") | ForEach-Object InnerText)
        $names.Count | Should -BeGreaterThan 1
        $names | Should -Not -Contain Key
    }
}
