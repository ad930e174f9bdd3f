using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>
/// Rules for the fields of a document: the core of projections and of the stages that are like them. An array on the way
/// stands for each of its items. A document is never changed; the result shares with it what stays the same.
/// </summary>
internal sealed class ProjectedFields
{
    private readonly (string Name, ProjectedField Rule)[] _rules;
    private readonly FrozenDictionary<string, ProjectedField> _byName;
    private readonly bool _keepsOthers;
    private readonly bool _computes;

    /// <param name="rules">The rules in the order of the specification, which is that of new fields.</param>
    /// <param name="keepsOthers">Whether fields without a rule stay.</param>
    public ProjectedFields(IReadOnlyList<(string Name, ProjectedField Rule)> rules, bool keepsOthers)
    {
        _rules = [.. rules];
        _byName = rules.ToFrozenDictionary(pair => pair.Name, pair => pair.Rule);
        _keepsOthers = keepsOthers;
        _computes = rules.Any(pair => pair.Rule is ComputeRule or NestedRule { Rules._computes: true });
    }

    /// <summary>The document that the rules make of one.</summary>
    /// <exception cref="DocumentException">An expression fails, or the document becomes too deep or too large.</exception>
    public BsonDocument Apply(BsonDocument document, EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        BsonDocument result = ApplyToDocument(document, scope);
        return _computes ? ValueLimits.Check(result) : result;
    }

    private BsonDocument ApplyToDocument(BsonDocument document, EvaluationScope scope)
    {
        BsonDocument result = DocumentCopy.Empty(document);
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            if (!_byName.TryGetValue(element.Name, out ProjectedField? rule))
            {
                if (_keepsOthers) result.Add(element);
            }
            else if (rule is KeepRule)
            {
                result.Add(element);
            }
            else if (Replace(rule, element.Value, scope) is { } value)
            {
                result.Add(element.Name, value);
            }
        }
        if (_computes) Append(document, result, scope);
        return result;
    }

    // A computed field takes the place of the old one where others stay, and else comes after them.
    private BsonValue? Replace(ProjectedField rule, BsonValue value, EvaluationScope scope) => rule switch
    {
        ComputeRule computed => _keepsOthers ? computed.Value.Evaluate(scope) : null,
        NestedRule nested => _keepsOthers || value is BsonDocument or BsonArray ? nested.Rules.ApplyTo(value, scope) : null,
        ReshapeRule reshape => value is BsonArray array ? reshape.Reshape(array) : value,
        _ => null,
    };

    private void Append(BsonDocument document, BsonDocument result, EvaluationScope scope)
    {
        foreach ((string name, ProjectedField rule) in _rules)
        {
            bool isNew = !(_keepsOthers ? document : result).Contains(name);
            if (!isNew) continue;
            BsonValue? value = rule switch
            {
                ComputeRule computed => computed.Value.Evaluate(scope),
                NestedRule { Rules._computes: true } nested => nested.Rules.ApplyTo(null, scope),
                _ => null,
            };
            if (value is not null) result.Add(name, value);
        }
    }

    // What is no document has no fields: it stays, goes, or gives way to one of the computed fields.
    private BsonValue? ApplyTo(BsonValue? value, EvaluationScope scope) => value switch
    {
        BsonDocument document => ApplyToDocument(document, scope),
        BsonArray array => ApplyToItems(array, scope),
        _ when _computes => ApplyToDocument([], scope),
        _ => _keepsOthers ? value : null,
    };

    private BsonArray ApplyToItems(BsonArray array, EvaluationScope scope)
    {
        var items = new BsonArray(array.Count);
        var limits = new ValueLimits();
        for (int i = 0; i < array.Count; i++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            if (ApplyTo(array[i], scope) is not { } item) continue;
            if (_computes) limits.Add(item);
            items.Add(item);
        }
        return items;
    }
}
