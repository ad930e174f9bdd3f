# What the test files share: the built module, a server of their own on a free port, and credentials.
# Dot-source it in BeforeAll.

$repository = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
$quickstart = [IO.Path]::Combine($repository, 'samples', 'quickstart')
$testApps = [IO.Path]::Combine($repository, 'tests', 'apps')
# The variable lets a run test another build of the module.
$moduleFolder = if ($env:APPSERVICES_TEST_MODULE) { $env:APPSERVICES_TEST_MODULE } else { [IO.Path]::Combine($repository, 'out', 'AppServices') }
$moduleManifest = [IO.Path]::Combine($moduleFolder, 'AppServices.psd1')
Import-Module $moduleManifest -Force
# A test has no time to wait for better times.
$PSDefaultParameterValues['*-App*:RetryIntervalSec'] = 0

# What servers of tests decide otherwise: a password's hash is a tenth of a second elsewhere, and most tests log somebody in.
$testSettings = [IO.Path]::Combine($repository, 'tests', 'settings.json')

# The secrets of the app 'hooks'.
$testSecrets = [IO.Path]::Combine($repository, 'tests', 'secrets.json')
$jwtKey = (Get-Content -LiteralPath $testSecrets -Raw | ConvertFrom-Json).jwtKey

# A server on the quickstart app, with data of its own that Stop-TestServer deletes. Where Run.ps1 has a MongoDB for them, its documents
# are there, in databases that no other server of a test has.
function Start-TestServer {
    param([string[]] $Path = $quickstart, [hashtable] $With = @{})
    $data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-pester-$([guid]::NewGuid().ToString('N'))")
    $given = @{ SettingsPath = $testSettings }
    foreach ($name in $With.Keys) { $given[$name] = $With[$name] }
    if ($env:APPSERVICES_TEST_STORE) { $given.SettingsPath = New-MongodbSettings $data $given.SettingsPath }
    $server = Start-AppServer -Path $Path -Port 0 -DataPath $data @given
    $server.PSObject.Properties.Add([psnoteproperty]::new('DataPath', $data))
    $server
}

# An app of the one server that the files of a run share, which Run.ps1 stops: a start takes longer than most tests. For tests that leave
# server and app as they are, and have users of their own; those of documents have a database of their own, too.
function Get-SharedApp {
    param([ValidateSet('quickstart', 'hooks', 'rules', 'documents')] [string] $Name = 'quickstart')
    if (-not $global:SharedTestServer) {
        $apps = 'hooks', 'rules', 'documents' | ForEach-Object { [IO.Path]::Combine($testApps, $_) }
        $global:SharedTestServer = Start-TestServer (@($quickstart) + $apps) @{ SecretsPath = $testSecrets }
    }
    $server = $global:SharedTestServer
    if ($Name -eq 'quickstart') { return $server }
    [pscustomobject]@{ AppId = "$Name-abcde"; BaseUri = $server.BaseUri; DataPath = $server.DataPath }
}

function Stop-TestServer {
    param($Server)
    if (-not $Server) { return }
    Stop-AppServer $Server
    if ([IO.Directory]::Exists($Server.DataPath)) { [IO.Directory]::Delete($Server.DataPath, $true) }
    [IO.File]::Delete((Get-MongodbSettingsPath $Server.DataPath))
}

function Stop-SharedServer {
    Stop-TestServer $global:SharedTestServer
    $global:SharedTestServer = $null
}

# The settings of a file, and which databases of the MongoDB a server has.
function New-MongodbSettings {
    param([string] $Data, [string] $SettingsPath)
    $settings = Get-Content -LiteralPath $SettingsPath -Raw | ConvertFrom-Json
    $name = Get-StateDatabase $Data
    $database = @{ variable = 'APPSERVICES_TEST_STORE'; stateDatabase = $name; prefix = "$name-" }
    $settings | Add-Member database $database
    $path = Get-MongodbSettingsPath $Data
    [IO.File]::WriteAllText($path, ($settings | ConvertTo-Json -Depth 20))
    $path
}

function Get-MongodbSettingsPath {
    param([string] $Data)
    "$Data-settings.json"
}

# Short, as a database's name has 63 characters at most.
function Get-StateDatabase {
    param([string] $Data)
    $env:APPSERVICES_TEST_STORE_NAME + '-' + $Data.Substring($Data.Length - 8)
}

