# What the tests of rules share: the app 'rules', its users Mia and Tom, and a way around its rules. Dot-source it in BeforeAll,
# after TestServer.ps1.

$server = Get-SharedApp rules
# What another file has left there, which has its rules for the same collections.
$collections = [IO.DirectoryInfo]::new([IO.Path]::Combine($testApps, 'rules', 'data_sources', 'mongodb-atlas', 'shop')).GetDirectories().Name
Invoke-AppFunction clear (, $collections) -User (Connect-NewUser $server)
$mia = Connect-NewUser $server
$tom = Connect-NewUser $server

# Puts documents into a collection of the shop whatever its rules say.
function Add-Stored {
    param([string] $Collection, [object[]] $Documents)
    Invoke-AppFunction store $Collection, $Documents -User $mia
}

# What there is, whatever the rules say, as short text such as '1 5, 2 7' for the fields _id and n.
function Get-Stored {
    param([string] $Collection, [string[]] $Field = '_id')
    Show-Document (Invoke-AppFunction stored $Collection -User $mia) $Field
}

function Show-Document {
    param([AllowNull()] [object[]] $Documents, [string[]] $Field = '_id')
    @($Documents | ForEach-Object { $document = $_; @($Field | ForEach-Object { $document.$_ }) -join ' ' }) -join ', '
}

# Changes what is kept about a user, who then has a token that says so.
function Set-Kept {
    param($User, [hashtable] $Change)
    Invoke-AppFunction assign $Change -User $User
    Update-AppUserToken $User
}

# Checks that a script is refused, by the one error that it ends with: of what was given to it, else of the collection or function.
function Assert-Denied {
    param([scriptblock] $Script, [string] $Cmdlet, [string] $Target, [string] $Advice = 'which role', [string] $Words = 'not permitted')
    $record = Get-ErrorOf $Script
    $record.FullyQualifiedErrorId | Should -Be "AppAccessDenied,AppServices.Commands.${Cmdlet}Command"
    $record.CategoryInfo.Category | Should -Be 'PermissionDenied'
    if ("$Script" -match ' -Id (\d+) ') { $record.TargetObject | Should -Be $Matches[1] }
    elseif ("$Script" -match '\b(Add|Set)-AppDocument ') { $record.TargetObject | Should -BeOfType [hashtable] }
    else { $record.TargetObject | Should -Be $Target }
    $record.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape($Advice))
    $record.ErrorDetails.Message | Should -Match ([regex]::Escape($Words))
}

# As above, for a collection of the shop; the advice names the file with its rules.
function Assert-Refused {
    param([scriptblock] $Script, [string] $Cmdlet, [string] $Collection, [string] $Words = 'not permitted')
    Assert-Denied $Script $Cmdlet "shop.$Collection" "data_sources/mongodb-atlas/shop/$Collection/rules.json" $Words
}
