using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Updates.Changes;

namespace AppServices.Mql.Updates.Tree;

/// <summary>Puts the paths of an update together to a tree, and refuses those that get in each other's way.</summary>
internal sealed class TreeBuilder(ArrayFilters filters)
{
    private readonly Branch _root = new() { IsOfItems = false };

    /// <exception cref="DocumentException">Another path leads to the same field, or to one around it or within it.</exception>
    public void Add(UpdatePath path, FieldChange change)
    {
        Branch branch = _root;
        for (int i = 0; i < path.Parts.Length; i++)
        {
            string part = path.Parts[i];
            bool isOfItems = UpdatePath.IsIdentifier(part);
            branch.IsOfItems ??= isOfItems;
            if (branch.IsOfItems != isOfItems) throw UpdateErrors.WouldConflict(path.Text, path.Prefix(i));
            if (isOfItems && UpdatePath.Identifier(part) is { Length: > 0 } name) branch.Filters[part] = filters.Use(name, path);
            branch = Next(branch, part, path, i, change);
        }
    }

    public FieldsNode Build() => BuildFields(_root);

    // At the end of the path the branch that is returned counts for nothing.
    private static Branch Next(Branch branch, string part, UpdatePath path, int place, FieldChange change)
    {
        bool isEnd = place == path.Parts.Length - 1;
        if (branch.Children.TryGetValue(part, out object? child))
            return child is Branch next && !isEnd ? next : throw UpdateErrors.WouldConflict(path.Text, path.Prefix(place + 1));
        var created = new Branch();
        branch.Children.Add(part, isEnd ? change : created);
        return created;
    }

    private static UpdateNode BuildNode(object child) => child switch
    {
        FieldChange change => change,
        Branch { IsOfItems: true } branch => BuildItems(branch),
        Branch branch => BuildFields(branch),
        _ => throw new InvalidOperationException("A tree has branches and ends."),
    };

    private static FieldsNode BuildFields(Branch branch)
    {
        FieldChild[] children = branch.Children.Where(child => child.Key != "$").Select(
            child => new FieldChild(child.Key, BuildNode(child.Value))).ToArray();
        Array.Sort(children, FieldChild.Compare);
        return new FieldsNode(children, branch.Children.TryGetValue("$", out object? positional) ? BuildNode(positional) : null);
    }

    private static ItemsNode BuildItems(Branch branch)
    {
        ItemsChild[] children = branch.Children.Select(
            child => new ItemsChild(branch.Filters.GetValueOrDefault(child.Key), BuildNode(child.Value))).ToArray();
        Array.Sort(children, ItemsChild.Compare);
        return new ItemsNode(children);
    }

    /// <summary>A place in the tree that is not an end, while more paths may lead through it.</summary>
    private sealed class Branch
    {
        public bool? IsOfItems { get; set; }

        public Dictionary<string, object> Children { get; } = [];

        public Dictionary<string, ArrayFilter> Filters { get; } = [];
    }
}