# The hosted service's admin API, as far as its replies go, in this process.
function Start-AdminService {
    param([string[]] $ProjectId = @())
    if (-not ('AppServices.Tests.Client.FakeAdminService' -as [type])) { Add-Type -Path ([IO.Path]::Combine($repository, 'tests', 'AdminService', 'bin', 'Release', 'net8.0', 'AdminService.dll')) }
    [AppServices.Tests.Client.FakeAdminService]::new($ProjectId)
}

function New-Secret {
    param([string] $Text)
    $secret = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secret.AppendChar($character) }
    $secret
}

function Read-Secret {
    param([securestring] $Secret)
    [Net.NetworkCredential]::new('', $Secret).Password
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

# Waits until a script block returns something true, and returns that.
function Wait-Until {
    param([scriptblock] $Condition, [int] $Seconds = 20)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt $Seconds) {
        $result = & $Condition
        if ($result) { return $result }
        [Threading.Thread]::Sleep(20)
    }
    throw "It did not happen within $Seconds seconds: $Condition"
}

# Runs a program of the server's command line, such as 'user disable ID'.
function Invoke-ServerCommand {
    param($Server, [string[]] $Command)
    $program = [IO.Path]::Combine($repository, 'out', 'server', 'appservices-server.dll')
    $place = @('--app', $Server.AppId, '--data', $Server.DataPath)
    if ($env:APPSERVICES_TEST_STORE) {
        $name = Get-StateDatabase $Server.DataPath
        $place += '--mongodb', $env:APPSERVICES_TEST_STORE, '--state-database', $name, '--database-prefix', "$name-"
    }
    & dotnet $program @Command @place
}

# A file with JSON of a value, in a folder that exists.
function New-JsonFile {
    param([string] $Path, [string] $Json)
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($Path, $Json)
    $Path
}

function ConvertTo-Base64Url {
    param([byte[]] $Bytes)
    [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

# A JSON Web Token: HS256 with a text as its key, RS256 with an RSA key and its id.
function New-Jwt {
    param([string] $Claims, $Key, [string] $KeyId)
    $isText = $Key -is [string]
    $header = if ($isText) { '{"alg":"HS256","typ":"JWT"}' } else { "{`"alg`":`"RS256`",`"typ`":`"JWT`",`"kid`":`"$KeyId`"}" }
    $text = (ConvertTo-Base64Url ([Text.Encoding]::UTF8.GetBytes($header))) + '.' + (ConvertTo-Base64Url ([Text.Encoding]::UTF8.GetBytes($Claims)))
    $bytes = [Text.Encoding]::ASCII.GetBytes($text)
    $signature = if ($isText) { [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes($Key)).ComputeHash($bytes) }
    else { $Key.SignData($bytes, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1) }
    $text + '.' + (ConvertTo-Base64Url $signature)
}

function Get-UnixTime {
    param([int] $InSeconds = 0)
    [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() + $InSeconds
}

# The error record that a script block ends with or writes first; nothing when there is none.
function Get-ErrorOf {
    param([scriptblock] $Script)
    try { $null = & $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { throw $_ } }
    catch { $_ }
}

# How to start the PowerShell that runs this test once more: as a .NET tool it is a library, which dotnet runs.
function Get-Shell {
    $program = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $program
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }
}

# Runs a script in a fresh process of the host that runs this test, which looks for modules in one folder first, and returns what it
# writes.
function Invoke-NewHost {
    param([string] $Script, [string] $ModulePath, [hashtable] $Environment = @{})
    $file = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-pester-$([guid]::NewGuid().ToString('N')).ps1")
    [IO.File]::WriteAllText($file, "`$ErrorActionPreference = 'Stop'`n$Script")
    $program, $library = Get-Shell
    $start = [Diagnostics.ProcessStartInfo]::new($program)
    $start.Arguments = ((@($library) + '-NoProfile', '-File', $file | Where-Object { $_ } | ForEach-Object { "`"$_`"" }) -join ' ')
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    # Text without colours, whatever the terminal is said to know.
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    if ($ModulePath) { $start.EnvironmentVariables['PSModulePath'] = $ModulePath }
    foreach ($name in $Environment.Keys) { $start.EnvironmentVariables[$name] = $Environment[$name] }
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $text = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode -ne 0 -or $errors.Result) { throw "The script ended with $($process.ExitCode): $($errors.Result)$text" }
        $text -split '\r?\n' | Where-Object { $_ }
    }
    finally {
        $process.Dispose()
        [IO.File]::Delete($file)
    }
}
