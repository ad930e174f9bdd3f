using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>An operator of the query language, applied to one value.</summary>
internal abstract class ValueMatcher : IValueMatcher
{
    /// <summary>Whether an array is tested item by item as well as as a whole; operators of arrays see the whole only.</summary>
    public virtual bool OpensArrays => true;

    /// <summary>Whether the matcher holds for a value; null stands for a missing one.</summary>
    public abstract bool Holds(BsonValue? value);
}
