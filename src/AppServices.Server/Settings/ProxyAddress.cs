using System.Net;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Addresses of proxies: one, or a network of them.</summary>
internal static class ProxyAddress
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "an address such as 10.0.0.7 or 10.0.0.0/8 is expected";

    private const int AddressBits6 = 128;

    /// <summary>What is trusted without being named: a proxy on this machine.</summary>
    public static IPNetwork[] Loopback { get; } = [new(IPAddress.Parse("127.0.0.0"), 8), new(IPAddress.IPv6Loopback, AddressBits6)];

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS/BITS</c>; null for anything else.</summary>
    public static IPNetwork? TryParse(string text)
    {
        if (IPNetwork.TryParse(text, out IPNetwork network)) return network;
        return text.Contains('/') ? null : AddressRange.TryParse(text);
    }
}
