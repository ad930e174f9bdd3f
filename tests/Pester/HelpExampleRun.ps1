# Runs the examples of one help page or about topic as a reader would, statement by statement, and prints what a reader would see,
# with a mark before each example and each error. It is run in a process of its own, so that no page meets what another one left
# behind, and in a folder that has the sample app as ./shop.
param([Parameter(Mandatory)] [string] $Page)

. ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
$repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
$data = [IO.Path]::Combine([Environment]::CurrentDirectory, 'data')
if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }

# What examples leave to their defaults must not meet other servers of this machine.
$PSDefaultParameterValues = @{ 'Start-AppServer:Port' = 0; 'Start-AppServer:DataPath' = $data }

# Where a reader would type something secret, or have it in a vault.
function New-Secret {
    param([string] $Text)
    $secret = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secret.AppendChar($character) }
    $secret
}

function Get-Credential {
    param([string] $UserName)
    [pscredential]::new($UserName, (New-Secret 'correct horse'))
}

function Get-Secret {
    param([string] $Name)
    $program = [IO.Path]::Combine($repository, 'out', 'server', 'appservices-server.dll')
    $line = & dotnet $program api-key create $Name --app shop --data $data
    New-Secret ([regex]::Match("$line", '\b[A-Za-z0-9]{64}\b').Value)
}

function Write-ErrorText {
    param([Management.Automation.ErrorRecord] $Record)
    '<<error>>'
    $text = if ($Record.ErrorDetails) { $Record.ErrorDetails.Message } else { $Record.Exception.Message }
    "$($Record.InvocationInfo.MyCommand): $text"
    if ($Record.ErrorDetails.RecommendedAction) { "  Recommendation: $($Record.ErrorDetails.RecommendedAction)" }
}

# Runs in the caller's scope, so that a variable lives on; prints each statement's output by itself, as a prompt does.
$runStatement = {
    try {
        . ([scriptblock]::Create($statement)) 2>&1 |
            ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { Write-ErrorText $_ } else { , $_ } } | Out-Default
    }
    catch { Write-ErrorText $_ | Out-Default }
}

$examples = if ($Page -like '*.md') { (Read-HelpPage $Page).Examples } else { (Read-HelpTopic $Page).Examples }
foreach ($example in $examples) {
    '<<example>>' | Out-Default
    foreach ($code in $example.Code) {
        # The address of a service that a reader would have stands for the server that the page has started.
        $running = @(Get-AppServer)
        if ($running) { $code = $code.Replace('https://apps.example.com', "$($running[-1].BaseUri)") }
        foreach ($statement in [Management.Automation.Language.Parser]::ParseInput($code, [ref]$null, [ref]$null).EndBlock.Statements.Extent.Text) {
            . $runStatement
        }
    }
}
Get-AppServer | Stop-AppServer
