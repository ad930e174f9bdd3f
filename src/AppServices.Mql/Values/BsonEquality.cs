using System;
using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Equality of values as <see cref="BsonOrder"/> has it, for hash tables: 1, 1.0 and a decimal 1.00 are the same key.</summary>
internal sealed class BsonEquality : IEqualityComparer<BsonValue?>
{
    public static BsonEquality Instance { get; } = new();

    public bool Equals(BsonValue? x, BsonValue? y) => ReferenceEquals(x, y) || BsonOrder.AreEqual(x, y);

    public int GetHashCode(BsonValue? obj)
    {
        var hash = new HashCode();
        Add(ref hash, obj);
        return hash.ToHashCode();
    }

    private static void Add(ref HashCode hash, BsonValue? value)
    {
        hash.Add(TypeOrder.Of(value));
        switch (value)
        {
            case BsonString or BsonSymbol: hash.Add(TextOrder.HashOf(BsonOrder.Text(value))); break;
            case { IsNumeric: true }: AddNumber(ref hash, value); break;
            case BsonObjectId id: hash.Add(id.Value); break;
            case BsonDocument document: AddFields(ref hash, document); break;
            case BsonArray array: AddItems(ref hash, array); break;
            case BsonBoolean boolean: hash.Add(boolean.Value); break;
            case BsonDateTime date: AddBits(ref hash, date.MillisecondsSinceEpoch); break;
            case BsonTimestamp timestamp: AddBits(ref hash, timestamp.Value); break;
            case BsonBinaryData binary: hash.AddBytes(binary.Bytes); break;
            case BsonRegularExpression regex: hash.Add(TextOrder.HashOf(regex.Pattern)); break;
            case BsonJavaScript code: hash.Add(TextOrder.HashOf(code.Code)); break;
        }
    }

    private static void AddFields(ref HashCode hash, BsonDocument document)
    {
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            hash.Add(TextOrder.HashOf(element.Name));
            Add(ref hash, element.Value);
        }
    }

    private static void AddItems(ref HashCode hash, BsonArray array)
    {
        for (int i = 0; i < array.Count; i++) Add(ref hash, array[i]);
    }

    // A whole number by its value as a long, any other by the nearest double: both are the same for numbers that are equal.
    private static void AddNumber(ref HashCode hash, BsonValue number)
    {
        if (WholeNumber.TryExact(number, out long whole)) AddBits(ref hash, whole);
        else if (Number.ToDouble(number) is var value && !double.IsNaN(value)) AddBits(ref hash, BitConverter.DoubleToInt64Bits(value));
    }

    // Half by half: folded into one by a rule that everybody knows, a sender could choose values that all collide.
    private static void AddBits(ref HashCode hash, long bits)
    {
        hash.Add((int)bits);
        hash.Add((int)(bits >> 32));
    }
}
