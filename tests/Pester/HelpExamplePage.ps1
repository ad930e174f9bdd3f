# Runs the examples of one page in a runspace of its own, statement by statement, for HelpExampleRun.ps1.
param($Examples, [string] $Folder, [string] $Data, $Server)

$ExecutionContext.SessionState.Path.SetLocation($Folder)
$repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))

# Where a server runs already, starting one means to find its app: 'shop' is shop-00003 for the fourth page.
if ($Server) {
    function Get-AppIdOf {
        param([string] $Name)
        '{0}-{1:00000}' -f $Name, [int][IO.Path]::GetFileName($Folder)
    }

    function Start-AppServer {
        param([string] $Path, [int] $Port, [string] $DataPath)
        $served = [pscustomobject]@{ AppId = Get-AppIdOf ([IO.Path]::GetFileName($Path)); BaseUri = $Server.BaseUri; Process = $Server }
        $served.PSObject.Properties.Add([psscriptproperty]::new('Log', { $this.Process.Log }))
        $served
    }

    function Stop-AppServer { }
}
else {
    # What examples leave to their defaults must not meet other servers of this machine.
    $PSDefaultParameterValues = @{
        'Start-AppServer:Port' = 0; 'Start-AppServer:DataPath' = $Data; 'Start-AppServer:SettingsPath' = [IO.Path]::Combine($repository, 'tests', 'settings.json')
    }
}

# Examples of admins meet what answers as the hosted service does, each page one of its own.
if ($Examples.Code -match 'Connect-AppAdmin') {
    if (-not ('AppServices.Tests.Client.FakeAdminService' -as [type])) {
        Microsoft.PowerShell.Utility\Add-Type -Path ([IO.Path]::Combine($repository, 'tests', 'AdminService', 'bin', 'Release', 'net8.0', 'AdminService.dll'))
    }
    $admins = [AppServices.Tests.Client.FakeAdminService]::new()
    $PSDefaultParameterValues['Connect-AppAdmin:BaseUri'] = $admins.BaseUri
}

# The addresses and ids that a reader would have stand for those of the servers here.
function Convert-Code {
    param([string] $Code)
    $running = @(if ($Server) { $Server } else { Get-AppServer })
    if ($running) { $Code = $Code.Replace('https://apps.example.com', "$($running[-1].BaseUri)") }
    if ($Server) { $Code = $Code.Replace('shop-qwert', (Get-AppIdOf 'shop')).Replace('club-asdfg', (Get-AppIdOf 'club')) }
    $Code
}

function New-Secret {
    param([string] $Text)
    $secret = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secret.AppendChar($character) }
    $secret
}

# Where a reader would type something, or have it in a vault.
function Get-Credential {
    param([string] $UserName)
    [pscredential]::new($UserName, (New-Secret 'correct horse'))
}

function Read-Host {
    param([string] $Prompt, [switch] $AsSecureString)
    $text = switch ($Prompt) {
        'Link' { Get-MailedLink }
        'Token' { [regex]::Match((Get-MailedLink), '[?&]token=(\w+)').Groups[1].Value }
        'TokenId' { [regex]::Match((Get-MailedLink), '[?&]tokenId=(\w+)').Groups[1].Value }
        'PIN' { '1234' }
        default { 'another horse' }
    }
    if ($AsSecureString) { New-Secret $text } else { $text }
}

# The link of the latest mail. Servers without a mail server keep mails as files.
function Get-MailedLink {
    $mails = [IO.Directory]::GetFiles([IO.Path]::Combine($Data, 'outbox'), '*.eml')
    [array]::Sort($mails, [StringComparer]::Ordinal)
    [regex]::Match([IO.File]::ReadAllText($mails[-1]), 'https://\S+').Value
}

$vault = @{}

function Set-Secret {
    param([string] $Name, [securestring] $Secret)
    $vault[$Name] = $Secret
}

function Get-Secret {
    param([string] $Name)
    if ($vault.ContainsKey($Name)) { return $vault[$Name] }
    $program = [IO.Path]::Combine($repository, 'out', 'server', 'appservices-server.dll')
    $app = if ($Server) { Get-AppIdOf 'shop' } else { 'shop' }
    $line = & dotnet $program api-key create $Name --app $app --data $Data
    New-Secret ([regex]::Match("$line", '\b[A-Za-z0-9]{64}\b').Value)
}

# Of the runbooks of Azure.
function Get-AutomationPSCredential {
    param([string] $Name)
    [pscredential]::new($Name, (Get-Secret $Name))
}

# A host of the engine alone lacks these two.
if (-not $ExecutionContext.SessionState.InvokeCommand.GetCmdlet('Wait-Event')) {
    function Wait-Event {
        param([string] $SourceIdentifier)
        $clock = [Diagnostics.Stopwatch]::StartNew()
        while ($clock.Elapsed.TotalSeconds -lt 20) {
            $found = @($ExecutionContext.Events.ReceivedEvents | Where-Object SourceIdentifier -eq $SourceIdentifier)
            if ($found) { return $found[0] }
            [Threading.Thread]::Sleep(20)
        }
    }

    function Get-EventSubscriber { $ExecutionContext.Events.Subscribers | Where-Object { -not $_.SupportEvent } }
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

foreach ($example in $Examples) {
    '<<example>>' | Out-Default
    foreach ($code in $example.Code) {
        $code = Convert-Code $code
        foreach ($statement in [Management.Automation.Language.Parser]::ParseInput($code, [ref]$null, [ref]$null).EndBlock.Statements.Extent.Text) {
            . $runStatement
            # Events come on another thread and are handled between statements; a reader types more slowly than that.
            if (@($ExecutionContext.Events.Subscribers)) { foreach ($pause in 1..10) { [Threading.Thread]::Sleep(15) } }
        }
    }
}
