# The steps of build.ps1, one file a subject. They expect $root and $out.
foreach ($file in 'Native', 'Json', 'Manifest', 'Sbom', 'Build', 'Test', 'Desktop', 'Bench', 'Maml', 'Docs', 'Nuspec', 'Pack') {
    . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1"))
}
