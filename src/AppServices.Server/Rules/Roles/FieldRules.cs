using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Roles;

/// <summary>What a role allows with the fields of a document (app-folder 6.4, 6.5).</summary>
/// <param name="named">The rules by field.</param>
/// <param name="additional">The rule for all other fields.</param>
internal sealed class FieldRules(IReadOnlyDictionary<string, FieldRule> named, FieldRule additional)
{
    public bool NeedsCalls => All.Any(rule => rule.NeedsCalls);

    /// <summary>Whether anything can be visible.</summary>
    public bool CanBeSeen => All.Any(rule => rule.CanBeSeen);

    /// <summary>Whether anything can be written.</summary>
    public bool CanBeWritten => All.Any(rule => rule.CanBeWritten);

    /// <summary>Whether nothing is said of any field.</summary>
    public bool IsEmpty => named.Count == 0 && additional == FieldRule.Closed;

    /// <summary>Whether there is a rule for a field of its own.</summary>
    public bool Names(string field) => named.ContainsKey(field);

    private IEnumerable<FieldRule> All => named.Values.Append(additional);

    public FieldRule this[string name] => named.TryGetValue(name, out FieldRule? rule) ? rule : additional;

    public async ValueTask<FieldRules> BindAsync(RuleContext context)
    {
        var bound = new Dictionary<string, FieldRule>(StringComparer.Ordinal);
        foreach ((string name, FieldRule rule) in named) bound[name] = await rule.BindAsync(context);
        return new FieldRules(bound, await additional.BindAsync(context));
    }

    /// <summary>The visible fields, which may be none.</summary>
    public BsonDocument See(BsonDocument document, in DocumentScope scope)
    {
        var seen = new BsonDocument();
        foreach (BsonElement element in document)
            if (this[element.Name].See(element.Value, scope) is { } value) seen[element.Name] = value;
        return seen;
    }

    /// <summary>Whether all that differs between two documents may be changed; null stands for a missing document.</summary>
    public bool AllowsChange(BsonDocument? before, BsonDocument? after, in DocumentScope scope)
    {
        foreach (string name in (before?.Names ?? []).Union(after?.Names ?? []))
        {
            BsonValue? old = before?.GetValue(name, null), changed = after?.GetValue(name, null);
            if (!FieldRule.AreSame(old, changed) && !this[name].AllowsChange(old, changed, scope)) return false;
        }
        return true;
    }

    /// <summary>Whether fields that nothing is said of may be written: what decides about documents without any field.</summary>
    public bool AllowsOthers(in DocumentScope scope) => additional.Write?.IsTrue(scope) == true;

    /// <summary>Whether anything of what is at a path is hidden, or would be if it were there.</summary>
    public bool Hides(ReadOnlySpan<string> path, BsonDocument? document, in DocumentScope scope) =>
        this[path[0]].Hides(path[1..], document?.GetValue(path[0], null), scope);
}
