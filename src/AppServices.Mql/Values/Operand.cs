using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Reads operands of a given kind.</summary>
internal static class Operand
{
    /// <summary>The truth of a value: false, zero, null and a missing value are false.</summary>
    public static bool ToBoolean(BsonValue? value) => value switch
    {
        null or BsonNull or BsonUndefined => false,
        BsonBoolean boolean => boolean.Value,
        { IsNumeric: true } => NumberOrder.Compare(value, (BsonInt32)0) != 0,
        _ => true,
    };

    /// <summary>A number cut to an integer.</summary>
    public static long ToWhole(BsonValue value, string name) => WholeNumber.TryTruncate(value, out long whole)
        ? whole
        : throw DocumentException.BadValue($"the {name} must be a number that fits 64 bits");

    /// <summary>A whole number that is not negative.</summary>
    public static long ToCount(BsonValue value, string name)
    {
        if (!WholeNumber.TryExact(value, out long count)) throw DocumentException.BadValue($"{name} must be a whole number");
        if (count > int.MaxValue) throw DocumentException.BadValue($"{name} must fit 32 bits");
        return count >= 0 ? count : throw DocumentException.BadValue($"{name} may not be negative");
    }

    /// <summary>Bit positions: an array of them, or those set in a number or binary.</summary>
    public static int[] ToBits(BsonElement element) => element.Value switch
    {
        BsonArray positions => positions.Select(position => ToPosition(position, element.Name)).ToArray(),
        BsonBinaryData binary =>
            Enumerable.Range(0, binary.Bytes.Length * 8).Where(bit => (binary.Bytes[bit / 8] >> (bit % 8) & 1) != 0).ToArray(),
        { IsNumeric: true } mask => ToMask(mask, element.Name).ToArray(),
        _ => throw DocumentException.BadValue($"{element.Name} takes an Array, a number, or a BinData"),
    };

    private static int ToPosition(BsonValue position, string name)
    {
        long place = ToCount(position, $"bit position of {name}");
        return place <= int.MaxValue ? (int)place : throw DocumentException.BadValue($"bit position of {name} must fit 32 bits");
    }

    private static IEnumerable<int> ToMask(BsonValue mask, string name) => WholeNumber.TryExact(mask, out long bits) && bits >= 0
        ? Enumerable.Range(0, 63).Where(bit => (bits >> bit & 1) != 0)
        : throw DocumentException.FailedToParse($"{name} needs a whole number of 64 bits that is not negative");
}
