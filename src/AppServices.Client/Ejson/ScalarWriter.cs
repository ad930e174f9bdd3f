using System;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Text.RegularExpressions;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Writes every value that is not a document or an array.</summary>
internal readonly struct ScalarWriter(JsonOutput json, EjsonMode mode)
{
    private readonly TypeObjectWriter types = new(json);
    private readonly bool relaxed = mode == EjsonMode.Relaxed;

    /// <returns>False when the value is no scalar, and nothing was written.</returns>
    public bool TryWrite(object? value)
    {
        switch (value)
        {
            case null:
                json.Value("null"u8);
                return true;
            case string text:
                json.String(text);
                return true;
            case int number:
                Int32(number);
                return true;
            case BsonDocument or object?[]:
                return false;
            case double number:
                Double(number);
                return true;
            case bool flag:
                json.Value(flag ? "true"u8 : "false"u8);
                return true;
            case long number:
                Int64(number);
                return true;
            case DateTime date:
                Date(BsonDateTime.From(date).MillisecondsSinceEpoch);
                return true;
            case ObjectId id:
                types.Oid(id);
                return true;
            case Decimal128 number:
                types.Decimal(number);
                return true;
            default:
                return value is ValueType ? TryWriteStruct(value) : TryWriteObject(value);
        }
    }

    private bool TryWriteStruct(object value)
    {
        switch (value)
        {
            case decimal number: types.Decimal(number); break;
            case Guid uuid: types.Uuid(uuid); break;
            case DateTimeOffset date: Date(BsonDateTime.From(date.UtcDateTime).MillisecondsSinceEpoch); break;
            case BsonDateTime date: Date(date.MillisecondsSinceEpoch); break;
            case BsonTimestamp timestamp: types.Timestamp(timestamp); break;
            case short number: Int32(number); break;
            case byte number: Int32(number); break;
            case ushort number: Int32(number); break;
            case sbyte number: Int32(number); break;
            case uint number: Int64(number); break;
            case ulong number: Integer(number); break;
            case BigInteger number: Integer(number); break;
            case float number: Double(number); break;
            case char letter: json.String(letter.ToString()); break;
            case Enum constant: json.String(constant.ToString()); break;
            case TimeSpan span: json.String(span.ToString("c", CultureInfo.InvariantCulture)); break;
#if NET
            case DateOnly day: Date(BsonDateTime.From(day.ToDateTime(default, DateTimeKind.Utc)).MillisecondsSinceEpoch); break;
            case TimeOnly time: json.String(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)); break;
            case Int128 number: Integer(number); break;
            case UInt128 number: Integer(number); break;
            case Half number: Double((double)number); break;
            case System.Text.Rune letter: json.String(letter.ToString()); break;
#endif
            default: return false;
        }

        return true;
    }

    private bool TryWriteObject(object value)
    {
        switch (value)
        {
            case byte[] bytes: types.Binary(0, bytes); break;
            case BsonBinary binary: types.Binary(binary.Subtype, binary.Bytes.Span); break;
            case BsonRegularExpression regex: types.RegularExpression(regex); break;
            case Regex regex: types.RegularExpression(Translate(regex)); break;
            case BsonJavaScript code: types.Text("{\"$code\":"u8, code.Code); break;
            case BsonSymbol symbol: types.Text("{\"$symbol\":"u8, symbol.Name); break;
            case BsonDBPointer pointer: types.DBPointer(pointer); break;
            case BsonMinKey: json.Value("{\"$minKey\":1}"u8); break;
            case BsonMaxKey: json.Value("{\"$maxKey\":1}"u8); break;
            case BsonUndefined: json.Value("{\"$undefined\":true}"u8); break;
            case DBNull: json.Value("null"u8); break;
            case Uri address: json.String(address.OriginalString); break;
            case MailAddress address: json.String(address.Address); break;
            case CultureInfo culture: json.String(culture.Name); break;
            case Version or IPAddress or IPEndPoint or PhysicalAddress: json.String(value.ToString()!); break;
            default: return false;
        }

        return true;
    }

    private void Int32(int number)
    {
        if (relaxed) types.PlainInteger(number);
        else types.Integer("{\"$numberInt\":\""u8, number);
    }

    private void Int64(long number)
    {
        if (relaxed) types.PlainInteger(number);
        else types.Integer("{\"$numberLong\":\""u8, number);
    }

    // What has more digits than an Int64 is a decimal as long as it keeps each of them.
    private void Integer(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue) Int64((long)number);
        else if (Decimal128.TryParse(number.ToString(CultureInfo.InvariantCulture), out Decimal128 exact)) types.Decimal(exact);
        else throw Refusal.OfInteger(number);
    }

    private void Double(double number)
    {
        if (relaxed && !double.IsNaN(number) && !double.IsInfinity(number)) types.PlainDouble(number);
        else types.Double(number);
    }

    private void Date(long milliseconds)
    {
        if (relaxed && milliseconds is >= 0 and <= BsonDateTime.MaxDateTime) types.IsoDate(milliseconds);
        else types.Date(milliseconds);
    }

    private static BsonRegularExpression Translate(Regex regex)
    {
        try
        {
            return new BsonRegularExpression(regex);
        }
        catch (ArgumentException error)
        {
            throw new EjsonException(error.Message, error);
        }
    }
}
