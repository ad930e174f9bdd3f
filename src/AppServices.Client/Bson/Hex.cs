using System;

namespace AppServices.Bson;

/// <summary>Hex digits as ASCII bytes.</summary>
internal static class Hex
{
    /// <summary>Reads at most 16 digits in either case.</summary>
    public static bool TryRead(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            int nibble = digit - '0';
            if ((uint)nibble > 9)
            {
                nibble = (digit | 0x20) - 'a';
                if ((uint)nibble > 5) return false;
                nibble += 10;
            }

            value = (value << 4) | (uint)nibble;
        }

        return true;
    }

    /// <summary>Fills <paramref name="digits"/> with the lowest digits, in lower case.</summary>
    public static void Write(ulong value, Span<byte> digits)
    {
        ReadOnlySpan<byte> alphabet = "0123456789abcdef"u8;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = alphabet[(int)(value & 0xF)];
            value >>= 4;
        }
    }
}
