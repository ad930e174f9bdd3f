using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>The sums and products of updates, which may not leave the integers where expressions would go on with doubles.</summary>
internal static class NumberMath
{
    /// <returns>Null when the sum of two integers does not fit 64 bits.</returns>
    public static BsonValue? Add(BsonValue left, BsonValue right) => Fitting(left, right, Arithmetic.Add(left, right));

    /// <returns>Null when the product of two integers does not fit 64 bits.</returns>
    public static BsonValue? Multiply(BsonValue left, BsonValue right) => Fitting(left, right, Arithmetic.Multiply(left, right));

    private static BsonValue? Fitting(BsonValue left, BsonValue right, BsonValue result) =>
        result is BsonDouble && left is not BsonDouble && right is not BsonDouble ? null : result;
}
