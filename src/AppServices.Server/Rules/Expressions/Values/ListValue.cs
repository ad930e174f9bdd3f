using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>An array of values; a missing one becomes null.</summary>
internal sealed class ListValue(IReadOnlyList<RuleValue> items) : RuleValue
{
    public override bool NeedsCalls => items.Any(item => item.NeedsCalls);

    public override async ValueTask<RuleValue> BindAsync(RuleContext context)
    {
        var bound = new RuleValue[items.Count];
        for (int i = 0; i < bound.Length; i++) bound[i] = await items[i].BindAsync(context);
        return bound.All(static item => item is ConstantValue) ? new ConstantValue(Evaluate(bound, default)) : new ListValue(bound);
    }

    public override Evaluated Evaluate(in DocumentScope scope) => Evaluate(items, scope);

    private static Evaluated Evaluate(IReadOnlyList<RuleValue> items, in DocumentScope scope)
    {
        var values = new BsonArray(items.Count);
        foreach (RuleValue item in items)
        {
            Evaluated value = item.Evaluate(scope);
            if (value.IsUnknown) return value;
            values.Add(value.Value ?? BsonNull.Value);
        }
        return new Evaluated(values);
    }
}
