# The steps of build.ps1, one file a subject. They expect $root and $out.
foreach ($file in 'Native', 'Build', 'Test', 'Bench', 'Maml', 'Docs', 'Pack') {
    . ([IO.Path]::Combine($PSScriptRoot, "$file.ps1"))
}
