using System.Threading.Tasks;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>A value in an expression. It is compiled once for a configuration and bound once for a caller.</summary>
internal abstract class RuleValue
{
    /// <summary>Whether a function is called for it with values of a document.</summary>
    public virtual bool NeedsCalls => false;

    /// <summary>The same value with everything settled that does not depend on a document.</summary>
    public virtual ValueTask<RuleValue> BindAsync(RuleContext context) => new(this);

    /// <summary>What the value is; it must have been bound.</summary>
    public abstract Evaluated Evaluate(in DocumentScope scope);
}
