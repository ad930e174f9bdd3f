using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>Cuts the first array on a path to the one item that the query found.</summary>
internal sealed class PositionalCut(FieldPath path, Predicate? query)
{
    /// <exception cref="DocumentException">The query found no item of an array.</exception>
    public BsonDocument Apply(BsonDocument document) => Cut(document, document, depth: 0);

    private BsonDocument Cut(BsonDocument root, BsonDocument document, int depth)
    {
        string name = path.Parts[depth];
        if (!document.TryGetValue(name, out BsonValue value)) return document;
        BsonValue replacement = value switch
        {
            BsonArray array => new BsonArray { array[IndexIn(root, array)] },
            BsonDocument inner when depth + 1 < path.Parts.Length => Cut(root, inner, depth + 1),
            _ => value,
        };
        if (ReferenceEquals(replacement, value)) return document;
        var copy = DocumentCopy.Of(document);
        copy[name] = replacement;
        return copy;
    }

    private int IndexIn(BsonDocument root, BsonArray array)
    {
        int index = query is null ? -1 : MatchPosition.Find(query, root, path.Text);
        if (index < 0)
            throw DocumentException.Numbered(
                51246,
                "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the "
                    + "array");
        return index < array.Count
            ? index
            : throw DocumentException.Numbered(
                51247, "Executor error during find command :: caused by :: positional operator '.$' element mismatch");
    }
}
