using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary><c>$mod</c>: numbers, cut to integers, with a given remainder.</summary>
internal sealed class ModMatcher(long divisor, long remainder) : ValueMatcher
{
    // The least integer has no opposite, so the processor cannot divide it by -1.
    public override bool Holds(BsonValue? value) =>
        value is not null
        && WholeNumber.TryTruncate(value, out long whole)
        && (divisor == -1 ? 0 : whole % divisor) == remainder;
}
