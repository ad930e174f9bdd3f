# Reads what Get-Help reads: the XML in the built module.

# All of it, which is read once for many commands.
function Read-HelpXml {
    [xml][IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'AppServices', 'en-US', 'AppServices.PowerShell.dll-Help.xml'))
}

function Read-HelpMaml {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [xml] $Xml)
    $names = [Xml.XmlNamespaceManager]::new($xml.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    $command = $xml.SelectSingleNode("//command:command[command:details/command:name='$Name']", $names)
    if (-not $command) { return }
    $text = { param($node, $path) @($node.SelectNodes($path, $names) | ForEach-Object InnerText) -join "`n`n" }
    [pscustomobject]@{
        Synopsis    = & $text $command 'command:details/maml:description/maml:para'
        Description = & $text $command 'maml:description/maml:para'
        Notes       = & $text $command 'maml:alertSet/maml:alert/maml:para'
        Examples    = @($command.SelectNodes('command:examples/command:example', $names) | ForEach-Object {
                @{ Title = (& $text $_ 'maml:title').Trim('- '.ToCharArray()); Text = & $text $_ 'maml:introduction/maml:para' } })
        Parameters  = @($command.SelectNodes('command:parameters/command:parameter', $names) | ForEach-Object {
                @{
                    Name     = & $text $_ 'maml:name'
                    Text     = & $text $_ 'maml:description/maml:para'
                    Type     = & $text $_ 'dev:type/maml:name'
                    Default  = & $text $_ 'dev:defaultValue'
                    Required = $_.GetAttribute('required')
                    Position = $_.GetAttribute('position')
                    Pipeline = $_.GetAttribute('pipelineInput')
                    Wildcard = $_.GetAttribute('globbing')
                    Aliases  = $_.GetAttribute('aliases')
                } })
        Syntax      = @($command.SelectNodes('command:syntax/command:syntaxItem', $names) | ForEach-Object {
                @($_.SelectNodes('command:parameter/maml:name', $names) | ForEach-Object InnerText) -join ' ' })
        Inputs      = @($command.SelectNodes('command:inputTypes/command:inputType', $names) | ForEach-Object { & $text $_ 'dev:type/maml:name'; & $text $_ 'maml:description/maml:para' })
        Outputs     = @($command.SelectNodes('command:returnValues/command:returnValue', $names) | ForEach-Object { & $text $_ 'dev:type/maml:name'; & $text $_ 'maml:description/maml:para' })
        Links       = @($command.SelectNodes('command:relatedLinks/maml:navigationLink', $names) | ForEach-Object { & $text $_ 'maml:uri' })
    }
}

# A text's words, whatever its lines and its indentation. A fence is no word.
function Get-Word {
    param([AllowEmptyString()] [string] $Text)
    (($Text -replace '(?m)^```.*$') -replace '\s+', ' ').Trim()
}
