using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>Makes one value of many, one after the other.</summary>
internal abstract class Accumulator
{
    /// <summary>The value so far; null where it is missing.</summary>
    public abstract BsonValue? Result { get; }

    /// <summary>Takes one more value; null stands for a missing one.</summary>
    /// <exception cref="DocumentException">The value is not of a kind that this takes, or there is no room for it.</exception>
    public abstract void Add(BsonValue? value);
}
