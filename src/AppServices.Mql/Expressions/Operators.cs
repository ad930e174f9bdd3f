using System.Collections.Frozen;
using System.Collections.Generic;
using AppServices.Mql.Expressions.Accumulators;
using AppServices.Mql.Expressions.Arrays;
using AppServices.Mql.Expressions.Conversions;
using AppServices.Mql.Expressions.Dates;
using AppServices.Mql.Expressions.Logic;
using AppServices.Mql.Expressions.Numbers;
using AppServices.Mql.Expressions.Objects;
using AppServices.Mql.Expressions.Strings;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>All operators of expressions, by their names.</summary>
internal static class Operators
{
    private static readonly FrozenDictionary<string, OperatorFactory> s_factories = Declare();

    private static readonly HashSet<string> s_unsupported =
    [
        "$function", "$accumulator", "$meta", "$toHashedIndexKey", "$median", "$percentile", "$sigmoid", "$createObjectId", "$hash",
        "$hexHash", "$minMaxScaler", "$similarityCosine", "$similarityDotProduct", "$similarityEuclidean", "$serializeEJSON",
        "$deserializeEJSON", "$currentDate", "$encStrStartsWith", "$encStrEndsWith", "$encStrContains", "$encStrNormalizedEq",
        "$covariancePop", "$covarianceSamp", "$denseRank", "$derivative", "$documentNumber", "$expMovingAvg", "$integral", "$linearFill",
        "$locf", "$rank", "$shift", "$toArray", "$toObject",
    ];

    /// <summary>The names of those that are supported.</summary>
    public static IEnumerable<string> Names => s_factories.Keys;

    /// <summary>Whether MongoDB has an operator of that name, whether or not this store has.</summary>
    public static bool IsOperator(string name) => s_factories.ContainsKey(name) || s_unsupported.Contains(name);

    /// <summary>The names of those that MongoDB has, and this store has not.</summary>
    public static IEnumerable<string> Unsupported => s_unsupported;

    /// <exception cref="DocumentException">There is no such operator, or its operand is not valid.</exception>
    public static Expression Parse(BsonElement operation, ExpressionParser parser)
    {
        if (s_factories.TryGetValue(operation.Name, out OperatorFactory? factory)) return factory(operation.Name, operation.Value, parser);
        throw s_unsupported.Contains(operation.Name)
            ? DocumentException.Unsupported($"{operation.Name} is not supported by the embedded database.")
            : DocumentException.Numbered(168, $"Unrecognized expression '{operation.Name}'");
    }

    private static FrozenDictionary<string, OperatorFactory> Declare()
    {
        var operators = new OperatorList();
        ArithmeticOperators.Declare(operators);
        RoundingOperators.Declare(operators);
        PowerOperators.Declare(operators);
        TrigonometryOperators.Declare(operators);
        ComparisonOperators.Declare(operators);
        BooleanOperators.Declare(operators);
        ConditionalOperators.Declare(operators);
        VariableOperators.Declare(operators);
        ConversionOperators.Declare(operators);
        DateOperators.Declare(operators);
        StringOperators.Declare(operators);
        ArrayOperators.Declare(operators);
        SetOperators.Declare(operators);
        ObjectOperators.Declare(operators);
        FoldOperators.Declare(operators);
        BitOperators.Declare(operators);
        SizeOperators.Declare(operators);
        return operators.Factories.ToFrozenDictionary();
    }
}
