using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>A parsed aggregation expression. It holds no state, so any number of threads can use it.</summary>
internal abstract class Expression
{
    /// <summary>The value of the expression; null where it is missing.</summary>
    /// <exception cref="DocumentException">An operand is not of a kind that the operator takes.</exception>
    public abstract BsonValue? Evaluate(EvaluationScope scope);

    /// <summary>Whether the value is the same for every document, so that it can be found when the expression is parsed.</summary>
    public virtual bool IsConstant => false;

    /// <summary>Whether the value is one that is there already, so that having it takes no more memory.</summary>
    public virtual bool IsReference => false;

    /// <summary>Whether all of several expressions are constant.</summary>
    protected static bool AreConstant(Expression[] operands)
    {
        foreach (Expression operand in operands)
            if (!operand.IsConstant) return false;
        return true;
    }
}
