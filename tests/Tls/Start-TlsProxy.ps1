# Puts nginx with TLS in front of a server, with the configuration that docs/operations.md shows. Returns the proxy's address, the
# certificate that clients have to trust and the process to end.
param(
    # Where its files go.
    [Parameter(Mandatory)] [string] $Folder,
    # The server.
    [Parameter(Mandatory)] [uri] $Backend
)
$ErrorActionPreference = 'Stop'

function New-Certificate {
    $key = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=localhost', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName('localhost')
    $names.AddIpAddress([Net.IPAddress]::Loopback)
    $request.CertificateExtensions.Add($names.Build())
    $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
    [IO.File]::WriteAllText([IO.Path]::Combine($Folder, 'certificate.pem'), $certificate.ExportCertificatePem())
    [IO.File]::WriteAllText([IO.Path]::Combine($Folder, 'key.pem'), $key.ExportPkcs8PrivateKeyPem())
}

function Get-FreePort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}

# The server block of the guide, for this machine.
function Get-ServerBlock {
    param([int] $Port)
    $guide = [IO.File]::ReadAllText([IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'operations.md'))
    if ($guide -notmatch '(?s)```nginx\r?\n(.*?)```') { throw 'docs/operations.md shows no configuration of nginx.' }
    $Matches[1] -replace 'listen .*;', "listen 127.0.0.1:$Port ssl;" -replace 'server_name .*;', 'server_name localhost;' `
        -replace '(?m)ssl_certificate .*;', 'ssl_certificate certificate.pem;' -replace '(?m)ssl_certificate_key .*;', 'ssl_certificate_key key.pem;' `
        -replace 'http://127\.0\.0\.1:9090', "http://$($Backend.Authority)"
}

function Start-Nginx {
    param([int] $Port)
    $block = Get-ServerBlock $Port
    [IO.File]::WriteAllText([IO.Path]::Combine($Folder, 'nginx.conf'), @"
master_process off;
pid nginx.pid;
events { }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
$block
}
"@)
    # It goes on in the background once it listens.
    & nginx -p $Folder -e error.log -c nginx.conf 2>$null
    $LASTEXITCODE -eq 0
}

New-Certificate
for ($attempt = 1; ; $attempt++) {
    $port = Get-FreePort
    if (Start-Nginx $port) { break }
    # Another process may have taken the port meanwhile.
    if ($attempt -eq 3) { throw "nginx did not start: $([IO.File]::ReadAllText([IO.Path]::Combine($Folder, 'error.log')))" }
}
[pscustomobject]@{
    BaseUri     = "https://localhost:$port"
    Certificate = [IO.Path]::Combine($Folder, 'certificate.pem')
    ProcessId   = [int][IO.File]::ReadAllText([IO.Path]::Combine($Folder, 'nginx.pid'))
}
