using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>A document with values in it; a missing one becomes null.</summary>
internal sealed class FieldsValue(IReadOnlyList<KeyValuePair<string, RuleValue>> fields) : RuleValue
{
    public override bool NeedsCalls => fields.Any(static pair => pair.Value.NeedsCalls);

    /// <summary>A document whose fields are compiled; a literal when all of them are.</summary>
    public static RuleValue Of(BsonDocument document, Func<BsonElement, RuleValue> parse) =>
        Settled(document.Select(field => KeyValuePair.Create(field.Name, parse(field))).ToArray());

    public override async ValueTask<RuleValue> BindAsync(RuleContext context)
    {
        var bound = new KeyValuePair<string, RuleValue>[fields.Count];
        for (int i = 0; i < bound.Length; i++) bound[i] = new(fields[i].Key, await fields[i].Value.BindAsync(context));
        return Settled(bound);
    }

    public override Evaluated Evaluate(in DocumentScope scope) => Evaluate(fields, scope);

    private static RuleValue Settled(KeyValuePair<string, RuleValue>[] fields) => fields.All(static pair => pair.Value is ConstantValue)
        ? new ConstantValue(Evaluate(fields, default))
        : new FieldsValue(fields);

    private static Evaluated Evaluate(IReadOnlyList<KeyValuePair<string, RuleValue>> fields, in DocumentScope scope)
    {
        var values = new BsonDocument();
        foreach ((string name, RuleValue field) in fields)
        {
            Evaluated value = field.Evaluate(scope);
            if (value.IsUnknown) return value;
            values[name] = value.Value ?? BsonNull.Value;
        }
        return new Evaluated(values);
    }
}
