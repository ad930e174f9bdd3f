# What is ours is signed where $env:APPSERVICES_CERTIFICATE names a file with a certificate (PFX), whose password is in
# $env:APPSERVICES_CERTIFICATE_PASSWORD; files of the module on Windows only, which alone can sign them.
$timestampServer = 'http://timestamp.digicert.com'

function Add-Signature {
    param([Parameter(Mandatory)] [string] $Module, [Parameter(Mandatory)] [string[]] $Files)
    if (-not $env:APPSERVICES_CERTIFICATE) { return }
    $password = ConvertTo-SecureString $env:APPSERVICES_CERTIFICATE_PASSWORD -AsPlainText -Force
    $certificate = Get-PfxCertificate $env:APPSERVICES_CERTIFICATE -Password $password
    $own = $Files -match '(^|/)(AppServices|Explain)\.' -match '\.(dll|psd1|psm1|ps1|ps1xml)$' | ForEach-Object { Join-Path $Module $_ }
    foreach ($signature in Set-AuthenticodeSignature $own -Certificate $certificate -HashAlgorithm SHA256 -TimestampServer $timestampServer) {
        if ($signature.Status -ne 'Valid') { throw "'$($signature.Path)' could not be signed: $($signature.StatusMessage)" }
    }
}

function Add-PackageSignature {
    param([Parameter(Mandatory)] [string] $Package)
    if (-not $env:APPSERVICES_CERTIFICATE) { return }
    # Not by Invoke-Native, which would say the password when it fails.
    & dotnet nuget sign $Package --certificate-path $env:APPSERVICES_CERTIFICATE --certificate-password $env:APPSERVICES_CERTIFICATE_PASSWORD `
        --timestamper $timestampServer | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "'$Package' could not be signed." }
}
