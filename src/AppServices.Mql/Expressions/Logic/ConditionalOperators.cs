using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Logic;

/// <summary>A choice between expressions, of which only the chosen one is evaluated.</summary>
internal static class ConditionalOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Add("$cond", ParseCondition);
        operators.Add("$ifNull", ParseIfNull);
        operators.Add("$switch", SwitchExpression.Parse);
    }

    private static ConditionExpression ParseCondition(string name, BsonValue operand, ExpressionParser parser)
    {
        if (operand is not BsonDocument)
        {
            Expression[] operands = Arguments.Parse(name, operand, parser, 3, 3);
            return new ConditionExpression(operands[0], operands[1], operands[2]);
        }
        var arguments = new NamedArguments(name, operand, parser, 17083, 17083, "if", "then", "else");
        return new ConditionExpression(
            arguments.Required("if", 17080), arguments.Required("then", 17081), arguments.Required("else", 17082));
    }

    private static FirstPresentExpression ParseIfNull(string name, BsonValue operand, ExpressionParser parser)
    {
        Expression[] operands = Arguments.Parse(name, operand, parser);
        return operands.Length >= 2
            ? new FirstPresentExpression(operands)
            : throw DocumentException.Numbered(1257300, $"$ifNull needs at least two arguments, had: {operands.Length}");
    }

    private sealed class ConditionExpression(Expression condition, Expression then, Expression otherwise) : Expression
    {
        public override bool IsConstant => condition.IsConstant && then.IsConstant && otherwise.IsConstant;

        public override BsonValue? Evaluate(EvaluationScope scope) =>
            (Operand.ToBoolean(condition.Evaluate(scope)) ? then : otherwise).Evaluate(scope);
    }

    /// <summary>The first value that is neither null nor missing; the last one whatever it is.</summary>
    private sealed class FirstPresentExpression(Expression[] operands) : Expression
    {
        public override bool IsConstant => AreConstant(operands);

        public override BsonValue? Evaluate(EvaluationScope scope)
        {
            BsonValue? value = null;
            foreach (Expression operand in operands)
            {
                value = operand.Evaluate(scope);
                if (!Types.IsNullish(value)) break;
            }
            return value;
        }
    }
}
