using System.Collections.Generic;
using Jint;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>
/// Remembers which numbers came in as a type that JavaScript does not tell apart, so that they leave as they came
/// (app-folder 4.4). A number is recognised by its object: the engine hands the same one on through variables,
/// arrays, spreads and calls, and makes a new one for the result of any arithmetic.
/// </summary>
internal sealed class NumberTypes
{
    private const long MaxExact = 1L << 53;
    private readonly Dictionary<JsValue, BsonValue> _originals = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a number has its digits in a double.</summary>
    public static bool IsExact(long value) => value is >= -MaxExact and <= MaxExact;

    /// <summary>The number for a long that <see cref="IsExact"/>.</summary>
    public JsNumber ToScript(BsonInt64 value)
    {
        if (IsByDefault(value)) return new JsNumber(value.Value);
        return Remember(new JsNumber(value.Value), value);
    }

    /// <summary>The number for a double.</summary>
    public JsNumber ToScript(BsonDouble value)
    {
        var number = new JsNumber(value.Value);
        return Default(value.Value) is BsonDouble ? number : Remember(number, value);
    }

    /// <summary>The BSON number for a JavaScript number.</summary>
    public BsonValue FromScript(JsNumber number) =>
        _originals.TryGetValue(number, out BsonValue? original) ? original : Default(number.AsNumber());

    private static bool IsByDefault(BsonInt64 value) => Default(value.Value) is BsonInt64;

    // A number the script made: an integer is an int32 if it fits, a long while it is exact; the rest are doubles.
    private static BsonValue Default(double value)
    {
        bool isWhole = value == System.Math.Truncate(value) && System.Math.Abs(value) < MaxExact;
        if (!isWhole || (value == 0 && double.IsNegative(value))) return new BsonDouble(value);
        return value is >= int.MinValue and <= int.MaxValue ? new BsonInt32((int)value) : new BsonInt64((long)value);
    }

    private JsNumber Remember(JsNumber number, BsonValue original)
    {
        _originals.Add(number, original);
        return number;
    }
}
