# The XML that Get-Help reads, after PlatyPS has made it.

function Select-Maml {
    param([xml] $Maml, [Parameter(Mandatory)] [string] $Name)
    if ($Maml) { $Maml.SelectSingleNode("/*/*[*[local-name()='details']/*[local-name()='name']='$Name']") }
}

# Adds what PlatyPS leaves out, the default values, and makes of each example one paragraph: Get-Help leaves out the empty ones,
# and the control characters that PlatyPS puts in their place are no better.
function Complete-Maml {
    param([Parameter(Mandatory)] [Xml.XmlElement] $Maml, [Parameter(Mandatory)] $Page)
    foreach ($parameter in $Page.Parameters | Where-Object DefaultValue) {
        $element = $Maml.SelectSingleNode("*[local-name()='parameters']/*[*[local-name()='name']='$($parameter.Name)']")
        Add-Element $element dev defaultValue $parameter.DefaultValue
    }
    $introductions = @($Maml.SelectNodes(".//*[local-name()='introduction']"))
    for ($i = 0; $i -lt $introductions.Count; $i++) {
        $introductions[$i].RemoveAll()
        Add-Element $introductions[$i] maml para (ConvertFrom-Fence $Page.Examples[$i].Remarks)
    }
}

function Add-Element {
    param([Parameter(Mandatory)] [Xml.XmlElement] $Parent, [string] $Prefix, [string] $Name, [string] $Text)
    $element = $Parent.OwnerDocument.CreateElement($Prefix, $Name, $Parent.GetNamespaceOfPrefix($Prefix))
    $element.InnerText = $Text
    $null = $Parent.AppendChild($element)
}

# Code between fences becomes indented code, because Get-Help shows text as it stands.
function ConvertFrom-Fence {
    param([Parameter(Mandatory)] [string] $Markdown)
    $inCode = $false
    $lines = foreach ($line in $Markdown.Split("`n")) {
        if ($line.StartsWith('```')) { $inCode = -not $inCode }
        elseif ($inCode -and $line) { "    $line" }
        else { $line }
    }
    $lines -join "`n"
}

function Write-Xml {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [xml] $Xml)
    $settings = [Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [Text.UTF8Encoding]::new($false) }
    $writer = [Xml.XmlWriter]::Create($Path, $settings)
    try { $Xml.Save($writer); $writer.WriteRaw("`n") } finally { $writer.Dispose() }
}
