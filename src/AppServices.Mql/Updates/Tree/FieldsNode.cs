using MongoDB.Bson;

namespace AppServices.Mql.Updates.Tree;

/// <summary>Fields of a document or items of an array, each with what is to be done to it.</summary>
/// <param name="children">The fields, in the order of <see cref="FieldChild.Compare"/>.</param>
/// <param name="positional">What is to be done to the item that the query found; null for nothing.</param>
internal sealed class FieldsNode(FieldChild[] children, UpdateNode? positional) : UpdateNode
{
    private const int MaxPadding = 1_500_000;

    private readonly FieldChild[] _children = children;
    private readonly UpdateNode? _positional = positional;

    public override BsonValue? Apply(BsonValue? current, UpdateRun run)
    {
        FieldChild[] children = _children;
        if (_positional is not null)
        {
            string position = run.Position();
            children = FieldChild.Insert(children, new FieldChild(position, _positional), run.PathOf(position));
        }
        switch (current)
        {
            case null: return ApplyToNothing(children, run);
            case BsonDocument document: return ApplyToDocument(children, document, run);
            case BsonArray array: return ApplyToArray(children, array, run);
            default:
                foreach (FieldChild child in children) child.Node.Refuse(current, child.Name, run);
                return current;
        }
    }

    public override void Refuse(BsonValue holder, string rest, UpdateRun run)
    {
        foreach (FieldChild child in _children) child.Node.Refuse(holder, $"{rest}.{child.Name}", run);
        _positional?.Refuse(holder, $"{rest}.{run.Position()}", run);
    }

    public override UpdateNode Merge(UpdateNode other, string place)
    {
        if (other is not FieldsNode fields) return base.Merge(other, place);
        FieldChild[] children = _children;
        foreach (FieldChild child in fields._children) children = FieldChild.Insert(children, child, $"{place}.{child.Name}");
        UpdateNode? positional = _positional is not null && fields._positional is not null
            ? _positional.Merge(fields._positional, $"{place}.$")
            : _positional ?? fields._positional;
        return new FieldsNode(children, positional);
    }

    private static BsonDocument? ApplyToNothing(FieldChild[] children, UpdateRun run)
    {
        BsonDocument? created = null;
        foreach (FieldChild child in children)
        {
            run.Enter(child.Name);
            BsonValue? value = child.Node.Apply(null, run);
            run.Leave();
            if (value is not null) (created ??= []).Add(child.Name, value);
        }
        return created;
    }

    private static BsonDocument ApplyToDocument(FieldChild[] children, BsonDocument document, UpdateRun run)
    {
        BsonDocument? copy = null;
        foreach (FieldChild child in children)
        {
            BsonValue? current = document.TryGetValue(child.Name, out BsonValue value) ? value : null;
            run.Enter(child.Name);
            BsonValue? changed = child.Node.Apply(current, run);
            run.Leave();
            if (ReferenceEquals(changed, current)) continue;
            copy ??= Copy(document);
            if (changed is null) copy.Remove(child.Name);
            else copy[child.Name] = changed;
        }
        return copy ?? document;
    }

    // A removed item leaves null in its place, since the others keep theirs.
    private static BsonArray ApplyToArray(FieldChild[] children, BsonArray array, UpdateRun run)
    {
        BsonArray? copy = null;
        foreach (FieldChild child in children)
        {
            if (child.Index < 0)
            {
                child.Node.Refuse(array, child.Name, run);
                continue;
            }
            BsonValue? current = child.Index < array.Count ? array[child.Index] : null;
            run.Enter(child.Index);
            BsonValue? changed = child.Node.Apply(current, run) ?? (current is null ? null : BsonNull.Value);
            run.Leave();
            if (ReferenceEquals(changed, current)) continue;
            copy ??= [.. array];
            if (child.Index < array.Count) copy[child.Index] = changed;
            else Append(copy, child.Index, changed!);
        }
        return copy ?? array;
    }

    private static void Append(BsonArray array, int index, BsonValue value)
    {
        if (index - array.Count > MaxPadding) throw UpdateErrors.TooFar(MaxPadding);
        while (array.Count < index) array.Add(BsonNull.Value);
        array.Add(value);
    }

    private static BsonDocument Copy(BsonDocument document)
    {
        var copy = new BsonDocument { AllowDuplicateNames = document.AllowDuplicateNames };
        for (int i = 0; i < document.ElementCount; i++) copy.Add(document.GetElement(i));
        return copy;
    }
}
