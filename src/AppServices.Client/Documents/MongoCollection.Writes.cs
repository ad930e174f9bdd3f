using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;
using AppServices.Http;

namespace AppServices;

/// <summary>What changes the collection. Source: client-api 7.1, 7.3.</summary>
public sealed partial class MongoCollection
{
    /// <summary>Inserts a document.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<object?> InsertOneAsync(object document, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Call("insertOne", _request.NewArgument().With("document", document), Inserting);
        return DataReply.InsertedId(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    /// <summary>Inserts documents in their order, up to the first that is refused.</summary>
    /// <returns>Their ids, in the same order.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached; those before the refused one are stored.</exception>
    public async Task<IReadOnlyList<object?>> InsertManyAsync(InsertBatch batch, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Insert(batch, Inserting);
        return DataReply.InsertedIds(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    /// <summary>Changes the first document that matches, or all; an update without operators replaces the document.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="update">The update.</param>
    /// <param name="isMany">Whether all documents that match are changed.</param>
    /// <param name="upsert">Whether a document is inserted when none matches.</param>
    /// <param name="arrayFilters">Which elements of arrays the update means; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<UpdateResult> UpdateAsync(
        object query, object update, bool isMany, bool upsert, IReadOnlyList<object?>? arrayFilters, RequestOptions options, CancellationToken cancellationToken)
    {
        DataRequest.Argument argument = _request.NewArgument()
            .With("query", query).With("update", update).With("upsert", upsert).With("arrayFilters", arrayFilters);
        AppRequest request = _request.Call(isMany ? "updateMany" : "updateOne", argument, Updating);
        return DataReply.Update(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    /// <summary>Deletes the first document that matches, or all.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<long> DeleteAsync(object query, bool isMany, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Call(isMany ? "deleteMany" : "deleteOne", _request.NewArgument().With("query", query), Deleting);
        return DataReply.Deleted(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action);
    }

    /// <summary>Changes the first document that matches and returns it; null when none matched.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<object?> FindOneAndUpdateAsync(
        object filter, object update, FindAndModifyOptions modify, RequestOptions options, CancellationToken cancellationToken) =>
        ReadOneAsync("findOneAndUpdate", Modify(filter, update, modify), Updating, options, cancellationToken);

    /// <summary>Replaces the first document that matches and returns it; null when none matched.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<object?> FindOneAndReplaceAsync(
        object filter, object replacement, FindAndModifyOptions modify, RequestOptions options, CancellationToken cancellationToken) =>
        ReadOneAsync("findOneAndReplace", Modify(filter, replacement, modify), Updating, options, cancellationToken);

    /// <summary>Deletes the first document that matches and returns it; null when none matched.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<object?> FindOneAndDeleteAsync(object filter, FindAndModifyOptions modify, RequestOptions options, CancellationToken cancellationToken) =>
        ReadOneAsync("findOneAndDelete", Modify(filter, null, modify), Deleting, options, cancellationToken);

    private string Inserting => $"Inserting documents into '{Namespace}'";

    private string Updating => $"Updating documents of '{Namespace}'";

    private string Deleting => $"Deleting documents of '{Namespace}'";

    // Two sets of names: client-api 7.1.
    private DataRequest.Argument Modify(object filter, object? update, FindAndModifyOptions modify) => _request.NewArgument()
        .With("filter", filter).With("update", update).With("sort", modify.Sort).With("projection", modify.Projection)
        .WithFlag("upsert", modify.Upsert).WithFlag("returnNewDocument", modify.ReturnNew).With("arrayFilters", modify.ArrayFilters);
}
