using System.Threading.Tasks;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>
/// An expression that is compiled: once for a configuration, then bound once for each operation, which settles all that does not
/// depend on a document. It holds no state, so any number of threads can use it.
/// </summary>
internal abstract class Condition
{
    public static Condition True { get; } = new ConstantCondition(Truth.True);

    public static Condition False { get; } = new ConstantCondition(Truth.False);

    public static Condition Unknown { get; } = new ConstantCondition(Truth.Unknown);

    public static Condition Of(Truth truth) => truth switch
    {
        Truth.True => True,
        Truth.False => False,
        _ => Unknown,
    };

    /// <summary>Whether functions are called with values of a document.</summary>
    public virtual bool NeedsCalls => false;

    /// <summary>A query that every document matches of which the condition is true; null when there is none that says anything.</summary>
    public virtual ImpliedQuery? Query => null;

    /// <summary>The same condition with everything settled that does not depend on a document.</summary>
    public abstract ValueTask<Condition> BindAsync(RuleContext context);

    /// <summary>What it is of a document; it must have been bound.</summary>
    public abstract Truth Evaluate(in DocumentScope scope);

    public bool IsTrue(in DocumentScope scope) => Evaluate(scope) == Truth.True;

    /// <summary>Whether it can be true of any document.</summary>
    public virtual bool IsPossible => this is not ConstantCondition { Value: not Truth.True };
}
