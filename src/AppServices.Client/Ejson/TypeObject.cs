using System;
using System.Buffers.Text;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// Reads objects that stand for a value of a type, such as <c>{"$oid":"..."}</c>. Extra fields and other types within are errors.
/// </summary>
internal static class TypeObject
{
    /// <summary>Reads the rest of the object whose first field name the reader stands on.</summary>
    /// <returns>False, with the reader where it was, when the object is an ordinary document after all.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, TypeKey key, ReadPass pass, int depth, out object? value)
    {
        switch (key)
        {
            case TypeKey.NumberInt:
                value = Boxes.Int32((int)Integer(ref reader, "$numberInt", int.MinValue, int.MaxValue));
                break;
            case TypeKey.NumberLong:
                value = Integer(ref reader, "$numberLong", long.MinValue, long.MaxValue);
                break;
            case TypeKey.NumberDouble:
                value = Double(ref reader);
                break;
            case TypeKey.Scope or TypeKey.Regex or TypeKey.Options or TypeKey.Type:
                return LegacyTypeObject.TryRead(ref reader, key, pass, depth, out value);
            case TypeKey.Code:
                value = pass.Shape.MakeScalar(CodeObject.Read(ref reader, pass, depth));
                return true;
            default:
                value = pass.Shape.MakeScalar(Scalar(ref reader, key));
                break;
        }

        Tokens.End(ref reader, TypeKeys.Text(key));
        return true;
    }

    /// <summary>Goes to the next token, a string with a whole number.</summary>
    public static long Integer(ref Utf8JsonReader reader, string owner, long min, long max)
    {
        Tokens.NextString(ref reader, owner, "a whole number as a string");
        ReadOnlySpan<byte> text = JsonText.Utf8(ref reader);
        if (!Utf8Parser.TryParse(text, out long number, out int used) || used != text.Length || number < min || number > max)
            throw Tokens.Bad(ref reader, owner, $"a whole number from {min} to {max}");
        return number;
    }

    /// <summary>Goes to the next token, a string of 24 hex digits.</summary>
    public static ObjectId Oid(ref Utf8JsonReader reader)
    {
        const string meaning = "a string of 24 hex digits";
        Tokens.NextString(ref reader, "$oid", meaning);
        return ObjectId.TryParse(JsonText.Utf8(ref reader), out ObjectId id) ? id : throw Tokens.Bad(ref reader, "$oid", meaning);
    }

    private static object Scalar(ref Utf8JsonReader reader, TypeKey key) => key switch
    {
        TypeKey.Oid => Oid(ref reader),
        TypeKey.Date => DateObject.Read(ref reader),
        TypeKey.NumberDecimal => Decimal(ref reader),
        TypeKey.Binary => BinaryObject.Read(ref reader),
        TypeKey.Uuid => Uuid(ref reader),
        TypeKey.Timestamp => TimestampObject.Read(ref reader),
        TypeKey.RegularExpression => RegularExpressionObject.Read(ref reader),
        TypeKey.Symbol => Symbol(ref reader),
        TypeKey.DBPointer => DBPointerObject.Read(ref reader),
        TypeKey.MinKey => One(ref reader, "$minKey", BsonMinKey.Value),
        TypeKey.MaxKey => One(ref reader, "$maxKey", BsonMaxKey.Value),
        TypeKey.Undefined => Undefined(ref reader),
        _ => throw new InvalidOperationException($"No reader for the type key {key}."),
    };

    private static double Double(ref Utf8JsonReader reader)
    {
        Tokens.NextString(ref reader, "$numberDouble", "a number as a string");
        return DoubleText.TryParse(JsonText.Utf8(ref reader), out double number)
            ? number
            : throw Tokens.Bad(ref reader, "$numberDouble", "a number that a double can hold, NaN, Infinity or -Infinity");
    }

    private static Decimal128 Decimal(ref Utf8JsonReader reader)
    {
        Tokens.NextString(ref reader, "$numberDecimal", "a number as a string");
        Decimal128Text.Outcome outcome = Decimal128Text.Parse(JsonText.Utf8(ref reader), out Decimal128 number);
        return outcome == Decimal128Text.Outcome.Ok
            ? number
            : throw Tokens.Fail(ref reader, $"\"$numberDecimal\" is wrong. {Decimal128Text.Explain(outcome)}");
    }

    private static Guid Uuid(ref Utf8JsonReader reader)
    {
        const string meaning = "a UUID such as 0f1e2d3c-4b5a-4968-8776-655443322110";
        Tokens.NextString(ref reader, "$uuid", meaning);
        ReadOnlySpan<byte> text = JsonText.Utf8(ref reader);
        return Utf8Parser.TryParse(text, out Guid uuid, out int used, 'D') && used == text.Length
            ? uuid
            : throw Tokens.Bad(ref reader, "$uuid", meaning);
    }

    private static BsonSymbol Symbol(ref Utf8JsonReader reader)
    {
        Tokens.NextString(ref reader, "$symbol", "a string");
        return new BsonSymbol(JsonText.String(ref reader));
    }

    private static BsonUndefined Undefined(ref Utf8JsonReader reader)
    {
        Tokens.Next(ref reader);
        return reader.TokenType == JsonTokenType.True
            ? BsonUndefined.Value
            : throw Tokens.Needs(ref reader, "$undefined", "the value true");
    }

    private static object One(ref Utf8JsonReader reader, string owner, object key)
    {
        // realm-web writes function arguments twice, which turns the 1 into a type object (client-api 12.3).
        long number = WholeNumber.Next(ref reader, owner, "the number 1");
        return number == 1 ? key : throw Tokens.Fail(ref reader, $"\"{owner}\" needs the number 1, not {number}.");
    }
}
