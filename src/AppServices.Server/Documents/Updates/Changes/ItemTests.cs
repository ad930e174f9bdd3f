using System.Threading;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Values;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Updates.Changes;

/// <summary>A question about an item of an array.</summary>
internal abstract class ItemTest
{
    public abstract bool Holds(BsonValue item);
}

/// <summary>Equal to one of several values.</summary>
internal sealed class ItemEqualityTest(BsonValue[] values) : ItemTest
{
    public override bool Holds(BsonValue item)
    {
        foreach (BsonValue value in values)
            if (BsonOrder.AreEqual(item, value)) return true;
        return false;
    }
}

/// <summary>A document that matches a query.</summary>
internal sealed class ItemDocumentTest(Predicate predicate) : ItemTest
{
    public override bool Holds(BsonValue item) => item is BsonDocument document && predicate.Matches(document);
}

/// <summary>Operators or a pattern, asked of the item as of a field, so that an array in the array is opened.</summary>
internal sealed class ItemConditionTest(BsonValue condition, CancellationToken cancellation) : ItemTest
{
    private readonly Predicate _predicate = QueryParser.Parse(new BsonDocument("", condition), cancellation);

    public override bool Holds(BsonValue item) => _predicate.Matches(new BsonDocument("", item));
}
