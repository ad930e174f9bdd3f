using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Which documents there are for an operation, and what of them: the others are as if they were not in the collection.</summary>
internal interface IVisibility
{
    /// <summary>A query that all documents match which <see cref="Matches"/> finds for a filter, so that indexes can be used.</summary>
    BsonDocument Candidates(BsonDocument filter);

    /// <summary>Whether there is a document for the operation and what is visible of it matches a filter.</summary>
    bool Matches(BsonDocument document, Predicate filter);
}
