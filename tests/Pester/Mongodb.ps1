# The MongoDB in which servers of tests keep their documents, for Run.ps1.

# That of the variable APPSERVICES_TEST_MONGODB, or where there is none, a server of ours that speaks its protocol. Files that are
# dot-sourced in tests find it in the environment, by a name for databases that no other run has.
function Start-TestMongodb {
    $mongodb = [pscustomobject]@{ Process = $null; Data = $null }
    $env:APPSERVICES_TEST_STORE_NAME = 'pester-' + [guid]::NewGuid().ToString('N').Substring(26)
    $env:APPSERVICES_TEST_STORE = $env:APPSERVICES_TEST_MONGODB
    if ($env:APPSERVICES_TEST_STORE) { return $mongodb }
    $repository = [IO.Path]::Combine($PSScriptRoot, '..', '..')
    $program = [IO.Path]::Combine($repository, 'out', 'server', 'appservices-server.dll')
    $mongodb.Data = [IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-$env:APPSERVICES_TEST_STORE_NAME")
    $password = (& dotnet $program database-user create tests --data $mongodb.Data) -split ' ' | Select-Object -Last 1
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $app = [IO.Path]::Combine($repository, 'samples', 'quickstart')
    $start.Arguments = "`"$program`" serve `"$app`" --urls http://127.0.0.1:0 --mongodb-port 0 --data `"$($mongodb.Data)`" --stop-with-stdin"
    $start.UseShellExecute = $false
    # It ends with this process, however that does.
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $mongodb.Process = [Diagnostics.Process]::Start($start)
    $mongodb.Process.BeginErrorReadLine()
    do { $line = $mongodb.Process.StandardOutput.ReadLine() } until ($null -eq $line -or $line -like 'MongoDB: *')
    if ($null -eq $line) { throw 'The server with the documents did not start.' }
    $null = $mongodb.Process.StandardOutput.ReadToEndAsync()
    $env:APPSERVICES_TEST_STORE = $line -replace '^MongoDB: mongodb://', "mongodb://tests:$password@"
    $mongodb
}

# Leaves nothing of the run there.
function Stop-TestMongodb {
    param($Mongodb)
    & node ([IO.Path]::Combine($PSScriptRoot, '..', 'Conformance', 'drop-databases.mjs')) $env:APPSERVICES_TEST_STORE_NAME
    if ($LASTEXITCODE -ne 0) { throw 'The databases of the tests could not be dropped.' }
    if (-not $Mongodb.Process) { return }
    $Mongodb.Process.StandardInput.Close()
    $Mongodb.Process.WaitForExit()
    [IO.Directory]::Delete($Mongodb.Data, $true)
}
