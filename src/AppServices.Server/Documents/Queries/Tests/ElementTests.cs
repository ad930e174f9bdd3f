using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries.Tests;

/// <summary><c>$exists: true</c>.</summary>
internal sealed class ExistsTest : ValueTest
{
    public override bool Holds(BsonValue? value) => value is not null;
}

/// <summary><c>$type</c>: of one of several types.</summary>
internal sealed class TypeTest(IReadOnlySet<BsonType> types) : ValueTest
{
    public override bool Holds(BsonValue? value) => value is not null && types.Contains(value.BsonType);
}
