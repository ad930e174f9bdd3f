# What the test files share: the built module, a server of their own on a free port, and credentials.
# Dot-source it in BeforeAll.

$repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
$quickstart = [IO.Path]::Combine($repository, 'samples', 'quickstart')
Import-Module ([IO.Path]::Combine($repository, 'out', 'AppServices', 'AppServices.psd1')) -Force

# A server on the quickstart app, with data of its own that Stop-TestServer deletes.
function Start-TestServer {
    param([string[]] $Path = $quickstart)
    $data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-pester-$([guid]::NewGuid().ToString('N'))")
    Start-AppServer -Path $Path -Port 0 -DataPath $data | ForEach-Object { $_.PSObject.Properties.Add([psnoteproperty]::new('DataPath', $data)); $_ }
}

function Stop-TestServer {
    param($Server)
    if (-not $Server) { return }
    Stop-AppServer $Server
    if ([IO.Directory]::Exists($Server.DataPath)) { [IO.Directory]::Delete($Server.DataPath, $true) }
}

function New-Secret {
    param([string] $Text)
    $secret = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secret.AppendChar($character) }
    $secret
}

function New-Credential {
    param([string] $Email = "$([guid]::NewGuid().ToString('N'))@example.com", [string] $Password = 'correct horse')
    [pscredential]::new($Email, (New-Secret $Password))
}

# Registers and connects a new account.
function Connect-NewUser {
    param($Server)
    $credential = New-Credential
    $null = $Server | Register-AppUser -Credential $credential
    $Server | Connect-AppUser -Credential $credential
}

# The error record that a script block ends with or writes first; nothing when there is none.
function Get-ErrorOf {
    param([scriptblock] $Script)
    try { $null = & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { throw $_ } }
    catch { $_ }
}
