using System;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Expressions;

/// <summary>How expressions compare: as MongoDB does, null and missing alike, an array by any of its items (app-config.md 6.7).</summary>
internal static class ExpressionComparison
{
    /// <summary>Whether two values are equal, or one is an array that contains the other.</summary>
    public static bool AreEqual(BsonValue? left, BsonValue? right) =>
        AreSame(left, right)
        || (left is BsonArray items && items.Any(item => AreSame(item, right)))
        || (right is BsonArray others && others.Any(other => AreSame(left, other)));

    /// <summary>Whether a value, or any item of an array, stands in an order to another; values of different kinds do not.</summary>
    public static bool IsOrdered(BsonValue? left, BsonValue? right, Predicate<int> order)
    {
        if (left is BsonArray items && right is not BsonArray) return items.Any(item => IsOrdered(item, right, order));
        if (left is null || right is null) return false;
        bool comparable = (left.IsNumeric && right.IsNumeric) || left.BsonType == right.BsonType;
        return comparable && order(left.CompareTo(right));
    }

    private static bool AreSame(BsonValue? left, BsonValue? right)
    {
        left ??= BsonNull.Value;
        right ??= BsonNull.Value;
        return left.IsNumeric && right.IsNumeric ? left.CompareTo(right) == 0 : left.Equals(right);
    }
}
