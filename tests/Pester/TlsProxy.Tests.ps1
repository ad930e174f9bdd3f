BeforeDiscovery {
    # Where tests are to prove something nothing is left out.
    $missing = -not (Get-Command nginx -CommandType Application -ErrorAction Ignore) -and $env:CI -ne 'true'
}

Describe 'Behind a proxy that speaks TLS' {
    BeforeAll {
        . ([IO.Path]::Combine($PSScriptRoot, 'TestServer.ps1'))
        $server = Get-SharedApp
        $folder = [IO.Directory]::CreateDirectory([IO.Path]::Combine([IO.Path]::GetTempPath(), "appservices-tls-$([guid]::NewGuid().ToString('N'))")).FullName
        $proxy = & ([IO.Path]::Combine($repository, 'tests', 'Tls', 'Start-TlsProxy.ps1')) $folder $server.BaseUri

        # What a process trusts is decided when it starts.
        function Invoke-Trusting {
            param([string] $Script, [string] $Certificate)
            $before = $env:SSL_CERT_FILE
            try {
                $env:SSL_CERT_FILE = $Certificate
                (pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; Import-Module '$moduleManifest'; $Script" 2>&1) -join "`n"
            }
            finally { $env:SSL_CERT_FILE = $before }
        }
    }

    AfterAll {
        if ($proxy) { Stop-Process -Id $proxy.ProcessId }
        if ($folder) { [IO.Directory]::Delete($folder, $true) }
    }

    It 'logs in and calls a function, and every request goes by https' -Skip:$missing {
        Invoke-Trusting -Certificate $proxy.Certificate -Script @"
            `$user = Connect-AppUser -Anonymous -AppId $($server.AppId) -BaseUri $($proxy.BaseUri)
            `$user.IsLoggedIn; Invoke-AppFunction sum 1, 2
            (Invoke-RestMethod $($proxy.BaseUri)/api/client/v2.0/app/$($server.AppId)/location).hostname
"@ | Should -Be "True`n3`n$($proxy.BaseUri)"
    }

    It 'is taken for the service by who says so, for calls and refreshes, with a warning' -Skip:$missing {
        $way = @{ AppId = $server.AppId; BaseUri = $proxy.BaseUri; SkipCertificateCheck = $true }
        $user = Connect-AppUser -Anonymous @way -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '-SkipCertificateCheck: *'
        Invoke-AppFunction sum 1, 2 -User $user | Should -Be 3
        Update-AppUserToken -User $user
        (Get-ErrorOf { Connect-AppUser -Anonymous -AsNewUser -AppId $server.AppId -BaseUri $proxy.BaseUri }).FullyQualifiedErrorId | Should -Not -BeNullOrEmpty
        Disconnect-AppUser $user
    }

    It 'is refused by who does not trust its certificate' -Skip:$missing {
        Invoke-Trusting -Script "Connect-AppUser -Anonymous -AppId $($server.AppId) -BaseUri $($proxy.BaseUri)" | Should -Match 'certificate|SSL'
    }
}
