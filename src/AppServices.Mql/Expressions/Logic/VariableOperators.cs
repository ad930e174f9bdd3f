using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Logic;

/// <summary>Values without evaluation, and variables of one's own.</summary>
internal static class VariableOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Add("$literal", static (_, operand, _) => new ConstantExpression(operand));
        operators.Add("$const", static (_, operand, _) => new ConstantExpression(operand));
        operators.Add("$let", ParseLet);
    }

    private static LetExpression ParseLet(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 16874, 16875, "vars", "in");
        BsonValue given = arguments.Raw("vars", 16876);
        BsonDocument variables = given as BsonDocument
            ?? throw DocumentException.Numbered(given is BsonArray ? 9 : 10065, "invalid parameter: expected an object (vars)");
        var bindings = new List<(Variable, Expression)>();
        ExpressionParser inner = parser;
        foreach (BsonElement element in variables)
        {
            Variable variable = VariableNames.Define(element.Name);
            bindings.Add((variable, parser.Parse(element.Value)));
            inner = inner.With(variable);
        }
        return new LetExpression([.. bindings], inner.Parse(arguments.Raw("in", 16877)));
    }

    /// <summary>Variables bound to values that are all evaluated outside of them.</summary>
    private sealed class LetExpression((Variable Variable, Expression Value)[] bindings, Expression body) : Expression
    {
        public override bool IsConstant => body.IsConstant;

        public override BsonValue? Evaluate(EvaluationScope scope)
        {
            EvaluationScope inner = scope;
            foreach ((Variable variable, Expression value) in bindings) inner = inner.With(variable, value.Evaluate(scope));
            return body.Evaluate(inner);
        }
    }
}
