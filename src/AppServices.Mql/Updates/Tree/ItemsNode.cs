using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Tree;

/// <summary>A node for the items of an array that a filter takes.</summary>
/// <param name="Filter">The filter; null for <c>$[]</c>, all items.</param>
/// <param name="Node">The node.</param>
internal readonly record struct ItemsChild(ArrayFilter? Filter, UpdateNode Node)
{
    public static int Compare(ItemsChild one, ItemsChild other) => TextOrder.Compare(one.Filter?.Name ?? "", other.Filter?.Name ?? "");

    public bool Takes(BsonValue item) => Filter is null || Filter.Matches(item);
}

/// <summary>Items of an array, chosen by filters.</summary>
/// <param name="children">The filters with what is to be done, in the order of <see cref="ItemsChild.Compare"/>.</param>
internal sealed class ItemsNode(ItemsChild[] children) : UpdateNode
{
    private readonly ItemsChild[] _children = children;

    public override BsonValue? Apply(BsonValue? current, UpdateRun run)
    {
        if (current is null) throw UpdateErrors.NoArray(run.Path);
        if (current is not BsonArray array)
            throw DocumentException.BadValue($"Cannot apply array updates to non-array element {run.Name}: {ErrorText.Of(current)}");

        BsonArray? copy = null;
        for (int i = 0; i < array.Count; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            BsonValue item = array[i];
            run.Enter(i);
            UpdateNode? node = NodeFor(item, run);
            BsonValue changed = node is null ? item : node.Apply(item, run) ?? BsonNull.Value;
            run.Leave();
            if (ReferenceEquals(changed, item)) continue;
            copy ??= [.. array];
            copy[i] = changed;
        }
        return copy ?? array;
    }

    public override void Refuse(BsonValue holder, string rest, UpdateRun run) => throw UpdateErrors.NoArray(run.PathOf(rest));

    public override UpdateNode Merge(UpdateNode other, string place)
    {
        if (other is not ItemsNode items) return base.Merge(other, place);
        ItemsChild[] children = _children;
        foreach (ItemsChild child in items._children)
        {
            int same = Array.FindIndex(children, one => one.Filter == child.Filter);
            children = same < 0
                ? [.. children, child]
                : [.. children[..same], child with { Node = children[same].Node.Merge(child.Node, place) }, .. children[(same + 1)..]];
        }
        Array.Sort(children, ItemsChild.Compare);
        return new ItemsNode(children);
    }

    private UpdateNode? NodeFor(BsonValue item, UpdateRun run)
    {
        UpdateNode? node = null;
        foreach (ItemsChild child in _children)
            if (child.Takes(item)) node = node is null ? child.Node : node.Merge(child.Node, run.Path);
        return node;
    }
}
