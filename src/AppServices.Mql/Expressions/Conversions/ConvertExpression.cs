using System;
using System.Linq;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary><c>$convert</c>: a value as one of another type, with what takes its place when it is null or has none.</summary>
internal sealed class ConvertExpression(
    Expression input, ConvertTarget to, Expression? format, Expression? byteOrder, Expression? onError, Expression? onNull) : Expression
{
    private const int ConversionFailure = 241;

    private static readonly string[] s_formats = ["base64", "base64url", "utf8", "hex", "uuid", "auto"];

    public override bool IsConstant => input.IsConstant && to.IsConstant && IsFixed(format) && IsFixed(byteOrder) && IsFixed(onError)
        && IsFixed(onNull);

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        if (Types.IsNullish(value)) return onNull is null ? BsonNull.Value : onNull.Evaluate(scope);
        if (to.Evaluate(scope) is not { } target) return BsonNull.Value;
        var form = new BinaryForm(target.Subtype, FormatOf(format?.Evaluate(scope)), IsBigEndian(byteOrder?.Evaluate(scope)));
        try
        {
            return ValueConversion.To(target.Type, value!, form);
        }
        catch (DocumentException error) when (onError is not null && error.Code == ConversionFailure)
        {
            return onError.Evaluate(scope);
        }
    }

    public static ConvertExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 9, 9, "input", "to", "format", "byteOrder", "onError", "onNull");
        return new ConvertExpression(
            arguments.Required("input", 9), ConvertTarget.Parse(arguments.Raw("to", 9), parser), arguments.Optional("format"),
            arguments.Optional("byteOrder"), arguments.Optional("onError"), arguments.Optional("onNull"));
    }

    private static bool IsFixed(Expression? expression) => expression is null or { IsConstant: true };

    private static string? FormatOf(BsonValue? format)
    {
        if (Types.IsNullish(format)) return null;
        if (format is not BsonString text)
            throw DocumentException.Numbered(4341114, $"$convert requires that 'format' be a string, found: {Types.Name(format)}");
        return s_formats.Contains(text.Value)
            ? text.Value
            : throw DocumentException.Numbered(4341125, $"Invalid 'format' argument for $convert: {text.Value}");
    }

    private static bool IsBigEndian(BsonValue? order)
    {
        if (Types.IsNullish(order)) return false;
        if (order is not BsonString text)
            throw DocumentException.Numbered(9130001, $"$convert requires that 'byteOrder' be a string, found: {Types.Name(order)}");
        return text.Value switch
        {
            "big" => true,
            "little" => false,
            _ => throw DocumentException.Numbered(9130002, $"Invalid 'byteOrder' argument for $convert: {text.Value}"),
        };
    }
}

/// <summary>What <c>to</c> of <c>$convert</c> asks for: a type, or a type with a subtype of binary data.</summary>
internal sealed class ConvertTarget(Expression type, Expression? subtype, bool isObject)
{
    private const int FirstOfUsers = 128;
    private const int Last = 255;
    private const int LastOfMongo = 9;

    public bool IsConstant => type.IsConstant && subtype is null or { IsConstant: true };

    /// <returns>The type and the subtype; null where the type is null.</returns>
    public (BsonType Type, BsonBinarySubType Subtype)? Evaluate(EvaluationScope scope)
    {
        BsonValue? to = type.Evaluate(scope), sub = subtype?.Evaluate(scope);
        // An expression may give the object that otherwise stands in its place.
        bool isWhole = isObject;
        if (!isWhole && to is BsonDocument both)
        {
            isWhole = true;
            RequireType(both);
            (to, sub) = (both["type"], both.GetValue("subtype", null));
        }
        if (!isWhole && Types.IsNullish(to)) return null;
        BsonType target = TypeOf(to);
        return (target, target == BsonType.Binary && sub is not null ? SubtypeOf(sub) : BsonBinarySubType.Binary);
    }

    /// <exception cref="DocumentException">It is neither a type nor an object with one.</exception>
    public static ConvertTarget Parse(BsonValue to, ExpressionParser parser)
    {
        if (to is not BsonDocument both || ExpressionParser.IsOperator(both))
            return new ConvertTarget(parser.Parse(to), null, isObject: false);
        RequireType(both);
        Expression? subtype = both.TryGetValue("subtype", out BsonValue given) ? parser.Parse(given) : null;
        return new ConvertTarget(parser.Parse(both["type"]), subtype, isObject: true);
    }

    private static void RequireType(BsonDocument both)
    {
        if (!both.Contains("type")) throw DocumentException.FailedToParse("Missing 'type' parameter in 'to' of $convert");
    }

    private static BsonType TypeOf(BsonValue? to)
    {
        if (to is BsonString { Value: "number" } or not (BsonString or { IsNumeric: true }))
            throw DocumentException.FailedToParse(
                $"$convert's 'to' argument must be the name or the number of a type, but is {Types.Show(to)}");
        if (to is not { IsNumeric: true }) return TypeNames.Parse(to).Single();
        if (!WholeNumber.TryExact(to, out long number))
            throw DocumentException.FailedToParse("In $convert, numeric 'to' argument is not an integer");
        return number switch
        {
            0 => throw DocumentException.ConversionFailure("Unsupported conversion to missing in $convert with no onError value"),
            -1 or (>= 1 and <= 19) or 127 => TypeNames.Parse(to).Single(),
            _ => throw DocumentException.FailedToParse(
                $"In $convert, numeric value for 'to' does not correspond to a BSON type: {number}"),
        };
    }

    private static BsonBinarySubType SubtypeOf(BsonValue? subtype)
    {
        if (!Types.IsNumber(subtype))
            throw DocumentException.Numbered(4341108, $"In $convert, 'subtype' must be a number, but is {Types.Name(subtype)}");
        if (!WholeNumber.TryExact(subtype!, out long number))
            throw DocumentException.Numbered(4341106, "In $convert, numeric 'subtype' argument is not an integer");
        return number is >= 0 and <= LastOfMongo or >= FirstOfUsers and <= Last
            ? (BsonBinarySubType)number
            : throw DocumentException.Numbered(
                4341107, $"In $convert, numeric value for 'subtype' does not correspond to a subtype: {number}");
    }
}
