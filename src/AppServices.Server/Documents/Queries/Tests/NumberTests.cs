using AppServices.Server.Documents.Values;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries.Tests;

/// <summary><c>$mod</c>: numbers, cut to integers, with a given remainder.</summary>
internal sealed class ModTest(long divisor, long remainder) : ValueTest
{
    // The least integer has no opposite, so the processor cannot divide it by -1.
    public override bool Holds(BsonValue? value) =>
        value is not null
        && WholeNumber.TryTruncate(value, out long whole)
        && (divisor == -1 ? 0 : whole % divisor) == remainder;
}
