using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>One of the <c>arrayFilters</c> of an update: a query about an item under a name, such as <c>{ "i.price": 5 }</c>.</summary>
internal sealed class ArrayFilter(string name, Predicate predicate)
{
    /// <summary>The name that <c>$[name]</c> asks for it by.</summary>
    public string Name { get; } = name;

    /// <summary>Whether an item is among those to be updated.</summary>
    public bool Matches(BsonValue item) => predicate.Matches(new BsonDocument(Name, item));
}
