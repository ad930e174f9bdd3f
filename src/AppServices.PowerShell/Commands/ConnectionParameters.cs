using System;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>The parameters that say which app is meant, and how its service is reached.</summary>
internal interface IAppTarget
{
    string? AppId { get; }

    Uri? BaseUri { get; }

    SwitchParameter AllowUnencryptedAuthentication { get; }

    Uri? Proxy { get; }

    PSCredential? ProxyCredential { get; }

    SwitchParameter ProxyUseDefaultCredentials { get; }

    SwitchParameter SkipCertificateCheck { get; }

    X509Certificate2? Certificate { get; }

    string? CertificateThumbprint { get; }
}

/// <summary>Makes a connection of the parameters that Invoke-RestMethod has for it, with their names and meanings.</summary>
internal static class ConnectionParameters
{
    private const string Unchecked =
        "-SkipCertificateCheck: whoever answers is taken for the service, gets the credential, and can read and change everything.";

    /// <summary>The connection; ends the cmdlet when the parameters do not go together, or name what is not there.</summary>
    public static AppConnection ToConnection(this AppCmdlet cmdlet, IAppTarget target)
    {
        bool hasAccount = target.ProxyCredential is not null || target.ProxyUseDefaultCredentials;
        cmdlet.Refuse(target.Proxy is null && hasAccount, "-ProxyCredential and -ProxyUseDefaultCredentials are for the proxy of -Proxy.");
        cmdlet.Refuse(
            target.ProxyCredential is not null && target.ProxyUseDefaultCredentials,
            "-ProxyCredential and -ProxyUseDefaultCredentials are two ways to log in to one proxy.");
        cmdlet.Refuse(
            target.Certificate is not null && target.CertificateThumbprint is not null,
            "-Certificate and -CertificateThumbprint are two ways to name one certificate.");
        if (target.SkipCertificateCheck) cmdlet.WriteWarning(Unchecked);
        try
        {
            return new AppConnection(
                target.ProxyCredential?.GetNetworkCredential(), target.Certificate, target.CertificateThumbprint)
            {
                Proxy = ToProxy(cmdlet, target.Proxy),
                ProxyUseDefaultCredentials = target.ProxyUseDefaultCredentials,
                SkipCertificateCheck = target.SkipCertificateCheck,
            };
        }
        catch (AppServicesException error)
        {
            throw cmdlet.Terminate(ErrorRecords.From(error, target.CertificateThumbprint ?? target.Certificate?.Thumbprint));
        }
    }

    // What is in the address besides the address may be a password, so it is not repeated.
    private static Uri? ToProxy(AppCmdlet cmdlet, Uri? proxy) =>
        proxy is null or { IsAbsoluteUri: true, UserInfo: "", Scheme: "http" or "https" or "socks4" or "socks4a" or "socks5" }
            ? proxy
            : throw cmdlet.Terminate(ErrorRecords.Create(
                "AppProxyInvalid", ErrorCategory.InvalidArgument, null, "-Proxy is not the address of a proxy.",
                "Give an address such as http://proxy.example.com:8080; a user name and a password go into -ProxyCredential."));
}
