# Reads from the source which error ids there are, because a cmdlet cannot be asked.

$commandSource = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..', 'src', 'AppServices.PowerShell'))

# Ids stand before their category everywhere.
function Select-ErrorId {
    param([string] $Source)
    @([regex]::Matches($Source, '"(App\w+)",\s*ErrorCategory\.') | ForEach-Object { $_.Groups[1].Value })
}

# All ids that the module can write.
function Get-ErrorId {
    [IO.Directory]::GetFiles([IO.Path]::Combine($commandSource), '*.cs', 'AllDirectories') |
        Where-Object { $_ -notmatch '[\\/](obj|bin)[\\/]' } | ForEach-Object { Select-ErrorId ([IO.File]::ReadAllText($_)) }
}

# The ids that a cmdlet's class writes itself, and those of the base classes' methods that it calls. There a private method
# stands below the one that calls it.
function Get-ErrorIdOfCommand {
    param([Parameter(Mandatory)] [type] $Class)
    $own = Read-Class $Class
    Select-ErrorId $own
    for ($base = $Class.BaseType; $base.Namespace -eq $Class.Namespace; $base = $base.BaseType) {
        foreach ($method in (Read-Class $base) -split '(?m)(?=^    internal )') {
            if ($method -match '^    internal .*?(\w+)\(' -and $own -match "\b$($Matches[1])\(") { Select-ErrorId $method }
        }
    }
}

function Read-Class {
    param([type] $Class)
    $name = $Class.Name -replace '`\d+$'
    $file = [IO.Path]::Combine($commandSource, 'Commands', "$name.cs")
    if ([IO.File]::Exists($file)) { return [IO.File]::ReadAllText($file) }
    # One of several in a file.
    foreach ($file in [IO.Directory]::GetFiles([IO.Path]::Combine($commandSource, 'Commands', 'Admin'), '*.cs')) {
        $found = [regex]::Match([IO.File]::ReadAllText($file), "(?ms)^public (sealed|abstract) class $name\b.*?^}")
        if ($found.Success) { return $found.Value }
    }
    throw "Nobody knows where $name is."
}
