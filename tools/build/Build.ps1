$server = Join-Path $out server

# What the module's folder holds; anything else in it is an error, so that no file is shipped by accident.
$moduleFiles = @(
    'AppServices.psd1', 'AppServices.psm1', 'Explain.ps1', 'AppServices.Format.ps1xml', 'AppServices.Types.ps1xml', 'AppServices.Types.psd1', 'LICENSE', 'CHANGELOG.md'
    'THIRD-PARTY-NOTICES.txt', 'AppServices.spdx.json'
    'bin/Core/AppServices.PowerShell.dll', 'bin/Core/AppServices.Client.dll'
    'bin/Desktop/AppServices.PowerShell.dll', 'bin/Desktop/AppServices.Client.dll'
    'bin/Desktop/Microsoft.Bcl.AsyncInterfaces.dll', 'bin/Desktop/System.Buffers.dll', 'bin/Desktop/System.Memory.dll'
    'bin/Desktop/System.Numerics.Vectors.dll', 'bin/Desktop/System.Runtime.CompilerServices.Unsafe.dll'
    'bin/Desktop/System.Text.Encodings.Web.dll', 'bin/Desktop/System.Text.Json.dll'
    'bin/Desktop/System.Threading.Tasks.Extensions.dll', 'bin/Desktop/System.ValueTuple.dll'
    'en-US/AppServices.PowerShell.dll-Help.xml'
    'en-US/about_AppServices.help.txt', 'en-US/about_AppServices_Automation.help.txt', 'en-US/about_AppServices_Data_Types.help.txt'
    'en-US/about_AppServices_Migration.help.txt', 'en-US/about_AppServices_Security.help.txt', 'en-US/about_AppServices_Sessions.help.txt'
)

function Build-All {
    Build-Module
    Build-Server
}

function Build-Server {
    param([string[]] $Arguments)
    # Tests and benchmarks leave there what is compiled.
    Remove-Folder $server
    Invoke-DotNet publish src/AppServices.Server (@('-o', $server) + $Arguments)
}

# The PowerShell that runs this, as far as it is a .NET tool, compiled for this machine: others are so when they are installed. Tests
# start it some hundred times, and most of its first second would be the runtime's compiler. Returns how it is started.
function New-TestShell {
    $program, $library = Get-Shell
    if (-not $library) { return $program }
    $shell = Join-Path $out pwsh
    if (-not (Test-Path $shell)) { Copy-Item $PSHOME $shell -Recurse }
    $libraries = 'pwsh', 'System.Management.Automation', 'Microsoft.PowerShell.ConsoleHost', 'Microsoft.PowerShell.Security'
    $libraries += 'Management', 'Utility' | ForEach-Object { "Microsoft.PowerShell.Commands.$_" }
    $compiled = Join-Path $out native pwsh
    $properties = @{ BuiltFolder = $PSHOME; CompiledFolder = $compiled; TargetFolder = $shell; Libraries = $libraries -join '%2C' }
    Invoke-DotNet build tools/native (@('-t:CompileNative') + @($properties.Keys | ForEach-Object { "-p:$_=$($properties[$_])" }))
    $program
    Join-Path $shell pwsh.dll
}

function Build-Module {
    Invoke-DotNet build src/AppServices.PowerShell
    Copy-Module (Join-Path $out AppServices) $moduleFiles
}

function Copy-Module {
    param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string[]] $Files)
    $project = Join-Path $root src AppServices.PowerShell
    $sources = @{
        'AppServices.psd1' = $root; 'LICENSE' = $root; 'CHANGELOG.md' = $root; 'THIRD-PARTY-NOTICES.txt' = $root
        'bin/Core' = Join-Path $project bin Release net8.0; 'bin/Desktop' = Join-Path $project bin Release net472
        'en-US' = Join-Path $root docs help en-US
    }
    Remove-Folder $Module
    foreach ($file in $Files | Where-Object { $_ -ne $sbomName }) {
        $folder = (Split-Path $file).Replace('\', '/')
        $source = if ($sources[$file]) { $sources[$file] } elseif ($folder) { $sources[$folder] } else { Join-Path $project Module }
        $null = New-Item (Join-Path $Module $folder) -ItemType Directory -Force
        Copy-Item (Join-Path $source (Split-Path $file -Leaf)) (Join-Path $Module $file)
    }
    Assert-NothingLeftOut $sources['bin/Core'] 'bin/Core' '*.dll'
    Assert-NothingLeftOut $sources['bin/Desktop'] 'bin/Desktop' '*.dll'
    Assert-NothingLeftOut $sources['en-US'] 'en-US' '*'
    $version = Complete-Manifest (Join-Path $Module AppServices.psd1)
    Add-Signature $Module $Files
    if ($sbomName -in $Files) { Set-Content (Join-Path $Module $sbomName) (New-Sbom $Module $Files $version) -NoNewline }
}

# A library that a build puts beside ours, or a new help file, has to be listed on purpose, or the module would miss it.
function Assert-NothingLeftOut {
    param([string] $Folder, [string] $Target, [string] $Pattern)
    foreach ($path in Get-ChildItem $Folder -File -Filter $Pattern) {
        $file = "$Target/$($path.Name)"
        if ($file -notin $moduleFiles) { throw "There is a '$file' for the module, which tools/build/Build.ps1 does not list." }
    }
}

function Remove-Output {
    $built = Get-ChildItem $root -Directory -Recurse -Include bin, obj | Where-Object { $_.FullName -notlike '*node_modules*' }
    foreach ($folder in @($built.FullName) + $out | Where-Object { $_ }) { Remove-Folder $folder }
}
