using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>The bits of integers.</summary>
internal static class BitOperators
{
    public static void Declare(OperatorList operators)
    {
        Several(operators, "$bitAnd", -1, static (left, right) => left & right);
        Several(operators, "$bitOr", 0, static (left, right) => left | right);
        Several(operators, "$bitXor", 0, static (left, right) => left ^ right);
        operators.Unary("$bitNot", static value => value switch
        {
            BsonInt32 number => new BsonInt32(~number.Value),
            BsonInt64 number => new BsonInt64(~number.Value),
            _ when Types.IsNullish(value) => BsonNull.Value,
            _ => throw DocumentException.Numbered(28765, $"$bitNot only supports int and long, not: {Types.Name(value)}."),
        });
    }

    private static void Several(OperatorList operators, string name, int neutral, Func<long, long, long> function) =>
        operators.Several(name, 0, Arguments.Unlimited, values =>
        {
            long bits = neutral;
            bool isLong = false;
            foreach (BsonValue? value in values)
            {
                if (Types.IsNullish(value)) return BsonNull.Value;
                if (value is not (BsonInt32 or BsonInt64))
                    throw DocumentException.TypeMismatch($"{name} only supports int and long operands.");
                bits = function(bits, value.ToInt64());
                isLong |= value is BsonInt64;
            }
            return isLong ? new BsonInt64(bits) : new BsonInt32((int)bits);
        });
}
