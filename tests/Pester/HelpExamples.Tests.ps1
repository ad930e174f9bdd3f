# Every example of the help is run, and must print what the help says that it prints.
BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
    $pages = @(Get-HelpPagePath | ForEach-Object { Read-HelpPage $_ } | ForEach-Object {
            $number = 0
            @{ Name = $_.Name; Path = $_.Path; Examples = @($_.Examples | ForEach-Object { @{ Title = $_.Title; Output = $_.Output; Number = ++$number } }) }
        })
    $topics = @(Get-HelpTopicPath | ForEach-Object { @{ Name = [IO.Path]::GetFileName($_); Path = $_ } })
}

Describe 'examples of the help' -Tag CoreOnly {
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $samples = [IO.Path]::Combine($repository, 'samples')

        # A folder as the examples expect it: the sample apps, and a third one. With a number the apps have ids of their own.
        function New-ExampleFolder {
            param([string] $Folder, $Number)
            foreach ($app in @{ From = 'quickstart'; To = 'shop'; Id = 'shop-qwert' }, @{ From = 'club'; To = 'club'; Id = 'club-asdfg' }) {
                $source = [IO.Path]::Combine($samples, $app.From)
                $id = if ($null -ne $Number) { '{0}-{1:00000}' -f $app.To, $Number } else { $app.Id }
                foreach ($file in [IO.Directory]::GetFiles($source, '*', 'AllDirectories')) {
                    $text = [IO.File]::ReadAllText($file).Replace($app.Id, $id)
                    # No two apps have one internal id.
                    if ($null -ne $Number) { $text = $text.Replace('665f0c0ffee0c0ffee0c0ffe', ('665f0c0ffee0c0ffee{0:x6}' -f $Number)) }
                    Write-Text ([IO.Path]::Combine($Folder, $app.To, $file.Substring($source.Length + 1))) $text
                }
            }
            if ($null -ne $Number) { return }
            Write-Text ([IO.Path]::Combine($Folder, 'todo', 'root_config.json')) '{"app_id":"todo-abcde","name":"todo"}'
            Write-Text ([IO.Path]::Combine($Folder, 'todo', 'auth', 'providers.json')) '{"anon-user":{"name":"anon-user","type":"anon-user","disabled":false}}'
        }

        function Write-Text {
            param([string] $Path, [string] $Text)
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
            [IO.File]::WriteAllText($Path, $Text)
        }

        # Has the examples of pages run in another process of the host that runs this test.
        function Start-Example {
            param([string[]] $Page, [switch] $OneServer)
            $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-help-$([guid]::NewGuid().ToString('N'))")
            for ($i = 0; $i -lt $Page.Count; $i++) { New-ExampleFolder ([IO.Path]::Combine($folder, "$i")) $(if ($OneServer) { $i }) }
            $program, $library = Get-Shell
            $start = [Diagnostics.ProcessStartInfo]::new($program)
            $script = [IO.Path]::Combine($PSScriptRoot, 'HelpExampleRun.ps1')
            $arguments = @($library; '-NoProfile', '-File', $script; if ($OneServer) { '-OneServer' }; $Page) | Where-Object { $_ }
            $start.Arguments = @($arguments | ForEach-Object { '"{0}"' -f $_ }) -join ' '
            $start.WorkingDirectory = $folder
            $start.UseShellExecute = $false
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            # The module is found as an installed one is, by every runspace; numbers and dates look the same everywhere.
            $start.EnvironmentVariables['PSModulePath'] = [IO.Path]::Combine($repository, 'out') + [IO.Path]::PathSeparator + $env:PSModulePath
            $start.EnvironmentVariables['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'] = '1'
            $start.EnvironmentVariables['XDG_DATA_HOME'] = [IO.Path]::Combine($folder, 'saved')
            foreach ($name in 'APPSERVICES_APP_ID', 'APPSERVICES_BASE_URI', 'APPSERVICES_API_KEY') { $start.EnvironmentVariables.Remove($name) }
            $process = [Diagnostics.Process]::Start($start)
            $process.StandardInput.Close()
            @{ Page = $Page; Folder = $folder; Process = $process; Errors = $process.StandardError.ReadToEndAsync(); Text = $process.StandardOutput.ReadToEndAsync() }
        }

        # What they print: for each page the texts of its examples, after what stands before the first one.
        function Receive-Example {
            param([hashtable] $Run, [hashtable] $Printed)
            try {
                if (-not $Run.Process.WaitForExit(900000)) { $Run.Process.Kill(); throw "The examples do not end: $($Run.Text.Result)" }
                if ($Run.Process.ExitCode -ne 0 -or $Run.Errors.Result) { throw "The examples ended with $($Run.Process.ExitCode): $($Run.Errors.Result)$($Run.Text.Result)" }
                # The help shows the folder as somebody's home, and the apps under their own ids.
                $separator = [IO.Path]::DirectorySeparatorChar
                $place = [regex]::Escape("$($Run.Folder)$separator") + '\d+' + [regex]::Escape($separator)
                $seen = $Run.Text.Result -replace $place, '/home/mia/' -replace '\bshop-\d{5}\b', 'shop-qwert' -replace '\bclub-\d{5}\b', 'club-asdfg' `
                    -replace '665f0c0ffee0c0ffee00[0-9a-f]{4}', '665f0c0ffee0c0ffee0c0ffe'
                $null, $texts = $seen -split '<<page>>'
                for ($i = 0; $i -lt $Run.Page.Count; $i++) { $Printed[$Run.Page[$i]] = @($texts)[$i] -split '<<example>>' }
            }
            finally {
                $Run.Process.Dispose()
                [IO.Directory]::Delete($Run.Folder, $true)
            }
        }

        # What differs from run to run looks alike, and so does what differs in line breaks only.
        function Get-Likeness {
            param([string] $Text)
            $Text = $Text -replace '\b[0-9a-f]{24}\b', '<id>' -replace '(?<=127\.0\.0\.1:)\d+', '<port>'
            $Text = $Text -replace '\d{4}-\d\d-\d\dT[\d:.]+Z', '<time>' -replace '(?<=process id )\d+', '<number>'
            $Text = $Text -replace '(?m)^ *\d+ (?=True |False )', '<number> '
            $Text = $Text -replace '(?m)^(Id +: )\d+$', '$1<number>'
            ($Text -replace '<<error>>' -replace '\s+', ' ').Trim()
        }

        # The pages about servers have servers of their own, in a process of their own.
        $printed = @{}
        $paths = @(Get-HelpPagePath) + @(Get-HelpTopicPath)
        $runs = @(
            Start-Example ($paths -notmatch '-AppServer\.md$') -OneServer
            Start-Example ($paths -match '-AppServer\.md$')
        )
        foreach ($run in $runs) { Receive-Example $run $printed }
    }

    # Text 0 is what stands before the first example.
    Context '<Name>' -ForEach $pages {
        It '<Title>' -ForEach $Examples { Get-Likeness $printed[$Path][$Number] | Should -BeExactly (Get-Likeness $Output) }

        It 'all of them ran' { $printed[$Path].Count - 1 | Should -Be $Examples.Count }
    }

    Context 'topics' {
        It '<Name>' -ForEach $topics {
            $printed[$Path].Count | Should -BeGreaterThan 2
            foreach ($text in $printed[$Path]) { $text | Should -Not -Match '<<error>>' }
        }
    }
}
