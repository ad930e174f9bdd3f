using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// The key of a number of any type: the greatest double that does not exceed it, and only where that is not the number
/// itself, the number in decimal digits.
/// </summary>
internal static class NumberKey
{
    private const byte Exact = 0x00;
    private const byte Above = 0x01;
    private const int ExponentBias = 0x4000;

    public static void Append(IBufferWriter<byte> key, BsonValue number)
    {
        double floor = Floor(number, out bool exact);
        AppendDouble(key, floor);
        key.Write<byte>([exact ? Exact : Above]);
        if (!exact) AppendDigits(key, NumberOrder.Parts(number));
    }

    private static double Floor(BsonValue number, out bool exact)
    {
        exact = true;
        if (number is BsonDouble or BsonInt32) return number.ToDouble();
        if (NumberOrder.IsNaN(number)) return double.NaN;
        if (NumberOrder.Infinity(number) is not 0 and int sign) return sign * double.PositiveInfinity;
        double near = number is BsonInt64 whole ? whole.Value : double.Parse(number.AsDecimal128.ToString(), CultureInfo.InvariantCulture);
        int order = NumberOrder.Compare(new BsonDouble(near), number);
        exact = order == 0;
        return order > 0 ? Math.BitDecrement(near) : near;
    }

    // The bits of a double sort as the value does once negative ones are turned over. NaN goes below all.
    private static void AppendDouble(IBufferWriter<byte> key, double value)
    {
        ulong bits = double.IsNaN(value) ? 0 : (ulong)BitConverter.DoubleToInt64Bits(value == 0 ? 0.0 : value);
        if (!double.IsNaN(value)) bits = bits >> 63 != 0 ? ~bits : bits | (1UL << 63);
        BinaryPrimitives.WriteUInt64BigEndian(key.GetSpan(8), bits);
        key.Advance(8);
    }

    // Magnitude first, then the digits, turned over for negative numbers; 00 ends the digits, which are 1 to 10.
    private static void AppendDigits(IBufferWriter<byte> key, BigDecimal parts)
    {
        string digits = BigInteger.Abs(parts.Coefficient).ToString(CultureInfo.InvariantCulture);
        var text = new byte[2 + digits.Length + 1];
        BinaryPrimitives.WriteUInt16BigEndian(text, (ushort)(parts.Exponent + digits.Length + ExponentBias));
        for (int i = 0; i < digits.Length; i++) text[2 + i] = (byte)(digits[i] - '0' + 1);
        if (parts.Coefficient.Sign < 0)
            foreach (ref byte part in text.AsSpan()) part = (byte)~part;
        key.Write(text);
    }
}
