using System.Globalization;
using System.Linq;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary><c>$size</c>: an array of so many items.</summary>
internal sealed class SizeMatcher(long size) : ValueMatcher
{
    public override bool OpensArrays => false;

    public override bool Holds(BsonValue? value) => value is BsonArray array && array.Count == size;
}

/// <summary><c>$elemMatch</c>: an array one item of which passes.</summary>
internal abstract class ElementMatcher : ValueMatcher
{
    public sealed override bool OpensArrays => false;

    public sealed override bool Holds(BsonValue? value) => value is BsonArray array && IndexOfMatch(array) >= 0;

    /// <summary>The place of the first item that passes; -1 when none does.</summary>
    public int IndexOfMatch(BsonArray array)
    {
        for (int i = 0; i < array.Count; i++)
            if (Matches(array[i])) return i;
        return -1;
    }

    /// <summary>Whether one item passes.</summary>
    public abstract bool Matches(BsonValue item);
}

/// <summary><c>$elemMatch</c> with fields: the item is a document that matches.</summary>
internal sealed class ElementDocumentMatcher(Predicate predicate) : ElementMatcher
{
    public override bool Matches(BsonValue item) => item switch
    {
        BsonDocument document => predicate.Matches(document),
        BsonArray inner => predicate.Matches(ToDocument(inner)),
        _ => false,
    };

    // An array within an array is matched like a document of its places.
    private static BsonDocument ToDocument(BsonArray array) =>
        new(array.Select((item, index) => new BsonElement(index.ToString(CultureInfo.InvariantCulture), item)));
}

/// <summary><c>$elemMatch</c> with operators: the item matches.</summary>
internal sealed class ElementValueMatcher(ValueMatcher matcher, CancellationToken cancellation) : ElementMatcher
{
    public override bool Matches(BsonValue item)
    {
        cancellation.ThrowIfCancellationRequested();
        return matcher.Holds(item);
    }
}
