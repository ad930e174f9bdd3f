# Every example of the help is run, and must print what the help says that it prints.
BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
    $pages = @(Get-HelpPagePath | ForEach-Object { Read-HelpPage $_ } | ForEach-Object {
            $number = 0
            @{ Name = $_.Name; Path = $_.Path; Examples = @($_.Examples | ForEach-Object { @{ Title = $_.Title; Output = $_.Output; Number = ++$number } }) }
        })
    $topics = @(Get-HelpTopicPath | ForEach-Object { @{ Name = [IO.Path]::GetFileName($_); Path = $_ } })
}

Describe 'examples of the help' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))

        # A folder as the examples expect it: the sample app, and a second one.
        function New-ExampleFolder {
            $folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-help-$([guid]::NewGuid().ToString('N'))")
            foreach ($file in [IO.Directory]::GetFiles($quickstart, '*', 'AllDirectories')) {
                Copy-Text $file ([IO.Path]::Combine($folder, 'shop', $file.Substring($quickstart.Length + 1)))
            }
            Write-Text ([IO.Path]::Combine($folder, 'todo', 'root_config.json')) '{"app_id":"todo-abcde","name":"todo"}'
            Write-Text ([IO.Path]::Combine($folder, 'todo', 'auth', 'providers.json')) '{"anon-user":{"name":"anon-user","type":"anon-user","disabled":false}}'
            $folder
        }

        function Copy-Text { param([string] $From, [string] $To) Write-Text $To ([IO.File]::ReadAllText($From)) }

        function Write-Text {
            param([string] $Path, [string] $Text)
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
            [IO.File]::WriteAllText($Path, $Text)
        }

        # What the examples of a page print, one text each, in the host that runs this test.
        function Invoke-Example {
            param([string] $Page)
            $folder = New-ExampleFolder
            $start = [Diagnostics.ProcessStartInfo]::new([Diagnostics.Process]::GetCurrentProcess().MainModule.FileName)
            $library = if ([IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') { "`"$([Environment]::GetCommandLineArgs()[0])`" " }
            $script = [IO.Path]::Combine($PSScriptRoot, 'HelpExampleRun.ps1')
            $start.Arguments = "$library-NoProfile -File `"$script`" `"$Page`""
            $start.WorkingDirectory = $folder
            $start.UseShellExecute = $false
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            # The module is found as an installed one is, by every runspace; numbers and dates look the same everywhere.
            $start.EnvironmentVariables['PSModulePath'] = [IO.Path]::Combine($repository, 'out') + [IO.Path]::PathSeparator + $env:PSModulePath
            $start.EnvironmentVariables['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT'] = '1'
            foreach ($name in 'APPSERVICES_APP_ID', 'APPSERVICES_BASE_URI') { $start.EnvironmentVariables.Remove($name) }
            $process = [Diagnostics.Process]::Start($start)
            try {
                $process.StandardInput.Close()
                $errors = $process.StandardError.ReadToEndAsync()
                $text = $process.StandardOutput.ReadToEndAsync()
                if (-not $process.WaitForExit(180000)) { $process.Kill(); throw "The examples of $Page do not end." }
                if ($process.ExitCode -ne 0 -or $errors.Result) { throw "The examples of $Page ended with $($process.ExitCode): $($errors.Result)$($text.Result)" }
                # The help shows the folder as somebody's home.
                $null, $texts = $text.Result.Replace("$folder$([IO.Path]::DirectorySeparatorChar)", '/home/mia/') -split '<<example>>'
                $texts
            }
            finally {
                $process.Dispose()
                [IO.Directory]::Delete($folder, $true)
            }
        }

        # What differs from run to run looks alike, and so does what differs in line breaks only.
        function Get-Likeness {
            param([string] $Text)
            $Text = $Text -replace '\b[0-9a-f]{24}\b', '<id>' -replace '(?<=127\.0\.0\.1:)\d+', '<port>'
            $Text = $Text -replace '\d{4}-\d\d-\d\dT[\d:.]+Z', '<time>' -replace '(?<=process id )\d+', '<number>'
            $Text = $Text -replace '(?m)^ *\d+ (?=True |False )', '<number> '
            ($Text -replace '<<error>>' -replace '\s+', ' ').Trim()
        }
    }

    Context '<Name>' -ForEach $pages {
        BeforeAll { $printed = @(Invoke-Example $Path) }

        It '<Title>' -ForEach $Examples { Get-Likeness $printed[$Number - 1] | Should -BeExactly (Get-Likeness $Output) }

        It 'all of them ran' { $printed.Count | Should -Be $Examples.Count }
    }

    Context 'topics' {
        It '<Name>' -ForEach $topics {
            $printed = @(Invoke-Example $Path)
            $printed.Count | Should -BeGreaterThan 1
            foreach ($text in $printed) { $text | Should -Not -Match '<<error>>' }
        }
    }
}
