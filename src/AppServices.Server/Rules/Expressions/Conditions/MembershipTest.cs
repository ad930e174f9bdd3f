using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Queries.Tests;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>Equal to any of several values, each as it is: a regular expression among them is not one to match.</summary>
internal sealed class MembershipTest(IEnumerable<BsonValue> values) : ValueTest
{
    private readonly ComparisonTest[] _tests = values.Select(value => new ComparisonTest(Comparison.Equal, value)).ToArray();

    public override bool Holds(BsonValue? value)
    {
        foreach (ComparisonTest test in _tests)
            if (test.Holds(value)) return true;
        return false;
    }
}
