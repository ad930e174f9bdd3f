using System;
using System.Net;

namespace AppServices.Http;

/// <summary>
/// The system's proxy, for other machines only: plain http to this one is safe because nobody else sees it, which a proxy would.
/// </summary>
internal sealed class LocalBypass(IWebProxy? proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy?.Credentials;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy?.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy is null || proxy.IsBypassed(host);
}
