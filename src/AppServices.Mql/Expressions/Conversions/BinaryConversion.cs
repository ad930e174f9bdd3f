using System;
using System.Buffers.Binary;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary>What a conversion between binary data and other types goes by.</summary>
/// <param name="Subtype">The subtype of the binary data that is made.</param>
/// <param name="Format">How text stands for bytes; null for not given.</param>
/// <param name="IsBigEndian">Whether the first byte of a number is its greatest.</param>
internal sealed record BinaryForm(BsonBinarySubType Subtype, string? Format, bool IsBigEndian);

/// <summary>Values as binary data, and binary data as other values.</summary>
internal static class BinaryConversion
{
    private const string Base64 = "base64";
    private const string Uuid = "uuid";
    private const string Auto = "auto";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A value as binary data.</summary>
    /// <exception cref="DocumentException">It cannot be.</exception>
    public static BsonBinaryData ToBinary(BsonValue value, BinaryForm form) => value switch
    {
        BsonBinaryData binary => BinarySubtypes.Of(binary) == (byte)form.Subtype
            ? binary
            : throw Failure("Conversions between different subtypes of binary data are not supported"),
        BsonString text => Made(BytesOf(text.Value, form), form),
        BsonInt32 number => Made(BytesOf(number.Value, sizeof(int), form), form),
        BsonInt64 number => Made(BytesOf(number.Value, sizeof(long), form), form),
        BsonDouble number => Made(BytesOf(BitConverter.DoubleToInt64Bits(number.Value), sizeof(double), form), form),
        _ => throw Failure($"Unsupported conversion from {Types.Name(value)} to binData in $convert with no onError value"),
    };

    /// <summary>Binary data as text.</summary>
    /// <exception cref="DocumentException">It cannot be.</exception>
    public static BsonString ToText(BsonBinaryData value, BinaryForm form)
    {
        bool isUuid = BinarySubtypes.Of(value) == (byte)BsonBinarySubType.UuidStandard;
        byte[] bytes = value.Bytes;
        string format = form.Format == Auto ? isUuid && bytes.Length == UuidBytes ? Uuid : Base64 : Required(form);
        try
        {
            return format switch
            {
                "utf8" => s_utf8.GetString(bytes),
                "hex" => Convert.ToHexString(bytes),
                "base64url" => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
                Uuid when isUuid && bytes.Length == UuidBytes => new Guid(bytes, bigEndian: true).ToString(),
                Uuid => throw Failure("Only binary data of subtype 4 and 16 bytes can be a text of format 'uuid'"),
                _ => Convert.ToBase64String(bytes),
            };
        }
        catch (DecoderFallbackException)
        {
            throw Failure("Binary data that is no UTF-8 cannot be a text of format 'utf8' in $convert with no onError value");
        }
    }

    /// <summary>Binary data as a number.</summary>
    /// <exception cref="DocumentException">It has not the bytes of one.</exception>
    public static BsonValue ToNumber(BsonBinaryData value, BsonType type, BinaryForm form)
    {
        byte[] bytes = BinarySubtypes.Content(value);
        bool isPossible = type switch
        {
            BsonType.Int32 => bytes.Length is sizeof(byte) or sizeof(short) or sizeof(int),
            BsonType.Int64 => bytes.Length is sizeof(byte) or sizeof(short) or sizeof(int) or sizeof(long),
            _ => bytes.Length is sizeof(float) or sizeof(double),
        };
        if (!isPossible)
            throw Failure(
                $"Failed to convert binary data of {bytes.Length} bytes to {TypeNames.Of(type)} in $convert with no onError value");
        long number = SignedNumber(bytes, form.IsBigEndian);
        return type switch
        {
            BsonType.Int32 => new BsonInt32((int)number),
            BsonType.Int64 => new BsonInt64(number),
            _ when bytes.Length == sizeof(float) => new BsonDouble(BitConverter.Int32BitsToSingle((int)number)),
            _ => new BsonDouble(BitConverter.Int64BitsToDouble(number)),
        };
    }

    private const int UuidBytes = 16;

    private static BsonBinaryData Made(byte[] bytes, BinaryForm form) =>
        form.Subtype == BsonBinarySubType.UuidStandard && bytes.Length != UuidBytes
            ? throw Failure($"Failed to convert {bytes.Length} bytes to a UUID, which has {UuidBytes}, in $convert with no onError value")
            : new BsonBinaryData(bytes, form.Subtype);

    private static byte[] BytesOf(string text, BinaryForm form)
    {
        string format = Required(form);
        if (format == Uuid != (form.Subtype == BsonBinarySubType.UuidStandard))
            throw Failure("Format 'uuid' is for binary data of subtype 4, and no other format is");
        try
        {
            return format switch
            {
                "utf8" => s_utf8.GetBytes(text),
                "hex" => Convert.FromHexString(text),
                "base64url" => Convert.FromBase64String(Padded(text)),
                Uuid => Guid.ParseExact(text, "D").ToByteArray(bigEndian: true),
                Auto => throw Failure("Format 'auto' is not for conversions of text to binary data"),
                _ => Convert.FromBase64String(text),
            };
        }
        catch (Exception error) when (error is FormatException or EncoderFallbackException)
        {
            throw Failure($"Input is not of format '{format}' in $convert with no onError value");
        }
    }

    private static string Padded(string text)
    {
        if (text.AsSpan().ContainsAny('+', '/')) throw new FormatException();
        string bare = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return bare.PadRight((bare.Length + 3) / 4 * 4, '=');
    }

    private static byte[] BytesOf(long number, int size, BinaryForm form)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Array.Resize(ref bytes, size);
        if (form.IsBigEndian) Array.Reverse(bytes);
        return bytes;
    }

    private static long SignedNumber(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        Span<byte> ordered = stackalloc byte[bytes.Length];
        bytes.CopyTo(ordered);
        if (isBigEndian) ordered.Reverse();
        long number = 0;
        for (int i = ordered.Length - 1; i >= 0; i--) number = (number << 8) | ordered[i];
        int unused = (sizeof(long) - bytes.Length) * 8;
        return number << unused >> unused;
    }

    private static string Required(BinaryForm form) => form.Format ?? throw DocumentException.Numbered(
        4341115, "Format must be specified when converting between text and binary data in $convert");

    private static DocumentException Failure(string message) => DocumentException.ConversionFailure(message);
}
