using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary>Several operators on the same item of an array.</summary>
internal sealed class AllMatchers(IReadOnlyList<ValueMatcher> matchers) : ValueMatcher
{
    public override bool Holds(BsonValue? value)
    {
        foreach (ValueMatcher matcher in matchers)
            if (!matcher.Holds(value)) return false;
        return true;
    }
}

/// <summary><c>$not</c>, <c>$ne</c> and <c>$nin</c> on an item of an array.</summary>
internal sealed class NotMatcher(ValueMatcher matcher) : ValueMatcher
{
    public override bool Holds(BsonValue? value) => !matcher.Holds(value);
}
