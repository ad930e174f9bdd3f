using System;
using System.Linq;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary><c>$convert</c>: a value as one of another type, with what takes its place when it is null or has none.</summary>
internal sealed class ConvertExpression(Expression input, Expression to, Expression? onError, Expression? onNull) : Expression
{
    private const int ConversionFailure = 241;

    public override bool IsConstant =>
        input.IsConstant && to.IsConstant && onError is null or { IsConstant: true } && onNull is null or { IsConstant: true };

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        BsonType? type = TargetType(to.Evaluate(scope));
        if (Types.IsNullish(value)) return onNull is null ? BsonNull.Value : onNull.Evaluate(scope);
        if (type is null) return BsonNull.Value;
        try
        {
            return ValueConversion.To(type.Value, value!);
        }
        catch (DocumentException error) when (onError is not null && error.Code == ConversionFailure)
        {
            return onError.Evaluate(scope);
        }
    }

    public static ConvertExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 9, 9, "input", "to", "onError", "onNull");
        return new ConvertExpression(
            arguments.Required("input", 9), arguments.Required("to", 9), arguments.Optional("onError"), arguments.Optional("onNull"));
    }

    private static BsonType? TargetType(BsonValue? to)
    {
        if (Types.IsNullish(to)) return null;
        if (to is BsonString { Value: "number" } or not (BsonString or { IsNumeric: true }))
            throw DocumentException.FailedToParse(
                $"$convert's 'to' argument must be the name or the number of a type, but is {Types.Show(to)}");
        if (to is BsonDouble { Value: var number } && number != Math.Truncate(number))
            throw DocumentException.FailedToParse("In $convert, numeric 'to' argument is not an integer");
        return TypeNames.Parse(to!).Single();
    }
}
