using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>What an operator makes, which counts as long as something around it waits. It is found anew for every document.</summary>
internal sealed class MadeExpression(Expression made) : Expression
{
    public override bool IsReference => made.IsReference;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        if (scope.Memory is not { } memory) return made.Evaluate(scope);
        long before = memory.Used;
        BsonValue? value = made.Evaluate(scope);
        memory.Keep(before, value);
        return value;
    }
}
