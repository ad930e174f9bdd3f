using System;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using AppServices.Http;

namespace AppServices;

/// <summary>
/// How requests reach a service: through which proxy, with which certificate, and whether the service has to prove who it is. Two that
/// say the same are equal. None of the properties tells a secret. Source: cmdlets T7.
/// </summary>
public sealed class AppConnection : IEquatable<AppConnection>
{
    private readonly Lazy<LocalBypass> _route;
    private readonly Lazy<HttpClient> _client;
    private readonly NetworkCredential? _proxyCredential;
    private readonly X509Certificate2? _certificate;

    /// <summary>Says how; nothing is sent before the first request.</summary>
    /// <param name="proxyCredential">What the proxy gets when it asks for a user name and a password; null for nothing.</param>
    /// <param name="certificate">The certificate that the client shows, with its private key; null for none.</param>
    /// <param name="storedCertificate">
    /// The thumbprint of the certificate that the client shows, where the personal store of the user or of the machine has it.
    /// </param>
    /// <exception cref="AppServicesException">There is no such certificate, or its private key is missing.</exception>
    public AppConnection(
        NetworkCredential? proxyCredential = null, X509Certificate2? certificate = null, string? storedCertificate = null)
    {
        _route = new Lazy<LocalBypass>(FindRoute);
        _client = new Lazy<HttpClient>(CreateClient);
        _proxyCredential = proxyCredential;
        _certificate = storedCertificate is null ? certificate : CertificateStore.Find(storedCertificate);
        IsCertificateStored = storedCertificate is not null;
        if (_certificate is { HasPrivateKey: false })
            throw new AppServicesException($"The private key of the certificate '{_certificate.Subject}' is not here.")
            {
                Code = ClientErrorCode.ClientCertificateInvalid,
            };
    }

    /// <summary>Through the system's proxy if there is one, without a certificate, to services that prove who they are.</summary>
    public static AppConnection Default { get; } = new();

    /// <summary>The proxy; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether the proxy gets the credentials of the account that the process runs as.</summary>
    public bool ProxyUseDefaultCredentials { get; init; }

    /// <summary>Whether anybody who answers is taken for the service, whatever certificate it has or lacks.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The thumbprint of the certificate that the client shows; null when it shows none.</summary>
    public string? CertificateThumbprint => _certificate?.Thumbprint;

    /// <summary>Whether the certificate is one that later processes find by its thumbprint.</summary>
    public bool IsCertificateStored { get; }

    /// <summary>Whether nothing is said.</summary>
    public bool IsDefault => Equals(Default);

    /// <summary>What sends the requests.</summary>
    internal HttpClient Client => _client.Value;

    /// <summary>Whether a reply has come through it.</summary>
    internal bool HasAnswered { get; set; }

    /// <summary>The proxy that a request to an address goes through; null for none.</summary>
    internal Uri? ProxyFor(Uri address) => _route.Value.GetProxy(address);

    /// <inheritdoc/>
    public bool Equals(AppConnection? other) =>
        other is not null
        && Proxy == other.Proxy
        && ProxyUseDefaultCredentials == other.ProxyUseDefaultCredentials
        && SkipCertificateCheck == other.SkipCertificateCheck
        && CertificateThumbprint == other.CertificateThumbprint
        && IsCertificateStored == other.IsCertificateStored
        && _proxyCredential?.UserName == other._proxyCredential?.UserName
        && _proxyCredential?.Domain == other._proxyCredential?.Domain
        && _proxyCredential?.Password == other._proxyCredential?.Password;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AppConnection);

    /// <inheritdoc/>
    public override int GetHashCode() => (Proxy, SkipCertificateCheck, CertificateThumbprint).GetHashCode();

    /// <summary>Says what is out of the ordinary.</summary>
    public override string ToString() => string.Join(", ",
        $"{(Proxy is null ? "proxy of the system" : $"proxy {ServiceAddress.Show(Proxy)}")}",
        $"{(CertificateThumbprint is null ? "no certificate" : $"certificate {CertificateThumbprint}")}",
        $"{(SkipCertificateCheck ? "services need not prove who they are" : "services prove who they are")}");

    [SuppressMessage("Security", "CA5359", Justification = "It is what the caller asked for, by a name that says so.")]
    private HttpClient CreateClient()
    {
#if NET
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = _route.Value,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),         // a host that moves is found again
        };
        if (_certificate is not null) handler.SslOptions.ClientCertificates = [_certificate];
        if (SkipCertificateCheck) handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#else
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = _route.Value,
            MaxConnectionsPerServer = 256,                              // .NET Framework's default is two
        };
        if (_certificate is not null) handler.ClientCertificates.Add(_certificate);
        if (SkipCertificateCheck) handler.ServerCertificateCustomValidationCallback = static (_, _, _, _) => true;
#endif
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

#if NET
    private LocalBypass FindRoute() => new(OwnProxy() ?? HttpClient.DefaultProxy, Proxy?.IsLoopback == true);
#else
    private LocalBypass FindRoute() => new(OwnProxy() ?? WebRequest.DefaultWebProxy, Proxy?.IsLoopback == true);
#endif

    private WebProxy? OwnProxy()
    {
        if (Proxy is null) return null;
        var proxy = new WebProxy(Proxy);
        if (_proxyCredential is not null) proxy.Credentials = _proxyCredential;
        else proxy.UseDefaultCredentials = ProxyUseDefaultCredentials;
        return proxy;
    }
}
