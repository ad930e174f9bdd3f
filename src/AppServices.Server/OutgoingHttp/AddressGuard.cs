using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.OutgoingHttp;

/// <summary>
/// Connects to what the operator lets functions reach: public addresses, and those that are named. It looks at the addresses that a
/// name stands for and connects to one of these, so that no name can stand for another one afterwards (app-folder 4.11).
/// </summary>
internal sealed class AddressGuard(IReadOnlyList<IPNetwork> allowed)
{
    private const int MappedOffset = 12;        // 64:ff9b::/96 ends with an IPv4 address
    private const int SixToFourOffset = 2;      // 2002::/16 goes on with one
    private const int AddressLength4 = 4;

    private static readonly IPNetwork[] s_notPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_mapped = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_sixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Connects to a host, for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="OutgoingHttpException">None of its addresses may be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] admitted = Array.FindAll(found, Admits);
        if (admitted.Length == 0)
        {
            throw new OutgoingHttpException(
                $"'{host}' is not at a public address; the server's operator can allow others (outgoingHttp.allow in the settings)");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(admitted, context.DnsEndPoint.Port, cancellationToken);
            return stream = new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (stream is null) socket.Dispose();
        }
    }

    /// <summary>Whether an address may be reached.</summary>
    public bool Admits(IPAddress address)
    {
        IPAddress real = Real(address);
        return allowed.Any(network => network.Contains(address) || network.Contains(real))
            || (!s_notPublic.Any(network => network.Contains(real)) && !IsOfThisMachine(real));
    }

    // An IPv4 address may be dressed up as one of IPv6.
    private static IPAddress Real(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        int offset = s_mapped.Contains(address) ? MappedOffset : s_sixToFour.Contains(address) ? SixToFourOffset : -1;
        return offset < 0 ? address : new IPAddress(address.GetAddressBytes().AsSpan(offset, AddressLength4));
    }

    private static bool IsOfThisMachine(IPAddress address) =>
        IPGlobalProperties.GetIPGlobalProperties().GetUnicastAddresses().Any(own => own.Address.Equals(address));
}
