using System;
using System.Globalization;
using AppServices.Mql.Dates;
using AppServices.Mql.Expressions.Conversions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>Operands that operators take for another type without being told to.</summary>
internal static class Coercion
{
    /// <summary>A point of time, also that of a timestamp or an ObjectId.</summary>
    /// <exception cref="DocumentException">The value is none.</exception>
    public static long ToDate(BsonValue? value) => value switch
    {
        BsonDateTime date => date.MillisecondsSinceEpoch,
        BsonTimestamp timestamp => (uint)timestamp.Timestamp * 1000L,
        BsonObjectId id => id.Value.Timestamp * 1000L,
        _ => throw DocumentException.Numbered(16006, $"can't convert from BSON type {Types.Name(value)} to Date"),
    };

    /// <summary>A text, also that of a number, a date or nothing.</summary>
    /// <exception cref="DocumentException">The value has none.</exception>
    public static string ToText(BsonValue? value) => value switch
    {
        BsonString text => text.Value,
        BsonSymbol symbol => symbol.Name,
        BsonJavaScript code and not BsonJavaScriptWithScope => code.Code,
        BsonDateTime date => DateText.Format(date.MillisecondsSinceEpoch),
        BsonTimestamp time => Text(time),
        { IsNumeric: true } => NumberText.FormatShort(value),
        _ when Types.IsNullish(value) => "",
        _ => throw DocumentException.Numbered(16007, $"can't convert from BSON type {Types.Name(value)} to String"),
    };

    // As C's clock writes it, without the year.
    private static string Text(BsonTimestamp time)
    {
        DateTime at = DateTime.UnixEpoch.AddSeconds((uint)time.Timestamp);
        return string.Create(CultureInfo.InvariantCulture, $"{at:MMM} {at.Day,2} {at:HH:mm:ss}:{(uint)time.Increment}");
    }
}
