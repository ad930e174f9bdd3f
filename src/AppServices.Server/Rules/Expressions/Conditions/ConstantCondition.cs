using System.Threading.Tasks;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>What is the same for every document.</summary>
internal sealed class ConstantCondition(Truth value) : Condition
{
    public Truth Value => value;

    public override ImpliedQuery? Query =>
        value == Truth.True ? new ImpliedQuery([], IsExact: true) : new ImpliedQuery(ImpliedQuery.Nothing, value == Truth.False);

    public override ValueTask<Condition> BindAsync(RuleContext context) => new(this);

    public override Truth Evaluate(in DocumentScope scope) => value;
}
