using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>A literal, or a value that is known for the caller.</summary>
internal sealed class ConstantValue(Evaluated value) : RuleValue
{
    public ConstantValue(BsonValue? value)
        : this(new Evaluated(value))
    {
    }

    public Evaluated Value => value;

    public override Evaluated Evaluate(in DocumentScope scope) => value;
}
