# What people install: the package, as the Gallery keeps it and as an installer lays it out.
Describe 'the package' -Tag CoreOnly {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $built = [IO.Path]::Combine($repository, 'out', 'AppServices')
        $package = @([IO.Directory]::GetFiles([IO.Path]::Combine($repository, 'out', 'packages'), 'AppServices.*.nupkg'))
        $manifest = Test-ModuleManifest ([IO.Path]::Combine($built, 'AppServices.psd1')) -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
        $modules = [IO.Path]::Combine($TestDrive, 'modules')
        $installed = [IO.Path]::Combine($modules, 'AppServices', $manifest.Version)
        $parts = 'AppServices.nuspec', '_rels/.rels', '[Content_Types].xml'
        $properties = 'package/services/metadata/core-properties/*'
        $entries = @()
        $zip = [IO.Compression.ZipFile]::OpenRead($package[0])
        try {
            foreach ($entry in $zip.Entries) {
                if ($entry.FullName -like $properties) { continue }
                $entries += $entry.FullName
                if ($entry.FullName -in $parts) { continue }
                $path = [IO.Path]::Combine($installed, $entry.FullName)
                $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
                [IO.Compression.ZipFileExtensions]::ExtractToFile($entry, $path)
            }
            $reader = [IO.StreamReader]::new($zip.GetEntry('AppServices.nuspec').Open())
            try { $nuspec = ([xml]$reader.ReadToEnd()).package.metadata } finally { $reader.Dispose() }
        }
        finally { $zip.Dispose() }

        function Get-JsonText {
            param([Text.Json.JsonElement] $Element, [string] $Name)
            $Element.GetProperty($Name).GetString()
        }
    }

    It 'is one file, named after the version' {
        $package.Count | Should -Be 1
        [IO.Path]::GetFileName($package[0]) | Should -Be "AppServices.$($nuspec.version).nupkg"
        $nuspec.version | Should -BeLike "$($manifest.Version)*"
    }

    It 'has the files of the module and no others' {
        $expected = @([IO.Directory]::GetFiles($built, '*', 'AllDirectories') | ForEach-Object { $_.Substring($built.Length + 1).Replace('\', '/') }) + $parts
        $entries.Count | Should -Be $expected.Count
        foreach ($file in $expected) { $entries | Should -Contain $file }
        $entries -match '(System\.Management\.Automation|PowerShellStandard|\.pdb$|\.xml$)' | Should -Be 'en-US/AppServices.PowerShell.dll-Help.xml', '[Content_Types].xml'
    }

    It 'is not made with a file that nobody listed' {
        $out = [IO.Path]::Combine($repository, 'out')
        foreach ($file in 'Build', 'Pack') { . ([IO.Path]::Combine($repository, 'tools', 'build', "$file.ps1")) }
        { Assert-OnlyListed $built } | Should -Not -Throw
        $folder = [IO.Path]::Combine($TestDrive, 'other')
        $null = [IO.Directory]::CreateDirectory($folder)
        [IO.File]::WriteAllText([IO.Path]::Combine($folder, 'stray.txt'), '')
        { Assert-OnlyListed $folder } | Should -Throw "*'stray.txt'*"
    }

    It 'has symbols in <_>, and nothing of the machine that built it' -ForEach 'AppServices.Client.dll', 'AppServices.PowerShell.dll' {
        foreach ($edition in 'Core', 'Desktop') {
            $file = [IO.Path]::Combine($built, 'bin', $edition, $_)
            $stream = [IO.File]::OpenRead($file)
            $reader = [Reflection.PortableExecutable.PEReader]::new($stream)
            try { $kinds = @($reader.ReadDebugDirectory() | ForEach-Object { "$($_.Type)" }) } finally { $reader.Dispose(); $stream.Dispose() }
            foreach ($kind in 'EmbeddedPortablePdb', 'Reproducible') { $kinds | Should -Contain $kind }
            [Text.Encoding]::GetEncoding('iso-8859-1').GetString([IO.File]::ReadAllBytes($file)).Contains($repository) | Should -BeFalse
        }
    }

    It 'tells the Gallery <_>' -ForEach 'LicenseUri', 'ProjectUri', 'IconUri', 'ReleaseNotes', 'Tags' {
        $manifest.PrivateData.PSData[$_] | Should -Not -BeNullOrEmpty
    }

    It 'has a manifest that nothing is to be said about' {
        $warnings.Count | Should -Be 0
        foreach ($property in 'Description', 'Author', 'CompanyName', 'Copyright') { $manifest.$property | Should -Not -BeNullOrEmpty }
        $manifest.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.DotNetFrameworkVersion | Should -Be '4.7.2'
        foreach ($tag in 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'MongoDB', 'Atlas', 'Realm', 'AppServices') {
            $manifest.Tags | Should -Contain $tag
        }
    }

    # The types that CliXml brings back must be loaded before the types file, from a folder of the edition (cmdlets G4).
    It 'has a manifest without expressions but $PSEdition in paths of assemblies' {
        $text = [IO.File]::ReadAllText([IO.Path]::Combine($installed, 'AppServices.psd1'))
        $text | Should -Not -Match '\$PSScriptRoot|\$\('
        $text = $text.Replace('"bin/$PSEdition/', '"bin/Core/')
        $tree = [Management.Automation.Language.Parser]::ParseInput($text, [ref]$null, [ref]$null)
        { $tree.Find({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $false).SafeGetValue() } | Should -Not -Throw
    }

    It 'brings the notes of this version' {
        $notes = $manifest.PrivateData.PSData.ReleaseNotes
        $notes | Should -BeLike '### *'
        $notes | Should -Not -Match '(?m)^## '
        [IO.File]::ReadAllText([IO.Path]::Combine($repository, 'CHANGELOG.md')).Replace("`r`n", "`n") | Should -BeLike ('*' + [Management.Automation.WildcardPattern]::Escape($notes.Replace("`r`n", "`n")) + '*')
    }

    It 'says in its nuspec what the manifest says' {
        $nuspec.id | Should -Be AppServices
        $nuspec.authors | Should -Be $manifest.Author
        $nuspec.description | Should -Be $manifest.Description
        $nuspec.licenseUrl | Should -Be "$($manifest.LicenseUri)"
        $nuspec.projectUrl | Should -Be "$($manifest.ProjectUri)"
        $nuspec.iconUrl | Should -Be "$($manifest.IconUri)"
        $nuspec.releaseNotes.Replace("`r`n", "`n") | Should -Be $manifest.ReleaseNotes.Replace("`r`n", "`n")
        foreach ($tag in @('PSModule') + @($manifest.Tags) + @($manifest.ExportedCmdlets.Keys | ForEach-Object { "PSCommand_$_" })) {
            $nuspec.tags.Split(' ') | Should -Contain $tag
        }
    }

    It 'lists its files and the packages of others as SPDX' {
        $document = [Text.Json.JsonDocument]::Parse([IO.File]::ReadAllText([IO.Path]::Combine($installed, 'AppServices.spdx.json')))
        $sbom = $document.RootElement
        Get-JsonText $sbom spdxVersion | Should -Be 'SPDX-2.3'
        $listed = @{}
        foreach ($file in $sbom.GetProperty('files').EnumerateArray()) {
            foreach ($sum in $file.GetProperty('checksums').EnumerateArray()) {
                if ((Get-JsonText $sum algorithm) -eq 'SHA256') { $listed[(Get-JsonText $file fileName)] = Get-JsonText $sum checksumValue }
            }
        }
        $files = @($entries | Where-Object { $_ -notin $parts -and $_ -ne 'AppServices.spdx.json' })
        $listed.Count | Should -Be $files.Count
        $algorithm = [Security.Cryptography.SHA256]::Create()
        foreach ($file in $files) {
            $hash = $algorithm.ComputeHash([IO.File]::ReadAllBytes([IO.Path]::Combine($installed, $file)))
            $listed["./$file"] | Should -Be ([BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()) -Because $file
        }
        $packages = @($sbom.GetProperty('packages').EnumerateArray() | ForEach-Object { Get-JsonText $_ name })
        $libraries = @($entries -like 'bin/Desktop/*' | ForEach-Object { [IO.Path]::GetFileNameWithoutExtension($_) } | Where-Object { $_ -notlike 'AppServices*' })
        $notices = [IO.File]::ReadAllText([IO.Path]::Combine($installed, 'THIRD-PARTY-NOTICES.txt'))
        $libraries.Count | Should -Be 9
        foreach ($library in $libraries + 'PolySharp') {
            $packages | Should -Contain $library
            $notices | Should -Match "(?m)^ +$([regex]::Escape($library))\r?$"
        }
    }

    Context 'and the package of the server' {
        It 'have one version, and what the module says about the missing server installs it where the module finds it' {
            $packages = [IO.Path]::Combine($repository, 'out', 'packages')
            [IO.File]::Exists([IO.Path]::Combine($packages, "appservices-server.$($nuspec.version).nupkg")) | Should -BeTrue
            $account = [IO.Path]::Combine($TestDrive, 'home')
            $tools = [IO.Path]::Combine($account, '.dotnet', 'tools')
            $environment = @{ DOTNET_CLI_HOME = $account; APPSERVICES_SERVER = '' }
            $advice = Invoke-NewHost -ModulePath $modules -Environment $environment @"
try { Start-AppServer '$quickstart' -Port 0 } catch { `$_.ErrorDetails.RecommendedAction }
"@
            $line = [regex]::Match("$advice", ' dotnet tool install --global (\S+) --version (\S+) \(')
            $line.Success | Should -BeTrue -Because $advice
            # Into a folder of the test, and from this build alone.
            $sources = [IO.Path]::Combine($TestDrive, 'nuget.config')
            [IO.File]::WriteAllText($sources, "<configuration><packageSources><clear /><add key='built' value='$packages' /></packageSources></configuration>")
            $said = & dotnet tool install $line.Groups[1].Value --version $line.Groups[2].Value --tool-path $tools --configfile $sources 2>&1
            $LASTEXITCODE | Should -Be 0 -Because "$said"
            # The package that is for this machine, of compiled code.
            $server = @([IO.Directory]::GetFiles($tools, 'appservices-server.dll', 'AllDirectories'))
            $server.Count | Should -Be 1
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($server[0]))
            try { $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0 } finally { $reader.Dispose() }
            Invoke-NewHost -ModulePath $modules -Environment $environment @"
`$server = Start-AppServer '$quickstart' -Port 0 -DataPath '$([IO.Path]::Combine($TestDrive, 'served'))'
try { `$null = `$server | Connect-AppUser -Anonymous; Invoke-AppFunction sum 1, 2 } finally { Stop-AppServer `$server }
"@ | Should -Be 3
        }
    }

    Context 'beside a module with other versions of the same libraries' {
        BeforeAll {
            $rival = [IO.Path]::Combine($modules, 'Rival')
            $null = [IO.Directory]::CreateDirectory($rival)
            [IO.File]::WriteAllText([IO.Path]::Combine($rival, 'Rival.psm1'), @"
`$context = [Runtime.Loader.AssemblyLoadContext]::new('Rival')
`$libraries = foreach (`$file in [IO.Directory]::GetFiles('$([IO.Path]::Combine($installed, 'bin', 'Desktop'))', '*.dll')) {
    if (`$file -notlike '*AppServices.*.dll') { `$context.LoadFromAssemblyPath(`$file) }
}
function Get-RivalLibrary { `$libraries }
"@)
        }

        It 'works from an empty module path' {
            $server = Start-TestServer
            try {
                $lines = Invoke-NewHost -ModulePath $modules @"
Import-Module Rival, AppServices
@(Get-RivalLibrary).Count
@(Get-RivalLibrary) -contains [Text.Json.JsonElement].Assembly
(Get-Module AppServices).ModuleBase
`$null = Connect-AppUser -Anonymous -AppId $($server.AppId) -BaseUri $($server.BaseUri)
(Invoke-AppFunction echo @{ price = 1.5d }).price.GetType().Name
(Get-Help Connect-AppUser).Synopsis -like 'Logs in*'
Disconnect-AppUser
"@
                $lines | Should -Be '9', 'False', $installed, 'Decimal', 'True'
            }
            finally { Stop-TestServer $server }
        }

        # Only Windows PowerShell needs the rule, and it needs Windows: here the rule is asked directly.
        It 'finds for its own build for Windows PowerShell what lies beside it, and nothing for others' {
            $lines = Invoke-NewHost -ModulePath $modules @"
Import-Module Rival
Import-Module '$([IO.Path]::Combine($installed, 'bin', 'Desktop', 'AppServices.PowerShell.dll'))'
`$ours = [AppServices.AppUser].Assembly
`$load = `$ours.GetType('AppServices.OwnAssemblies').GetMethod('Load', [Reflection.BindingFlags]'NonPublic, Static')
function Get-Answer {
    param([string] `$Name, [string] `$Version, `$Asker)
    `$full = "`$Name, Version=`$Version, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51"
    `$found = `$load.Invoke(`$null, @([ResolveEventArgs]::new(`$full, `$Asker)))
    if (`$found) { `$found.GetName().Name } else { 'nothing' }
}
Get-Answer Microsoft.Bcl.AsyncInterfaces 6.0.0.0 `$ours
Get-Answer Microsoft.Bcl.AsyncInterfaces 8.0.0.0 ([psobject].Assembly)
Get-Answer Microsoft.Bcl.AsyncInterfaces 8.0.0.0 `$null
Get-Answer Microsoft.Bcl.AsyncInterfaces 6.0.0.0 `$null
Get-Answer Microsoft.Bcl.Other 8.0.0.0 `$ours
"@
            $found = 'Microsoft.Bcl.AsyncInterfaces'
            $lines | Should -Be $found, 'nothing', $found, 'nothing', 'nothing'
        }
    }
}
