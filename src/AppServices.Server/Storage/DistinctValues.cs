using System.Collections.Generic;
using AppServices.Server.Documents.Paths;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Embedded;

/// <summary>Gathers the values of a path, arrays item by item.</summary>
internal sealed class DistinctValues(SortedSet<BsonValue> values) : IValueTest
{
    public bool Holds(BsonValue? value)
    {
        if (value is BsonArray array) values.UnionWith(array);
        else if (value is not null) values.Add(value);
        return false;
    }
}
