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
public sealed partial class MongoCollection(AppSession session, string service, string database, string name, EjsonFormat format)
{
    private readonly DataRequest _request = new(session.App.AppId, service, database, name, format.Writer);

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public string Namespace { get; } = $"{database}.{name}";

    /// <summary>Finds documents.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<DocumentReader> FindAsync(object? query, FindOptions find, RequestOptions options, CancellationToken cancellationToken) =>
        ReadManyAsync("find", Query(query, find).With("limit", find.Limit), options, cancellationToken);

    /// <summary>Finds the first document; null when there is none.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<object?> FindOneAsync(object? query, FindOptions find, RequestOptions options, CancellationToken cancellationToken) =>
        ReadOneAsync("findOne", Query(query, find), Reading, options, cancellationToken);

    /// <summary>Runs an aggregation pipeline.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public Task<DocumentReader> AggregateAsync(IReadOnlyList<object?> pipeline, RequestOptions options, CancellationToken cancellationToken) =>
        ReadManyAsync("aggregate", _request.NewArgument().With("pipeline", pipeline), options, cancellationToken);

    /// <summary>Counts documents, up to a limit if there is one.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<long> CountAsync(object? query, long? limit, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Call("count", _request.NewArgument().With("query", query).With("limit", limit), $"Counting documents of '{Namespace}'");
        return DataReply.Count(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action);
    }

    /// <summary>Watches the collection; when this returns, the service has begun to. Source: client-api 8.</summary>
    /// <param name="ids">The ids of the documents to watch; null for all.</param>
    /// <param name="filter">What the change events must match; null for all. Only one of both may be given.</param>
    /// <param name="resumeAfter">The id of the last event of a stream that broke, for services that can go on there; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the stream.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<ChangeStream> WatchAsync(
        IReadOnlyList<object?>? ids, object? filter, object? resumeAfter, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Watch(
            _request.NewArgument().With("ids", ids).With("filter", filter).With("resumeAfter", resumeAfter), $"Watching '{Namespace}'");
        return new ChangeStream(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    private string Reading => $"Reading documents of '{Namespace}'";

    private DataRequest.Argument Query(object? query, FindOptions find) =>
        _request.NewArgument().With("query", query).With("project", find.Projection).With("sort", find.Sort);

    private async Task<DocumentReader> ReadManyAsync(
        string function, DataRequest.Argument argument, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Call(function, argument, Reading) with { IsStreamed = true };
        return new DocumentReader(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    private async Task<object?> ReadOneAsync(
        string function, DataRequest.Argument argument, string action, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = _request.Call(function, argument, action);
        return DataReply.Document(await session.SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }
}
