using System;
using System.Threading.Tasks;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>An expansion that depends on the caller alone, such as <c>%%user.id</c>.</summary>
internal sealed class CallerValue(string[] path) : RuleValue
{
    public ReadOnlySpan<string> Path => path;

    public override ValueTask<RuleValue> BindAsync(RuleContext context) => new(new ConstantValue(context.Resolve(path)));

    public override Evaluated Evaluate(in DocumentScope scope) => throw new InvalidOperationException($"%%{path[0]} is not bound.");
}
