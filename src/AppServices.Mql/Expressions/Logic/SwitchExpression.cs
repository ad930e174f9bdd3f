using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Logic;

/// <summary><c>$switch</c>: the first of several branches whose case holds.</summary>
internal sealed class SwitchExpression : Expression
{
    private readonly (Expression Case, Expression Then)[] _branches;
    private readonly Expression? _default;

    private SwitchExpression((Expression Case, Expression Then)[] branches, Expression? @default)
    {
        _branches = branches;
        _default = @default;
    }

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        foreach ((Expression condition, Expression then) in _branches)
            if (Operand.ToBoolean(condition.Evaluate(scope))) return then.Evaluate(scope);
        return _default is not null
            ? _default.Evaluate(scope)
            : throw DocumentException.Numbered(
                40066, "$switch could not find a matching branch for an input, and no default was specified.");
    }

    public static SwitchExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 40060, 40067, "branches", "default");
        BsonArray branches = arguments.Raw("branches") switch
        {
            null => [],
            BsonArray array => array,
            BsonValue other =>
                throw DocumentException.Numbered(40061, $"$switch expected an array for 'branches', found: {Types.Name(other)}"),
        };
        if (branches.Count == 0) throw DocumentException.Numbered(40068, "$switch requires at least one branch.");
        var parsed = new (Expression, Expression)[branches.Count];
        for (int i = 0; i < parsed.Length; i++)
        {
            var branch = new NamedArguments("$switch branch", branches[i], parser, 40062, 40063, "case", "then");
            parsed[i] = (branch.Required("case", 40064), branch.Required("then", 40065));
        }
        Expression? otherwise = arguments.Optional("default");
        if (otherwise is null && Array.TrueForAll(parsed, static branch => IsNever(branch.Item1)))
            throw DocumentException.Numbered(
                40069, "One cannot execute a switch statement where all the cases evaluate to false without a default.");
        return new SwitchExpression(parsed, otherwise);
    }

    private static bool IsNever(Expression condition) => condition is ConstantExpression constant && !Operand.ToBoolean(constant.Value);
}
