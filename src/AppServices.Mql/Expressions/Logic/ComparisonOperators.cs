using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Logic;

/// <summary>Comparisons of any two values in the order of all BSON values.</summary>
internal static class ComparisonOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Binary("$cmp", static (left, right) => new BsonInt32(Math.Sign(BsonOrder.Instance.Compare(left, right))));
        operators.Binary("$eq", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) == 0));
        operators.Binary("$ne", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) != 0));
        operators.Binary("$gt", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) > 0));
        operators.Binary("$gte", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) >= 0));
        operators.Binary("$lt", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) < 0));
        operators.Binary("$lte", static (left, right) => Types.Boolean(BsonOrder.Instance.Compare(left, right) <= 0));
    }
}
