using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AppServices.Server.AppConfig;

/// <summary>Addresses of clients: one, or a block of them.</summary>
internal static class AddressRange
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "an address such as 203.0.113.7 or a block such as 203.0.113.0/24 is expected";

    private const int Bits4 = 32;
    private const int Bits6 = 128;
    private const int DotsIn4 = 3;
    private const int BitsOfByte = 8;

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS/BITS</c>; null for anything else.</summary>
    public static IPNetwork? TryParse(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2 || TryParseAddress(parts[0]) is not { } address) return null;
        int size = address.AddressFamily == AddressFamily.InterNetwork ? Bits4 : Bits6;
        if (parts.Length == 1) return new IPNetwork(address, size);
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits <= size
            ? new IPNetwork(Masked(address, bits), bits)
            : null;
    }

    /// <summary>An address as lists have it: one of the older kind is not written as one of the newer.</summary>
    public static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    // A lone number or two would be an address, too.
    private static IPAddress? TryParseAddress(string text) =>
        (text.Contains(':') || text.AsSpan().Count('.') == DotsIn4) && !text.Contains('%') && !text.Contains('[')
            && IPAddress.TryParse(text, out IPAddress? address)
            ? Plain(address)
            : null;

    private static IPAddress Masked(IPAddress address, int bits)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int index = 0; index < bytes.Length; index++)
        {
            int kept = Math.Clamp(bits - (index * BitsOfByte), 0, BitsOfByte);
            bytes[index] &= (byte)(byte.MaxValue << (BitsOfByte - kept));
        }
        return new IPAddress(bytes);
    }
}
