function Invoke-Bench {
    param([string[]] $Arguments)
    $bench = [IO.Path]::Combine($out, 'benchmarks')
    Invoke-Native npm 'ci', '--prefix', ([IO.Path]::Combine($root, 'tests/Conformance')), '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'
    Invoke-DotNetBuild build 'benchmarks' '-o', $bench
    Invoke-Native dotnet @([IO.Path]::Combine($bench, 'AppServices.Benchmarks.dll'); $Arguments | Where-Object { $_ })
}

function Invoke-Demo {
    Invoke-Script ([IO.Path]::Combine($root, 'samples/quickstart/quickstart.ps1'))
    exit $LASTEXITCODE
}
