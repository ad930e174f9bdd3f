using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Logic;

/// <summary>And, or and not, of the truth of any values.</summary>
internal static class BooleanOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Add(
            "$and", static (name, operand, parser) => new JunctionExpression(Arguments.Parse(name, operand, parser), decides: false));
        operators.Add(
            "$or", static (name, operand, parser) => new JunctionExpression(Arguments.Parse(name, operand, parser), decides: true));
        operators.Unary("$not", static value => Types.Boolean(!Operand.ToBoolean(value)));
    }

    /// <summary>Several truths joined: one that decides makes the others not count, and not be evaluated.</summary>
    private sealed class JunctionExpression(Expression[] operands, bool decides) : Expression
    {
        public override bool IsConstant => AreConstant(operands);

        public override BsonValue Evaluate(EvaluationScope scope)
        {
            foreach (Expression operand in operands)
                if (Operand.ToBoolean(operand.Evaluate(scope)) == decides) return Types.Boolean(decides);
            return Types.Boolean(!decides);
        }
    }
}
