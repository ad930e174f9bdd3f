function Invoke-Bench {
    $folder = [IO.Path]::Combine($root, 'benchmarks')
    $bench = [IO.Path]::Combine($out, 'benchmarks')
    Invoke-Native npm 'ci', '--prefix', ([IO.Path]::Combine($root, 'tests/Conformance')), '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'
    Invoke-Native dotnet 'build', $folder, '-c', 'Release', '-o', $bench, '--nologo', '-v', 'quiet', '-clp:NoSummary'
    Invoke-Native dotnet ([IO.Path]::Combine($bench, 'AppServices.Benchmarks.dll'))
}

function Invoke-Demo {
    Invoke-Script ([IO.Path]::Combine($root, 'samples/quickstart/quickstart.ps1'))
    exit $LASTEXITCODE
}
