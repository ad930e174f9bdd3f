using System;
using System.Collections.Generic;
using AppServices.Mql.Paths;

namespace AppServices.Mql.Projections;

/// <summary>Puts rules for paths together into rules for documents. No path may lead through, or to, one that has a rule already.</summary>
/// <param name="collision">Makes the error of two such paths: the path, and what of it lies below the other.</param>
internal sealed class ProjectedFieldTree(Func<FieldPath, string, DocumentException> collision)
{
    private readonly List<(string Name, ProjectedField? Rule, ProjectedFieldTree? Branch)> _branches = [];
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Whether there is a rule for a field, or for one within it.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <exception cref="DocumentException">The path collides with another.</exception>
    public void Add(FieldPath path, ProjectedField rule) => Add(path, path.Parts, rule);

    /// <summary>The rules.</summary>
    /// <param name="keepsOthers">Whether fields without a rule stay.</param>
    public ProjectedFields Build(bool keepsOthers)
    {
        var rules = new List<(string, ProjectedField)>(_branches.Count);
        foreach ((string name, ProjectedField? rule, ProjectedFieldTree? branch) in _branches)
            rules.Add((name, rule ?? new NestedRule(branch!.Build(keepsOthers))));
        return new ProjectedFields(rules, keepsOthers);
    }

    private void Add(FieldPath path, ReadOnlySpan<string> rest, ProjectedField rule)
    {
        int index = IndexOf(rest[0]);
        if (rest.Length == 1)
        {
            if (index >= 0) throw collision(path, "");
            Add((rest[0], rule, null));
            return;
        }
        if (index >= 0 && _branches[index].Branch is null) throw collision(path, string.Join('.', rest[1..]!));
        ProjectedFieldTree branch = index >= 0 ? _branches[index].Branch! : new ProjectedFieldTree(collision);
        if (index < 0) Add((rest[0], null, branch));
        branch.Add(path, rest[1..], rule);
    }

    private void Add((string Name, ProjectedField? Rule, ProjectedFieldTree? Branch) branch)
    {
        _places.Add(branch.Name, _branches.Count);
        _branches.Add(branch);
    }

    private int IndexOf(string name) => _places.TryGetValue(name, out int place) ? place : -1;
}
