using System.Collections.Generic;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A database that has MongoDB's language itself, so that what nobody need look at can be left to it.</summary>
internal interface IPipelineRunner
{
    /// <summary>The results of a pipeline.</summary>
    /// <param name="collection">What it is of.</param>
    /// <param name="stages">Its stages, as they were written.</param>
    /// <param name="hint">The index to use, by its name or its fields; null for whichever is best.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Mql.DocumentException">The database refuses it.</exception>
    IAsyncEnumerable<BsonDocument> RunAsync(
        CollectionName collection, BsonArray stages, BsonValue? hint, CancellationToken cancellationToken);
}
