using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Documents.Paths;
using AppServices.Server.Documents.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Gathers the different values of a path, arrays item by item.</summary>
internal sealed class DistinctValues : IValueTest
{
    private readonly SortedSet<BsonValue> _values = new(BsonOrder.Instance);

    /// <summary>The different values of a field of documents, in their order.</summary>
    public static async Task<IReadOnlyList<BsonValue>> OfAsync(IAsyncEnumerable<BsonDocument> documents, string field)
    {
        var collector = new DistinctValues();
        var path = new FieldPath(field);
        await foreach (BsonDocument document in documents) PathValues.Any(document, path, opensArrays: false, collector);
        return [.. collector._values];
    }

    public bool Holds(BsonValue? value)
    {
        if (value is BsonArray array) _values.UnionWith(array);
        else if (value is not null) _values.Add(value);
        return false;
    }
}
