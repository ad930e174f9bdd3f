using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary><c>$exists: true</c>.</summary>
internal sealed class ExistsMatcher : ValueMatcher
{
    public override bool Holds(BsonValue? value) => value is not null;
}

/// <summary><c>$type</c>: of one of several types.</summary>
internal sealed class TypeMatcher(IReadOnlySet<BsonType> types) : ValueMatcher
{
    public IReadOnlySet<BsonType> Types => types;

    public override bool Holds(BsonValue? value) => value is not null && types.Contains(value.BsonType);
}
