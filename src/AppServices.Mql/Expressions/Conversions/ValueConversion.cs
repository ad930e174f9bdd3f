using AppServices.Mql.Dates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary>A value as one of another type.</summary>
internal static class ValueConversion
{
    private static readonly BinaryForm s_plain = new(BsonBinarySubType.Binary, Format: null, IsBigEndian: false);

    /// <exception cref="DocumentException">The value has no equal of that type.</exception>
    public static BsonValue To(BsonType type, BsonValue value) => To(type, value, s_plain);

    /// <param name="type">The type.</param>
    /// <param name="value">The value.</param>
    /// <param name="form">What conversions of binary data go by.</param>
    /// <exception cref="DocumentException">The value has no equal of that type.</exception>
    public static BsonValue To(BsonType type, BsonValue value, BinaryForm form)
    {
        if (value.BsonType == type && type != BsonType.Binary) return value;
        return (type, value) switch
        {
            (BsonType.Binary, _) => BinaryConversion.ToBinary(value, form),
            (BsonType.String, BsonBinaryData binary) => BinaryConversion.ToText(binary, form),
            (BsonType.Int32 or BsonType.Int64 or BsonType.Double, BsonBinaryData binary) =>
                BinaryConversion.ToNumber(binary, type, form),
            (BsonType.Boolean, _) => Types.Boolean(Operand.ToBoolean(value)),
            (BsonType.String, _) => new BsonString(TextOf(value)),
            (BsonType.ObjectId, BsonString text) => ToObjectId(text.Value),
            (BsonType.DateTime, _) => new BsonDateTime(ToDate(value)),
            (BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128, BsonBoolean truth) =>
                To(type, new BsonInt32(truth.Value ? 1 : 0)),
            (BsonType.Double or BsonType.Int64 or BsonType.Decimal128, BsonDateTime date) =>
                To(type, new BsonInt64(date.MillisecondsSinceEpoch)),
            (BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128, BsonString text) =>
                NumberText.Parse(type, text.Value),
            (BsonType.Double, { IsNumeric: true }) => ToDouble(value),
            (BsonType.Decimal128, { IsNumeric: true }) => new BsonDecimal128(Number.ToDecimal(value)),
            (BsonType.Int64, { IsNumeric: true }) => new BsonInt64(ToWhole(value, long.MinValue, long.MaxValue)),
            (BsonType.Int32, { IsNumeric: true }) => new BsonInt32((int)ToWhole(value, int.MinValue, int.MaxValue)),
            _ => throw Unsupported(type, value),
        };
    }

    private static string TextOf(BsonValue value) => value switch
    {
        BsonSymbol symbol => symbol.Name,
        BsonBoolean truth => truth.Value ? "true" : "false",
        BsonObjectId id => id.Value.ToString(),
        BsonDateTime date => DateText.Format(date.MillisecondsSinceEpoch),
        { IsNumeric: true } => NumberText.Format(value),
        _ => throw Unsupported(BsonType.String, value),
    };

    private static BsonObjectId ToObjectId(string text)
    {
        if (text.Length != 24)
            throw Failure(
                $"Failed to parse objectId '{text}' in $convert with no onError value: Invalid string length for parsing to OID, expected "
                    + $"24 but found {text.Length}");
        return ObjectId.TryParse(text, out ObjectId id)
            ? new BsonObjectId(id)
            : throw Failure(
                $"Failed to parse objectId '{text}' in $convert with no onError value: it has characters that are not hexadecimal");
    }

    private static long ToDate(BsonValue value) => value switch
    {
        BsonString text => DateText.Parse(text.Value),
        BsonObjectId or BsonTimestamp => Coercion.ToDate(value),
        BsonInt64 or BsonDouble or BsonDecimal128 => ToWhole(value, long.MinValue, long.MaxValue),
        _ => throw Unsupported(BsonType.DateTime, value),
    };

    private static BsonDouble ToDouble(BsonValue value)
    {
        double near = Number.ToDouble(value);
        return double.IsInfinity(near) && value is BsonDecimal128 number && Number.IsFinite(number.Value)
            ? throw Overflow(value)
            : new BsonDouble(near);
    }

    // Digits behind the point are cut off.
    private static long ToWhole(BsonValue value, long least, long greatest)
    {
        if (value is BsonDouble { Value: var number } ? !double.IsFinite(number) : value is BsonDecimal128 dec
            && !Number.IsFinite(dec.Value))
            throw Failure($"Attempt to convert {value} value to integer type in $convert with no onError value");
        return WholeNumber.TryTruncate(value, out long whole) && whole >= least && whole <= greatest ? whole : throw Overflow(value);
    }

    private static DocumentException Overflow(BsonValue value) =>
        Failure($"Conversion would overflow target type in $convert with no onError value: {value}");

    private static DocumentException Unsupported(BsonType type, BsonValue value) =>
        Failure($"Unsupported conversion from {Types.Name(value)} to {TypeNames.Of(type)} in $convert with no onError value");

    private static DocumentException Failure(string message) => DocumentException.ConversionFailure(message);
}
