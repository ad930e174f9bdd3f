using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>Gathers the different values of a path, arrays item by item.</summary>
internal sealed class DistinctValues : IValueMatcher
{
    private const long MaxBytes = 16L * 1024 * 1024;

    private readonly SortedSet<BsonValue> _values = new(BsonOrder.Instance);
    private long _bytes;

    /// <summary>The different values of a field of documents, in their order.</summary>
    /// <exception cref="DocumentException">They are too many, or the path is too long.</exception>
    public static async Task<IReadOnlyList<BsonValue>> OfAsync(
        IAsyncEnumerable<BsonDocument> documents, string field, CancellationToken cancellationToken)
    {
        var collector = new DistinctValues();
        var path = new FieldPath(field);
        await foreach (BsonDocument document in documents.WithCancellation(cancellationToken))
            PathValues.Any(document, path, opensArrays: false, collector, cancellationToken);
        return [.. collector._values];
    }

    public bool Holds(BsonValue? value)
    {
        if (value is BsonArray array)
            foreach (BsonValue item in array) Add(item);
        else if (value is not null)
            Add(value);
        return false;
    }

    private void Add(BsonValue value)
    {
        if (!_values.Add(value)) return;
        _bytes += DocumentLimits.SizeOf(value);
        if (_bytes > MaxBytes) throw DocumentException.Numbered(17217, "distinct too big, 16mb cap");
    }
}
