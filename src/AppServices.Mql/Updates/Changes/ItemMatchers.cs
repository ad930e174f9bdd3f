using System.Threading;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary>A question about an item of an array.</summary>
internal abstract class ItemMatcher
{
    public abstract bool Holds(BsonValue item);
}

/// <summary>Equal to one of several values.</summary>
internal sealed class ItemEqualityMatcher(BsonValue[] values) : ItemMatcher
{
    public override bool Holds(BsonValue item)
    {
        foreach (BsonValue value in values)
            if (BsonOrder.AreEqual(item, value)) return true;
        return false;
    }
}

/// <summary>A document that matches a query.</summary>
internal sealed class ItemDocumentMatcher(Predicate predicate) : ItemMatcher
{
    public override bool Holds(BsonValue item) => item is BsonDocument document && predicate.Matches(document);
}

/// <summary>Operators or a pattern, asked of the item as of a field, so that an array in the array is opened.</summary>
internal sealed class ItemConditionMatcher(BsonValue condition, CancellationToken cancellation) : ItemMatcher
{
    private readonly Predicate _predicate = QueryParser.Parse(new BsonDocument("", condition), cancellation);

    public override bool Holds(BsonValue item) => _predicate.Matches(new BsonDocument("", item));
}
