using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries.Tests;

/// <summary>Several operators on the same item of an array.</summary>
internal sealed class AllTests(IReadOnlyList<ValueTest> tests) : ValueTest
{
    public override bool Holds(BsonValue? value)
    {
        foreach (ValueTest test in tests)
            if (!test.Holds(value)) return false;
        return true;
    }
}

/// <summary><c>$not</c>, <c>$ne</c> and <c>$nin</c> on an item of an array.</summary>
internal sealed class NotTest(ValueTest test) : ValueTest
{
    public override bool Holds(BsonValue? value) => !test.Holds(value);
}
