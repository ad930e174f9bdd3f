# What the module's folder holds; anything else in it is an error, so that no file is shipped by accident.
$moduleFiles = @(
    'AppServices.psd1', 'AppServices.psm1', 'Explain.ps1', 'AppServices.Format.ps1xml', 'AppServices.Types.ps1xml', 'LICENSE', 'CHANGELOG.md'
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
    Invoke-DotNetBuild publish 'src/AppServices.Server' '-o', ([IO.Path]::Combine($out, 'server'))
    New-Package
}

function Build-Module {
    Invoke-DotNetBuild build 'src/AppServices.PowerShell'
    Copy-Module ([IO.Path]::Combine($out, 'AppServices')) $moduleFiles
}

function Copy-Module {
    param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string[]] $Files)
    $built = [IO.Path]::Combine($root, 'src/AppServices.PowerShell/bin/Release')
    $sources = @{
        'AppServices.psd1' = $root; 'LICENSE' = $root; 'CHANGELOG.md' = $root; 'THIRD-PARTY-NOTICES.txt' = $root
        'bin/Core' = [IO.Path]::Combine($built, 'net8.0'); 'bin/Desktop' = [IO.Path]::Combine($built, 'net472')
        'en-US' = [IO.Path]::Combine($root, 'docs', 'help', 'en-US')
    }
    Remove-Folder $Module
    foreach ($file in $Files | Where-Object { $_ -ne $sbomName }) {
        $folder = [IO.Path]::GetDirectoryName($file).Replace('\', '/')
        $source = if ($sources[$file]) { $sources[$file] } elseif ($folder) { $sources[$folder] } else { [IO.Path]::Combine($root, 'src/AppServices.PowerShell/Module') }
        $target = [IO.Path]::Combine($Module, $file)
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy([IO.Path]::Combine($source, [IO.Path]::GetFileName($file)), $target)
    }
    Assert-NothingLeftOut $sources['bin/Core'] 'bin/Core' '*.dll'
    Assert-NothingLeftOut $sources['bin/Desktop'] 'bin/Desktop' '*.dll'
    Assert-NothingLeftOut $sources['en-US'] 'en-US' '*'
    $version = Complete-Manifest ([IO.Path]::Combine($Module, 'AppServices.psd1'))
    if ($sbomName -in $Files) { [IO.File]::WriteAllText([IO.Path]::Combine($Module, $sbomName), (New-Sbom $Module $Files $version)) }
}

# A library that a build puts beside ours, or a new help file, has to be listed on purpose, or the module would miss it.
function Assert-NothingLeftOut {
    param([string] $Folder, [string] $Target, [string] $Pattern)
    foreach ($path in [IO.Directory]::GetFiles($Folder, $Pattern)) {
        $file = "$Target/$([IO.Path]::GetFileName($path))"
        if ($file -notin $moduleFiles) { throw "There is a '$file' for the module, which tools/build/Build.ps1 does not list." }
    }
}

function Remove-Output {
    foreach ($folder in [IO.Directory]::GetDirectories($root, '*', [IO.SearchOption]::AllDirectories)) {
        if ([IO.Path]::GetFileName($folder) -in 'bin', 'obj' -and $folder -notlike '*node_modules*' -and [IO.Directory]::Exists($folder)) {
            Remove-Folder $folder
        }
    }
    # The host that runs this script lies in out/pshost; the next build replaces it.
    foreach ($folder in [IO.Directory]::Exists($out) ? [IO.Directory]::GetDirectories($out) : @()) {
        if ([IO.Path]::GetFileName($folder) -ne 'pshost') { Remove-Folder $folder }
    }
}
