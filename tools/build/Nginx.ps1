# The tests put nginx in front of the server. Where it is missing and can be had from the system's packages, it is installed;
# elsewhere those tests are skipped, unless CI says that nothing may be.
function Install-Nginx {
    if ((Get-Command nginx -CommandType Application -ErrorAction Ignore) -or -not (Get-Command apt-get -CommandType Application -ErrorAction Ignore)) { return }
    $asRoot = if ((& id -u) -eq '0') { @() } elseif (Get-Command sudo -CommandType Application -ErrorAction Ignore) { @('sudo', '-n') } else { return }
    foreach ($arguments in @('update', '-qq'), @('install', '-y', '-qq', '--no-install-recommends', 'nginx-light')) {
        $command = @($asRoot) + 'apt-get' + $arguments
        & $command[0] @($command[1..($command.Count - 1)]) | Out-Host
        if ($LASTEXITCODE -ne 0) { return }
    }
}
