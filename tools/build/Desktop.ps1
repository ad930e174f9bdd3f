# The build for Windows PowerShell, which needs Windows. As far as .NET can run it, it passes the Pester tests here, but for those
# with the tag CoreOnly. That takes little more than one core, so it runs beside the tests of the build for PowerShell 7.

function Start-DesktopSuite {
    $report = [IO.Path]::Combine($results, 'desktop.xml')
    $start = [Diagnostics.ProcessStartInfo]@{ FileName = 'dotnet'; UseShellExecute = $false; RedirectStandardOutput = $true }
    $arguments = [IO.Path]::Combine($out, 'pshost', 'pshost.dll'), '-NoProfile', '-Pester', $pesterFolder, '-ExcludeTag', 'CoreOnly', '-ResultFile', $report
    if (Get-Pester) {
        $start.FileName = 'pwsh'
        $arguments = '-NoProfile', '-Command', "& { $runPester } '$pesterFolder' '$report' CoreOnly"
    }
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.Environment['APPSERVICES_TEST_MODULE'] = New-DesktopModule
    $start.Environment['APPSERVICES_SERVER'] = [IO.Path]::Combine($out, 'server', 'appservices-server.dll')
    $process = [Diagnostics.Process]::Start($start)
    [pscustomobject]@{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Report = $report }
}

function Wait-DesktopSuite {
    param([Parameter(Mandatory)] $Suite)
    $Suite.Output.GetAwaiter().GetResult() | Out-Host
    $Suite.Process.WaitForExit()
    Read-PesterReport desktop $Suite.Report $Suite.Process.ExitCode
    $Suite.Process.Dispose()
}

# The module as Windows PowerShell finds it, where this engine looks.
function New-DesktopModule {
    $module = [IO.Path]::Combine($out, 'desktop', 'AppServices')
    Remove-Folder $module
    foreach ($file in $moduleFiles | Where-Object { $_ -notlike 'bin/Core/*' }) {
        $source = [IO.Path]::Combine($out, 'AppServices', $file)
        foreach ($to in $file, $file.Replace('bin/Desktop/', 'bin/Core/')) {
            $target = [IO.Path]::Combine($module, $to)
            $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
            [IO.File]::Copy($source, $target, $true)
        }
    }
    $module
}
