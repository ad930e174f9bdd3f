using System;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Objects;

/// <summary>Sizes in bytes, chance, and the parts of timestamps.</summary>
internal static class SizeOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Unary("$binarySize", static value => value switch
        {
            BsonString text => new BsonInt32(Encoding.UTF8.GetByteCount(text.Value)),
            BsonBinaryData binary => new BsonInt32(binary.Bytes.Length),
            _ when Types.IsNullish(value) => BsonNull.Value,
            _ => throw DocumentException.Numbered(51276, $"$binarySize requires a string or BinData argument, found: {Types.Name(value)}"),
        });
        operators.Unary("$bsonSize", static value => value switch
        {
            BsonDocument document => new BsonInt32((int)DocumentLimits.SizeOf(document)),
            _ when Types.IsNullish(value) => BsonNull.Value,
            _ => throw DocumentException.Numbered(31393, $"$bsonSize requires a document input, found: {Types.Name(value)}"),
        });
        operators.Unary(
            "$tsSecond",
            static value => Timestamp("$tsSecond", 5687301, value) is { } time ? new BsonInt64((uint)time.Timestamp) : BsonNull.Value);
        operators.Unary(
            "$tsIncrement",
            static value => Timestamp("$tsIncrement", 5687302, value) is { } time ? new BsonInt64((uint)time.Increment) : BsonNull.Value);
        operators.Add("$rand", static (_, operand, _) => operand switch
        {
            BsonDocument { ElementCount: 0 } or BsonArray { Count: 0 } => new RandomExpression(),
            BsonDocument or BsonArray => throw DocumentException.Numbered(3040501, "$rand does not currently accept arguments"),
            _ => throw DocumentException.Numbered(10065, "invalid parameter: expected an object ($rand)"),
        });
    }

    private static BsonTimestamp? Timestamp(string name, int code, BsonValue? value) => value switch
    {
        BsonTimestamp timestamp => timestamp,
        _ when Types.IsNullish(value) => null,
        _ => throw DocumentException.Numbered(code, $"Argument to {name} must be a timestamp, but is {Types.Name(value)}"),
    };

    private sealed class RandomExpression : Expression
    {
        public override BsonValue Evaluate(EvaluationScope scope) => new BsonDouble(Random.Shared.NextDouble());
    }
}
