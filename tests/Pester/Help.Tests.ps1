# The pages of docs/help against the cmdlets, what Get-Help reads against the pages, and the pages against what a page must have.
BeforeDiscovery {
    . ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
    $pages = @(Get-HelpPagePath | ForEach-Object { @{ Name = [IO.Path]::GetFileNameWithoutExtension($_); Path = $_ } })
}

Describe 'the help page' -Tag CoreOnly {
    # Once for all pages: it takes longer than most tests of a page.
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage', 'HelpMaml', 'HelpSource') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $xml = Read-HelpXml
        $known = @(Get-ErrorId)

        # A line of each, so that one comparison does for all.
        function Get-Line {
            param([object[]] $Items, [scriptblock] $Line)
            @($Items | ForEach-Object $Line) -join "`n"
        }
    }

    Context 'of <Name>' -ForEach $pages {
        BeforeAll {
            $page = Read-HelpPage $Path
            $maml = Read-HelpMaml $Name $xml
            $command = Get-Command $Name -Module AppServices
            $common = [Management.Automation.Cmdlet]::CommonParameters
            $parameters = @($command.Parameters.Values | Where-Object { $_.Name -notin $common })
            $written = @{}
            foreach ($parameter in $page.Parameters) { $written[$parameter.Name] = $parameter }
        }

        Context 'the page' {
            It 'says which cmdlet it is about' {
                $page.Metadata['title'] | Should -BeExactly $command.Name
                $page.Metadata['HelpUri'] | Should -BeExactly $command.HelpUri
                $page.Metadata['Module Name'] | Should -BeExactly $command.ModuleName
                $page.Metadata['external help file'] | Should -BeExactly ([IO.Path]::GetFileName($command.HelpFile))
                $page.Metadata['document type'] | Should -Be 'cmdlet'
                $page.Metadata['Locale'] | Should -Be 'en-US'
                $page.Metadata['PlatyPS schema version'] | Should -Be '2024-05-01'
                $page.Metadata['ms.date'] | Should -Match '^\d\d/\d\d/\d{4}$'
            }

            It 'has every section, and something in each' {
                @($page.Sections.Keys) -join ', ' | Should -Be 'SYNOPSIS, SYNTAX, ALIASES, DESCRIPTION, EXAMPLES, PARAMETERS, INPUTS, OUTPUTS, NOTES, RELATED LINKS'
                $parts = @($page.Sections.GetEnumerator()) + @($page.Inputs.GetEnumerator()) + @($page.Outputs.GetEnumerator())
                @($parts | Where-Object { -not ($_.Value -join '') } | ForEach-Object Key) + @($page.Parameters | Where-Object { -not $_.Text } | ForEach-Object Name) -join ', ' | Should -Be ''
                $page.Inputs.Count | Should -BeGreaterThan 0
                $page.Outputs.Count | Should -BeGreaterThan 0
                $page.Links.Count | Should -BeGreaterThan 0
                $page.Text.Contains('{{') | Should -BeFalse
                $page.Synopsis | Should -Not -Match "`n"
            }

            It 'has at least three examples, each with a sentence and code' {
                $page.Examples.Count | Should -BeGreaterOrEqual 3
                for ($i = 0; $i -lt $page.Examples.Count; $i++) {
                    $page.Examples[$i].Title | Should -Match "^Example $($i + 1): \S"
                    $page.Examples[$i].Text | Should -Match '^(?!```)[A-Z`]' -Because "Get-Help needs words before the code of example $($i + 1)"
                    $page.Examples[$i].Code.Count | Should -BeGreaterThan 0 -Because $page.Examples[$i].Title
                }
            }

            # Get-Help indents by up to eight columns.
            It 'can be read in 80 columns' {
                $texts = @($page.Synopsis; $page.Description; $page.Notes; $page.Parameters.Text; $page.Examples.Text; $page.Inputs.Values; $page.Outputs.Values)
                ($texts -join "`n").Split("`n") | Where-Object { $_.Length -gt 72 } | Should -BeNullOrEmpty
            }

            It 'links to pages and topics that there are' {
                $folder = [IO.Path]::Combine($repository, 'docs', 'help')
                foreach ($link in $page.Links) {
                    $link.Uri | Should -Match '^https://github\.com/appservices-ps/AppServices/blob/main/docs/help/(en-US/)?\w+'
                    $target = [IO.Path]::Combine($folder, ($link.Uri -replace '^.*/docs/help/'))
                    [IO.File]::Exists($target) | Should -BeTrue -Because $link.Uri
                    [IO.Path]::GetFileName($target) -replace '\.(md|help\.txt)$' | Should -BeExactly $link.Text
                }
            }

            It 'lists the error ids that the cmdlet can write, and no others' {
                $listed = @([regex]::Matches($page.Notes, '(?m)^- `(App\w+)`:') | ForEach-Object { $_.Groups[1].Value })
                $expected = @(Get-ErrorIdOfCommand $command.ImplementingType)
                # Any request can end like this.
                if ($command.ImplementingType.IsSubclassOf([AppServices.Commands.AppCmdlet])) {
                    $expected += 'AppServerUnreachable', 'AppRequestTimedOut', 'AppReplyInvalid', 'AppRateLimited', 'AppServiceUnavailable', 'AppServiceError'
                }
                @($expected | Where-Object { $_ -notin $listed }) -join ', ' | Should -Be '' -Because 'these can be written'
                @($listed | Where-Object { $_ -notin $known }) -join ', ' | Should -Be '' -Because 'these cannot'
            }
        }

        Context 'the cmdlet' {
            It 'has the syntax of the page' {
                $expected = @($command.ParameterSets | ForEach-Object { "$($_.Name)$(if ($_.IsDefault) { ' (Default)' }): $Name $_" })
                $actual = @($page.Syntax.GetEnumerator() | ForEach-Object { "$($_.Key): $((Get-Word ($_.Value -join "`n")))" })
                $actual -join "`n" | Should -BeExactly ($expected -join "`n")
            }

            It 'has the parameters of the page' {
                Get-SortedText $page.Parameters.Name | Should -BeExactly (Get-SortedText $parameters.Name)
            }

            It 'has their types' {
                Get-Line $parameters { "$($_.Name): $($written[$_.Name].Type)" } | Should -BeExactly (Get-Line $parameters { "$($_.Name): $($_.ParameterType.ToString())" })
            }

            It 'has their sets, with position, necessity and pipeline' {
                $expected = foreach ($parameter in $parameters) {
                    foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                        $name = if ($set.Key -eq '__AllParameterSets') { '(All)' } else { $set.Key }
                        $position = if ($set.Value.Position -eq [int]::MinValue) { 'Named' } else { $set.Value.Position }
                        "$($parameter.Name): $name $position $($set.Value.IsMandatory) $($set.Value.ValueFromPipeline) $($set.Value.ValueFromPipelineByPropertyName) $($set.Value.ValueFromRemainingArguments)"
                    }
                }
                $actual = foreach ($parameter in $parameters) {
                    foreach ($set in $written[$parameter.Name].ParameterSets) {
                        "$($parameter.Name): $($set.Name) $($set.Position) $($set.IsRequired) $($set.ValueFromPipeline) $($set.ValueFromPipelineByPropertyName) $($set.ValueFromRemainingArguments)"
                    }
                }
                $actual -join "`n" | Should -Be ($expected -join "`n")
            }

            It 'has their aliases and wildcards' {
                Get-Line $parameters { "$($_.Name): $($written[$_.Name].Aliases -join ', '), $($written[$_.Name].SupportsWildcards)" } | Should -Be (Get-Line $parameters {
                        "$($_.Name): $($_.Aliases -join ', '), $([bool]($_.Attributes.Where{ $_ -is [Management.Automation.SupportsWildcardsAttribute] }))"
                    })
            }

            # A default that only the running cmdlet finds, such as the current user, is stated in words.
            It 'has their default values' {
                $instance = [Activator]::CreateInstance($command.ImplementingType)
                foreach ($parameter in $parameters) {
                    $default = if ($parameter.ParameterType -eq [switch]) { 'False' } else { "$($instance.($parameter.Name))" }
                    # A name that is made up anew each time is no default to state.
                    if ($default -as [guid]) { $default = '' }
                    $stated = $written[$parameter.Name].DefaultValue
                    if ($default) { $stated | Should -BeExactly $default -Because $parameter.Name }
                    else { $stated | Should -Not -Match '^(\d+|True|False)$' -Because $parameter.Name }
                }
            }

            It 'returns the types of the page' {
                $declared = @($command.OutputType | ForEach-Object Name)
                if (-not $declared) { $declared = 'None' }
                @($page.Outputs.Keys) -join ', ' | Should -BeExactly ($declared -join ', ')
            }

            It 'takes from the pipeline the types of the page' {
                $taken = @($parameters | Where-Object { $_.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } } | ForEach-Object { $_.ParameterType.ToString() })
                if (-not $taken) { $taken = 'None' }
                foreach ($type in $taken) { $type | Should -BeIn @($page.Inputs.Keys) }
                foreach ($type in $page.Inputs.Keys) { $type | Should -BeIn $taken }
            }
        }

        Context 'Get-Help' {
            It 'has the words of the page' {
                $maml | Should -Not -BeNullOrEmpty
                foreach ($part in 'Synopsis', 'Description', 'Notes') { Get-Word $maml.$part | Should -BeExactly (Get-Word $page.$part) -Because $part }
                foreach ($part in 'Inputs', 'Outputs') {
                    $expected = @($page.$part.GetEnumerator() | ForEach-Object { $_.Key; $_.Value })
                    Get-Word ($maml.$part -join "`n") | Should -BeExactly (Get-Word ($expected -join "`n")) -Because $part
                }
                $maml.Links -join "`n" | Should -BeExactly ((@($page.Metadata['HelpUri']) + $page.Links.Uri) -join "`n")
            }

            It 'has the examples of the page' {
                $maml.Examples.Count | Should -Be $page.Examples.Count
                for ($i = 0; $i -lt $page.Examples.Count; $i++) {
                    $maml.Examples[$i].Title | Should -BeExactly $page.Examples[$i].Title
                    Get-Word $maml.Examples[$i].Text | Should -BeExactly (Get-Word $page.Examples[$i].Text) -Because $page.Examples[$i].Title
                    $maml.Examples[$i].Text | Should -Not -Match '[\u0080-\u009f]|```'
                }
            }

            It 'has the parameters of the page' {
                @($maml.Parameters | ForEach-Object Name) -join ', ' | Should -BeExactly (@($page.Parameters.Name) -join ', ')
                $inPage, $inHelp = @(), @()
                foreach ($parameter in $maml.Parameters) {
                    $expected = $written[$parameter.Name]
                    $sets = @($expected.ParameterSets)
                    $pipeline = @(if ('true' -in $sets.ValueFromPipeline) { 'ByValue' }; if ('true' -in $sets.ValueFromPipelineByPropertyName) { 'ByPropertyName' }) -join ', '
                    $inPage += @(
                        "$($parameter.Name): $(Get-Word $expected.Text)"
                        $expected.Type
                        "default $($expected.DefaultValue)"
                        "required $("$('true' -in $sets.IsRequired)".ToLowerInvariant())"
                        "position $($sets[0].Position)"
                        "pipeline $(if ($pipeline) { "true ($pipeline)" } else { 'false' })"
                        "wildcards $($expected.SupportsWildcards)"
                        "aliases $(if ($expected.Aliases) { $expected.Aliases -join ', ' } else { 'none' })"
                    )
                    $inHelp += @(
                        "$($parameter.Name): $(Get-Word $parameter.Text)"
                        $parameter.Type
                        "default $($parameter.Default)"
                        "required $($parameter.Required)"
                        "position $($parameter.Position)"
                        "pipeline $($parameter.Pipeline)"
                        "wildcards $($parameter.Wildcard)"
                        "aliases $($parameter.Aliases)"
                    )
                }
                $inHelp -join "`n" | Should -BeExactly ($inPage -join "`n")
            }

            It 'has the parameter sets of the cmdlet' {
                $expected = foreach ($set in $command.ParameterSets) {
                    @([regex]::Matches("$set", '-(\w+)') | ForEach-Object { $_.Groups[1].Value }) -join ' '
                }
                $maml.Syntax -join "`n" | Should -BeExactly ($expected -join "`n")
            }

            It 'shows it' {
                $help = Get-Help $Name -Full
                $help.Synopsis | Should -BeExactly $page.Synopsis
                @($help.examples.example).Count | Should -Be $page.Examples.Count
            }
        }
    }
}

Describe 'the help pages' -Tag CoreOnly {
    BeforeAll {
        foreach ($file in 'TestServer', 'HelpPage', 'HelpSource') { . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1")) }
        $pages = @(Get-HelpPagePath | ForEach-Object { Read-HelpPage $_ })
    }

    It 'are there for every cmdlet, and for nothing else' {
        Get-SortedText $pages.Name | Should -BeExactly (Get-SortedText (Get-Module AppServices).ExportedCmdlets.Keys)
    }

    It 'know every error id' {
        $listed = @([regex]::Matches($pages.Notes -join "`n", '(?m)^- `(App\w+)`:') | ForEach-Object { $_.Groups[1].Value })
        $ids = @(Get-ErrorId)
        $ids.Count | Should -BeGreaterThan 20
        foreach ($id in $ids) { $id | Should -BeIn $listed }
    }
}
