# The scripts of the build, of which a test run does not run every line: what they call is there.
BeforeDiscovery {
    $repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
    $scripts = @([IO.Path]::Combine($repository, 'build.ps1')) + [IO.Directory]::GetFiles([IO.Path]::Combine($repository, 'tools', 'build'), '*.ps1') |
        ForEach-Object { @{ Name = [IO.Path]::GetFileName($_); Path = $_ } }
}

Describe 'the build script' -Tag CoreOnly {
    BeforeAll {
        function Find-Syntax {
            param([string] $Path, [type] $Kind)
            [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null).FindAll({ $args[0] -is $Kind }, $true)
        }

        $folder = [IO.Path]::Combine($PSScriptRoot, '..', '..', 'tools', 'build')
        $functions = @([IO.Directory]::GetFiles($folder, '*.ps1') | ForEach-Object {
                Find-Syntax $_ ([Management.Automation.Language.FunctionDefinitionAst]) | ForEach-Object Name
            })
    }

    It '<Name> calls nothing that is not there' -ForEach $scripts {
        $called = @(Find-Syntax $Path ([Management.Automation.Language.CommandAst]) | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ } | Sort-Object -Unique)
        # Names of cmdlets and functions; which programs a machine has is another matter. Nor has every machine PlatyPS and Windows.
        $elsewhere = '*-*CommandHelp', 'Set-AuthenticodeSignature'
        $missing = @($called -like '*-*' | Where-Object { $_ -notin $functions -and -not (Get-Command $_ -ErrorAction Ignore) })
        @($missing | Where-Object { $name = $_; -not ($elsewhere | Where-Object { $name -like $_ }) }) -join ', ' | Should -Be ''
    }
}
