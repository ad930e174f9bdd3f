using System;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$bit</c>: one or more of and, or, xor. A missing field counts as zero.</summary>
internal sealed class BitChange : FieldChange
{
    private readonly BsonDocument _operations;

    private BitChange(BsonDocument operations) => _operations = operations;

    /// <exception cref="DocumentException">There are no such operations on integers.</exception>
    public static BitChange Parse(BsonValue operand)
    {
        if (operand is not BsonDocument operations)
            throw DocumentException.BadValue(
                $"The $bit modifier is not compatible with a {TypeNames.Of(operand)}. You must pass in an embedded document: "
                    + $"{{$bit: {{field: {{and/or/xor: #}}}}}}");
        if (operations.ElementCount == 0)
            throw DocumentException.BadValue(
                "You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}}");
        foreach (BsonElement operation in operations)
        {
            if (operation.Name is not ("and" or "or" or "xor"))
                throw DocumentException.BadValue(
                    $"The $bit modifier only supports 'and', 'or', and 'xor', not '{operation.Name}' which is an unknown operator: "
                        + $"{ErrorText.Of(new BsonDocument(operation))}");
            if (operation.Value is not (BsonInt32 or BsonInt64))
                throw DocumentException.BadValue(
                    $"The $bit modifier field must be an Integer(32/64 bit); a '{TypeNames.Of(operation.Value)}' is not supported here: "
                        + $"{ErrorText.Of(new BsonDocument(operation))}");
        }
        return new BitChange(operations);
    }

    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        if (current is not (null or BsonInt32 or BsonInt64))
            throw DocumentException.BadValue(
                $"Cannot apply $bit to a value of non-integral type. {ErrorText.IdOf(run.Document)} has the field {run.Name} of "
                    + $"non-integer type {TypeNames.Of(current)}");
        BsonValue result = current ?? new BsonInt32(0);
        foreach (BsonElement operation in _operations) result = Apply(operation.Name, result, operation.Value);
        return current is not null && ExactEquality.AreSame(current, result) ? current : result;
    }

    private static BsonValue Apply(string name, BsonValue left, BsonValue right)
    {
        (long a, long b) = (left.ToInt64(), right.ToInt64());
        long bits = name switch
        {
            "and" => a & b,
            "or" => a | b,
            "xor" => a ^ b,
            _ => throw new InvalidOperationException($"{name} is no operation on bits."),
        };
        return left is BsonInt32 && right is BsonInt32 ? new BsonInt32((int)bits) : new BsonInt64(bits);
    }
}
