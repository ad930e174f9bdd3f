using System.Linq;
using System.Threading;
using AppServices.Mql.Projections;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>A filter for one caller.</summary>
internal sealed class BoundFilter
{
    private readonly BsonDocument _projection;
    private readonly Projection _parsed;

    /// <exception cref="Mql.DocumentException">The query or the projection is not valid.</exception>
    public BoundFilter(BsonDocument query, BsonDocument projection, CancellationToken cancellation)
    {
        _projection = projection;
        Query = StoreFilter.Parse(query, cancellation);
        _parsed = Projection.Parse(projection, Query.Predicate, cancellation);
    }

    /// <summary>The query, which has no expansions any more.</summary>
    public StoreFilter Query { get; }

    /// <summary>Whether the projection takes something away.</summary>
    public bool Hides => _projection.ElementCount > 0;

    public bool Matches(BsonDocument document) => Query.Predicate.Matches(document);

    public BsonDocument Project(BsonDocument document) => _parsed.Apply(document);

    /// <summary>Whether the projection leaves a field as it is, as far as can be told from simple ones.</summary>
    public bool Keeps(string field)
    {
        if (_projection.ElementCount == 0) return true;
        if (_projection.Any(static shown => !shown.Value.IsBoolean && !shown.Value.IsNumeric)) return false;
        if (_projection.TryGetValue(field, out BsonValue value)) return Operand.ToBoolean(value);
        bool isInclusion = _projection.Any(static shown => shown.Name != "_id" && Operand.ToBoolean(shown.Value));
        return field == "_id"
            || (!isInclusion && !_projection.Names.Any(name => name.StartsWith(field + ".", System.StringComparison.Ordinal)));
    }
}
