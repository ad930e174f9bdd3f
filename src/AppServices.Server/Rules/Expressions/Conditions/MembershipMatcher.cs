using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>Equal to any of several values, each as it is: a regular expression among them is not one to match.</summary>
internal sealed class MembershipMatcher(IEnumerable<BsonValue> values) : ValueMatcher
{
    private readonly ComparisonMatcher[] _matchers = values.Select(value => new ComparisonMatcher(Comparison.Equal, value)).ToArray();

    public override bool Holds(BsonValue? value)
    {
        foreach (ComparisonMatcher matcher in _matchers)
            if (matcher.Holds(value)) return true;
        return false;
    }
}
