using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>An array of values; a missing one becomes null.</summary>
internal sealed class ListValue(IReadOnlyList<RuleValue> items) : RuleValue
{
    public override bool NeedsCalls => items.Any(item => item.NeedsCalls);

    /// <summary>An array whose items are compiled; a literal when all of them are.</summary>
    public static RuleValue Of(BsonArray array, Func<BsonValue, RuleValue> parse) => Settled(array.Select(parse).ToArray());

    public override async ValueTask<RuleValue> BindAsync(RuleContext context)
    {
        var bound = new RuleValue[items.Count];
        for (int i = 0; i < bound.Length; i++) bound[i] = await items[i].BindAsync(context);
        return Settled(bound);
    }

    public override Evaluated Evaluate(in DocumentScope scope) => Evaluate(items, scope);

    private static RuleValue Settled(RuleValue[] items) => items.All(static item => item is ConstantValue)
        ? new ConstantValue(Evaluate(items, default))
        : new ListValue(items);

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
