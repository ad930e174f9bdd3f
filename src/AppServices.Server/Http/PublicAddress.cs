using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace AppServices.Server.Http;

/// <summary>
/// The address under which a client reaches the server: what the operator says, else what the request says, as far as it can be
/// believed. A host that a stranger makes up is never told to anybody.
/// </summary>
internal sealed class PublicAddress(ServerSettings settings)
{
    private static readonly string[] s_ownNames = OwnNames();

    private readonly string? _fixed = settings.PublicUrl?.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The path below which the operator's address has the API; empty for none.</summary>
    public PathString Path { get; } = PathString.FromUriComponent(settings.PublicUrl?.AbsolutePath.TrimEnd('/') ?? "");

    /// <summary>How the headers of trusted proxies are read.</summary>
    public ForwardedHeadersOptions Forwarding
    {
        get
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
                ForwardLimit = null,        // as far as proxies are trusted
                AllowedHosts = settings.Hosts.Count == 0 ? [] : [.. settings.Hosts, .. settings.Sites.Keys],
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (System.Net.IPNetwork network in settings.TrustedProxies) options.KnownIPNetworks.Add(network);
            return options;
        }
    }

    /// <summary>Remembers which requests trusted proxies forward, before their headers take effect.</summary>
    public Task MarkAsync(HttpContext context, RequestDelegate next)
    {
        if (IsForwarded(context)) context.Features.Set(Forwarded.Mark);
        return next(context);
    }

    /// <summary>Scheme, host and path without a slash at the end; null when the request's host is none of this server's.</summary>
    public string? Of(HttpContext context) =>
        _fixed ?? (IsKnown(context) ? $"{context.Request.Scheme}://{context.Request.Host}" : null);

    private bool IsForwarded(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Forwarded-Proto")
                || headers.ContainsKey("X-Forwarded-Host"))
            && AddressRange.Plain(context.Connection.RemoteIpAddress) is { } peer
            && settings.TrustedProxies.Any(network => network.Contains(peer));
    }

    private bool IsKnown(HttpContext context)
    {
        string host = context.Request.Host.Host;
        if (settings.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase) || settings.Sites.ContainsKey(host)) return true;
        if (context.Features.Get<Forwarded>() is not null) return settings.Hosts.Count == 0 && host.Length > 0;
        return IPAddress.TryParse(host, out IPAddress? address)
            ? IPAddress.IsLoopback(address) || address.Equals(AddressRange.Plain(context.Connection.LocalIpAddress))
            // The names below localhost are this machine's, whoever asks.
            : s_ownNames.Contains(host, StringComparer.OrdinalIgnoreCase)
                || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static string[] OwnNames()
    {
        IPGlobalProperties network = IPGlobalProperties.GetIPGlobalProperties();
        return ["localhost", network.HostName, $"{network.HostName}.local", $"{network.HostName}.{network.DomainName}"];
    }

    private sealed class Forwarded
    {
        public static Forwarded Mark { get; } = new();
    }
}
