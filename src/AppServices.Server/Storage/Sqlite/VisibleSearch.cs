using System.Threading;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A query of what is visible for an operation, with what an index can answer of it in front.</summary>
internal sealed class VisibleSearch : Predicate
{
    private readonly IVisibility _visibility;
    private readonly Predicate _filter;

    private VisibleSearch(IVisibility visibility, Predicate filter) => (_visibility, _filter) = (visibility, filter);

    /// <param name="query">The query as it was written.</param>
    /// <param name="filter">The same, parsed.</param>
    /// <param name="visibility">What is visible; null for everything.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    public static Predicate Of(BsonDocument query, Predicate filter, IVisibility? visibility, CancellationToken cancellation) => visibility is null
        ? filter
        : new AndPredicate([QueryParser.Parse(visibility.Candidates(query), cancellation), new VisibleSearch(visibility, filter)]);

    public override bool Matches(BsonDocument document) => _visibility.Matches(document, _filter);
}
