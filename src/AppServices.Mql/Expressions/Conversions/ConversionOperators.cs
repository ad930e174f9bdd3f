using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary>The types of values, and values of other types.</summary>
internal static class ConversionOperators
{
    private static readonly BinaryForm s_auto = new(BsonBinarySubType.Binary, "auto", IsBigEndian: false);
    private static readonly BinaryForm s_uuid = new(BsonBinarySubType.UuidStandard, "uuid", IsBigEndian: false);

    public static void Declare(OperatorList operators)
    {
        operators.Unary("$type", static value => new BsonString(Types.Name(value)));
        operators.Unary("$isNumber", static value => Types.Boolean(Types.IsNumber(value)));
        operators.Add("$convert", ConvertExpression.Parse);
        Shorthand(operators, "$toBool", BsonType.Boolean);
        Shorthand(operators, "$toDate", BsonType.DateTime);
        Shorthand(operators, "$toDecimal", BsonType.Decimal128);
        Shorthand(operators, "$toDouble", BsonType.Double);
        Shorthand(operators, "$toInt", BsonType.Int32);
        Shorthand(operators, "$toLong", BsonType.Int64);
        Shorthand(operators, "$toObjectId", BsonType.ObjectId);
        Shorthand(operators, "$toString", BsonType.String);
        Shorthand(operators, "$toUUID", BsonType.Binary, s_uuid);
        operators.Unary("$subtype", Subtype);
    }

    private static BsonValue Subtype(BsonValue? value) => value switch
    {
        BsonBinaryData binary => new BsonInt32(BinarySubtypes.Of(binary)),
        _ when Types.IsNullish(value) => BsonNull.Value,
        _ => throw DocumentException.TypeMismatch($"$subtype requires binary data, found: {Types.Name(value)}"),
    };

    private static void Shorthand(OperatorList operators, string name, BsonType type, BinaryForm? form = null) =>
        operators.Add(name, (operatorName, operand, parser) =>
        {
            if (operand is BsonArray { Count: not 1 } operands)
                throw DocumentException.Numbered(50723, $"{operatorName} requires a single argument, got {operands.Count}");
            Expression value = Arguments.Parse(operatorName, operand, parser, 1, 1)[0];
            return new UnaryExpression(
                given => Types.IsNullish(given) ? BsonNull.Value : ValueConversion.To(type, given!, form ?? s_auto), value);
        });
}
