using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices;

/// <summary>
/// A collection of the app's MongoDB, as a user may see and change it. What is sent is written before the first await, on the
/// caller's thread; an <see cref="EjsonException"/> then means that nothing was sent. Source: client-api 7.
/// </summary>
/// <param name="session">The user.</param>
/// <param name="service">The data source's name in the app, typically <c>mongodb-atlas</c>.</param>
/// <param name="database">The database.</param>
/// <param name="name">The collection's name.</param>
/// <param name="format">How documents are written and read.</param>
public sealed class MongoCollection(AppSession session, string service, string database, string name, EjsonFormat format)
{
    private readonly DataRequest _request = new(session.App.AppId, service, database, name, format.Writer);

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public string Namespace { get; } = $"{database}.{name}";

    /// <summary>Finds documents.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<DocumentReader> FindAsync(object? query, FindOptions find, RequestOptions options, CancellationToken cancellationToken) =>
        ReadManyAsync("find", Query(query, find).With("limit", find.Limit), options, cancellationToken);

    /// <summary>Runs an aggregation pipeline.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<DocumentReader> AggregateAsync(
        IReadOnlyList<object?> pipeline, RequestOptions options, CancellationToken cancellationToken) =>
        ReadManyAsync("aggregate", _request.NewArgument().With("pipeline", pipeline), options, cancellationToken);

    /// <summary>Counts documents, up to a limit if there is one.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<long> CountAsync(object? query, long? limit, RequestOptions options, CancellationToken cancellationToken) => SendAsync(
        _request.Call("count", _request.NewArgument().With("query", query).With("limit", limit), $"Counting documents of '{Namespace}'")
            with { IsRead = true },
        DataReply.Count, options, cancellationToken);

    /// <summary>Watches the collection; when this returns, the service has begun to. Source: client-api 8.</summary>
    /// <param name="ids">The ids of the documents to watch; null for all.</param>
    /// <param name="filter">What the change events must match; null for all. Only one of both may be given.</param>
    /// <param name="resumeAfter">The id of the last event of a stream that broke, for services that can go on there; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the stream.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<ChangeStream> WatchAsync(
        IReadOnlyList<object?>? ids, object? filter, object? resumeAfter, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(
            _request.Watch(
                _request.NewArgument().With("ids", ids).With("filter", filter).With("resumeAfter", resumeAfter), $"Watching '{Namespace}'"),
            (reply, action) => new ChangeStream(reply, action, format.Reader), options, cancellationToken);

    /// <summary>Inserts documents in their order, up to the first that is refused.</summary>
    /// <returns>Their ids, in the same order.</returns>
    /// <exception cref="AppServicesException">
    /// The service refused, or could not be reached; those before the refused one are stored.
    /// </exception>
    public Task<IReadOnlyList<object?>> InsertManyAsync(WriteBatch batch, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(
            _request.Insert(batch, Inserting),
            (reply, action) => DataReply.InsertedIds(reply, action, format.Reader), options, cancellationToken);

    /// <summary>Does many writes by one request, where the service has this function. Source: client-api 17.2.</summary>
    /// <param name="batch">The operations.</param>
    /// <param name="isOrdered">Whether the first that fails ends the rest.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <returns>What was done, and what failed.</returns>
    /// <exception cref="AppServicesException">The service refused all of it, or could not be reached.</exception>
    public Task<BulkWriteResult> BulkWriteAsync(
        WriteBatch batch, bool isOrdered, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(_request.Bulk(batch, isOrdered, $"Writing to '{Namespace}'"), DataReply.Bulk, options, cancellationToken);

    /// <summary>Changes the first document that matches, or all; an update without operators replaces the document.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="update">The update.</param>
    /// <param name="isMany">Whether all documents that match are changed.</param>
    /// <param name="upsert">Whether a document is inserted when none matches.</param>
    /// <param name="arrayFilters">Which elements of arrays the update means; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<UpdateResult> UpdateAsync(
        object query, object update, bool isMany, bool upsert, IReadOnlyList<object?>? arrayFilters, RequestOptions options,
        CancellationToken cancellationToken)
    {
        DataRequest.Argument argument = _request.NewArgument()
            .With("query", query).With("update", update).With("upsert", upsert).With("arrayFilters", arrayFilters);
        return SendAsync(
            _request.Call(isMany ? "updateMany" : "updateOne", argument, Updating),
            (reply, action) => DataReply.Update(reply, action, format.Reader), options, cancellationToken);
    }

    /// <summary>Deletes the first document that matches, or all.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<long> DeleteAsync(object query, bool isMany, RequestOptions options, CancellationToken cancellationToken) => SendAsync(
        _request.Call(isMany ? "deleteMany" : "deleteOne", _request.NewArgument().With("query", query), Deleting),
        DataReply.Deleted, options, cancellationToken);

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
    public Task<object?> FindOneAndDeleteAsync(
        object filter, FindAndModifyOptions modify, RequestOptions options, CancellationToken cancellationToken) =>
        ReadOneAsync("findOneAndDelete", Modify(filter, null, modify), Deleting, options, cancellationToken);

    private string Reading => $"Reading documents of '{Namespace}'";

    private string Inserting => $"Inserting documents into '{Namespace}'";

    private string Updating => $"Updating documents of '{Namespace}'";

    private string Deleting => $"Deleting documents of '{Namespace}'";

    private DataRequest.Argument Query(object? query, FindOptions find) =>
        _request.NewArgument().With("query", query).With("project", find.Projection).With("sort", find.Sort);

    // Other names than those of a query: client-api 7.1.
    private DataRequest.Argument Modify(object filter, object? update, FindAndModifyOptions modify) =>
        _request.NewArgument().With("filter", filter).With("update", update)
            .WithFlag("upsert", modify.Upsert).WithFlag("returnNewDocument", modify.ReturnNew).With("arrayFilters", modify.ArrayFilters);

    private Task<DocumentReader> ReadManyAsync(
        string function, DataRequest.Argument argument, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest call = _request.Call(function, argument, Reading);
        return SendAsync(
            call with { IsStreamed = true, IsRead = !Mentions(call, "\"$out\""u8) && !Mentions(call, "\"$merge\""u8) },
            (reply, action) => new DocumentReader(reply, action, format.Reader), options, cancellationToken);
    }

    // A pipeline with one of these stages writes; whether it is a stage need not be known.
    private static bool Mentions(AppRequest call, ReadOnlySpan<byte> name) => call.Body.Span.IndexOf(name) >= 0;

    private Task<object?> ReadOneAsync(
        string function, DataRequest.Argument argument, string action, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(
            _request.Call(function, argument, action),
            (reply, what) => DataReply.Document(reply, what, format.Reader), options, cancellationToken);

    private async Task<T> SendAsync<T>(
        AppRequest request, Func<AppReply, string, T> read, RequestOptions options, CancellationToken cancellationToken) =>
        read(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action);
}
