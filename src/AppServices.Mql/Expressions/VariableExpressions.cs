using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>A variable that the expression around it, or the stage, binds.</summary>
internal sealed class VariableExpression(Variable variable) : Expression
{
    public override bool IsReference => true;

    public override BsonValue? Evaluate(EvaluationScope scope) => scope.Get(variable);
}

/// <summary><c>$$ROOT</c>.</summary>
internal sealed class RootExpression : Expression
{
    public override bool IsReference => true;

    public override BsonValue? Evaluate(EvaluationScope scope) => scope.Root;
}

/// <summary><c>$$CURRENT</c>.</summary>
internal sealed class CurrentExpression : Expression
{
    public override bool IsReference => true;

    public override BsonValue? Evaluate(EvaluationScope scope) => scope.Current;
}

/// <summary><c>$$NOW</c>.</summary>
internal sealed class NowExpression : Expression
{
    public override bool IsReference => true;

    public override BsonValue? Evaluate(EvaluationScope scope) => scope.Now;
}
