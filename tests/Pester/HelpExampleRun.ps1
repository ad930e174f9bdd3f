# Runs the examples of pages and topics of the help and prints what a reader would see, with a mark before each page, each example
# and each error. The current folder has a folder for each page, named 0, 1 and so on. Each page has a runspace, users and apps of
# its own, so that none meets what another one left behind.
param(
    # Serves the apps of all pages together, because starting a server takes longer than most examples do. Without it the pages
    # start servers themselves.
    [switch] $OneServer,

    [Parameter(Mandatory, ValueFromRemainingArguments)]
    [string[]] $Page
)

$ErrorActionPreference = 'Stop'
. ([IO.Path]::Combine($PSScriptRoot, 'HelpPage.ps1'))
$root = [Environment]::CurrentDirectory
$data = [IO.Path]::Combine($root, 'data')
if ($PSStyle) { $PSStyle.OutputRendering = 'PlainText' }

$server = $null
if ($OneServer) {
    $apps = [IO.Directory]::GetDirectories($root) | ForEach-Object { [IO.Directory]::GetDirectories($_) }
    # Linux gives an account 128 watchers of folders: so many apps would leave none to other servers.
    $server = Start-AppServer $apps -Port 0 -NoWatch -DataPath $data -SettingsPath ([IO.Path]::Combine($PSScriptRoot, '..', 'settings.json'))
}

for ($i = 0; $i -lt $Page.Count; $i++) {
    '<<page>>' | Out-Default
    $runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
    $shell = [powershell]::Create()
    try {
        $runspace.Open()
        $shell.Runspace = $runspace
        $examples = if ($Page[$i] -like '*.md') { (Read-HelpPage $Page[$i]).Examples } else { (Read-HelpTopic $Page[$i]).Examples }
        $null = $shell.AddScript({ param($Script, $Given) & $Script @Given }).AddArgument([IO.Path]::Combine($PSScriptRoot, 'HelpExamplePage.ps1')).AddArgument(@{
                Examples = $examples; Folder = [IO.Path]::Combine($root, "$i"); Data = $data; Server = $server
            }).Invoke()

        # The next page begins with nobody known and nobody current.
        $shell.Commands.Clear()
        $null = $shell.AddScript({
                Get-AppUser -All | Remove-AppUser -ErrorAction Ignore
                if (-not $args[0]) { Get-AppServer | Stop-AppServer }
                Remove-Module AppServices
            }).AddArgument($server).Invoke()
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
    foreach ($name in 'APPSERVICES_APP_ID', 'APPSERVICES_BASE_URI', 'APPSERVICES_API_KEY') { [Environment]::SetEnvironmentVariable($name, $null) }
}
if ($server) { Stop-AppServer $server }
