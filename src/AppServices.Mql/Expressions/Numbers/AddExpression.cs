using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary><c>$add</c>: a sum of numbers, of which one may be a date.</summary>
internal sealed class AddExpression(Expression[] operands) : Expression
{
    public override bool IsConstant => AreConstant(operands);

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        var sum = new NumberSum();
        BsonDateTime? date = null;
        foreach (Expression operand in operands)
        {
            BsonValue? value = operand.Evaluate(scope);
            if (Types.IsNumber(value)) sum.Add(value!);
            else if (Types.IsNullish(value)) return BsonNull.Value;
            else if (value is not BsonDateTime found)
                throw DocumentException.TypeMismatch($"$add only supports numeric or date types, not {Types.Name(value)}");
            else if (date is not null) throw DocumentException.Numbered(16612, "only one date allowed in an $add expression");
            else date = found;
        }
        return date is null ? sum.Total : Milliseconds.Add(date, sum.Total, "$add");
    }
}

/// <summary><c>$multiply</c>: a product of numbers.</summary>
internal sealed class MultiplyExpression(Expression[] operands) : Expression
{
    public override bool IsConstant => AreConstant(operands);

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? product = null;
        foreach (Expression operand in operands)
        {
            BsonValue? value = operand.Evaluate(scope);
            if (Types.IsNullish(value)) return BsonNull.Value;
            if (!Types.IsNumber(value))
                throw DocumentException.TypeMismatch($"$multiply only supports numeric types, not {Types.Name(value)}");
            product = product is null ? value : Arithmetic.Multiply(product, value!);
        }
        return product ?? new BsonInt32(1);
    }
}
