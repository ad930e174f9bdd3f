using System;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>A parsed update. It holds no state, so any number of threads can use it.</summary>
internal abstract class Update
{
    /// <summary>
    /// The document as it is after the update: a new one, or the very same instance when nothing changes. The new one may
    /// share parts with the old one and with the update, so none of them may be changed afterwards.
    /// </summary>
    /// <param name="document">The document, which stays as it is.</param>
    /// <param name="query">The query that found it.</param>
    /// <param name="now">The time of the operation.</param>
    /// <exception cref="DocumentException">The update cannot be applied to this document.</exception>
    public abstract BsonDocument Apply(BsonDocument document, Predicate query, DateTime now);

    /// <summary>The document to insert when the query of an upsert found none.</summary>
    /// <param name="query">The query, whose equalities become fields.</param>
    /// <param name="newId">Makes an <c>_id</c>, asked only when neither the query nor the update has one.</param>
    /// <param name="now">The time of the operation.</param>
    /// <exception cref="DocumentException">The update or the equalities make no valid document.</exception>
    public abstract BsonDocument CreateUpsert(Predicate query, Func<BsonValue> newId, DateTime now);
}
