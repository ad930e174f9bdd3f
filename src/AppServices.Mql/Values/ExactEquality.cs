using System;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// Whether two values would be stored as the same bytes: of one type, to the last digit, with their fields in the same order.
/// This tells what an update leaves as it was; <see cref="BsonOrder"/> tells what a query finds equal.
/// </summary>
internal static class ExactEquality
{
    public static bool AreSame(BsonValue left, BsonValue right)
    {
        if (ReferenceEquals(left, right)) return true;
        return left.BsonType == right.BsonType && (left, right) switch
        {
            (BsonDocument a, BsonDocument b) => AreSame(a, b),
            (BsonArray a, BsonArray b) => AreSame(a, b),
            (BsonDouble a, BsonDouble b) => BitConverter.DoubleToInt64Bits(a.Value) == BitConverter.DoubleToInt64Bits(b.Value),
            (BsonDecimal128 a, BsonDecimal128 b) => AreSame(a.Value, b.Value),
            (BsonSymbol a, BsonSymbol b) => a.Name == b.Name,
            (BsonRegularExpression a, BsonRegularExpression b) => a.Pattern == b.Pattern && a.Options == b.Options,
            (BsonJavaScriptWithScope a, BsonJavaScriptWithScope b) => a.Code == b.Code && AreSame(a.Scope, b.Scope),
            (BsonJavaScript a, BsonJavaScript b) => a.Code == b.Code,
            _ => left.Equals(right),
        };
    }

    private static bool AreSame(BsonDocument left, BsonDocument right)
    {
        if (left.ElementCount != right.ElementCount) return false;
        for (int i = 0; i < left.ElementCount; i++)
        {
            BsonElement one = left.GetElement(i), other = right.GetElement(i);
            if (one.Name != other.Name || !AreSame(one.Value, other.Value)) return false;
        }
        return true;
    }

    private static bool AreSame(BsonArray left, BsonArray right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
            if (!AreSame(left[i], right[i])) return false;
        return true;
    }

    private static bool AreSame(Decimal128 left, Decimal128 right) =>
        left.GetIEEEHighBits() == right.GetIEEEHighBits() && left.GetIEEELowBits() == right.GetIEEELowBits();
}
