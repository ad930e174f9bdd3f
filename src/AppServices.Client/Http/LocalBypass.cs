using System;
using System.Net;

namespace AppServices.Http;

/// <summary>A proxy for other machines only: plain http to this one is safe as long as no other machine sees it.</summary>
/// <param name="proxy">The proxy; null for none.</param>
/// <param name="isHere">Whether the proxy was asked for and is on this machine, so that it may see what stays here.</param>
internal sealed class LocalBypass(IWebProxy? proxy, bool isHere = false) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy?.Credentials;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy?.GetProxy(destination);

    public bool IsBypassed(Uri host) => (host.IsLoopback && !isHere) || proxy is null || proxy.IsBypassed(host);
}
