using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>MongoDB's operations on the embedded store's file.</summary>
internal class SqliteOperations(IExecution execution) : IDocumentOperations
{
    public IAsyncEnumerable<BsonDocument> FindAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken)
    {
        Predicate filter = QueryParser.Parse(command.Filter, cancellationToken);
        Projection projection = Projection.Parse(command.Projection ?? [], filter, cancellationToken);
        var query = new QueryRun(
            VisibleSearch.Of(command.Filter, filter, command.Visibility, cancellationToken), SortOrder.Parse(command.Sort ?? []), command.Skip, command.Limit)
        {
            Hint = command.Hint,
        };
        return execution.ReadAsync(
            (session, catalog) => catalog.Find(collection) is { } found
                ? query.Run(session, found, cancellationToken).Select(stored => projection.Apply(stored.Document))
                : [],
            cancellationToken);
    }

    public async Task<long> CountAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken)
    {
        var query = new QueryRun(QueryParser.Parse(command.Filter, cancellationToken), SortOrder.None, command.Skip, command.Limit) { Hint = command.Hint };
        return await execution.ReadAsync(
            (session, catalog) => new[] { catalog.Find(collection) is { } found ? query.Count(session, found, cancellationToken) : 0 }, cancellationToken)
            .FirstAsync(cancellationToken);
    }

    public Task<IReadOnlyList<BsonValue>> DistinctAsync(
        CollectionName collection, string field, FindCommand command, CancellationToken cancellationToken) =>
        DistinctValues.OfAsync(FindAsync(collection, command, cancellationToken), field, cancellationToken);

    public async Task<WriteResult> WriteAsync(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard, CancellationToken cancellationToken)
    {
        var run = new WriteRun(collection, commands, isOrdered, guard, cancellationToken);
        (WriteResult result, var errors) = await execution.WriteAsync(run.Run, cancellationToken);
        return errors.Count == 0 ? result : throw new WriteFailedException(errors);
    }

    public Task<BsonDocument?> FindAndModifyAsync(
        CollectionName collection, FindAndModifyCommand command, IWriteGuard? guard, CancellationToken cancellationToken) =>
        execution.WriteAsync(new FindAndModifyRun(collection, command, guard, cancellationToken).Run, cancellationToken);

    public IAsyncEnumerable<BsonDocument> AggregateAsync(CollectionName collection, AggregateCommand command, CancellationToken cancellationToken) =>
        AggregateAsync(collection, PipelineParser.Parse(command.Pipeline, cancellationToken), command.Hint, cancellationToken);

    private async IAsyncEnumerable<BsonDocument> AggregateAsync(
        CollectionName collection, Pipeline pipeline, BsonValue? hint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Catalog catalog = await execution.ReadAsync((_, catalog) => new[] { catalog }, cancellationToken).FirstAsync(cancellationToken);
        var collections = new PipelineCollections(execution, collection.Source, catalog);
        var run = new PipelineRun(collections, new Namespace(collection.Database, collection.Collection), EvaluationScope.Start(DateTime.UtcNow, cancellationToken));
        await foreach (BsonDocument result in pipeline.RunAsync(run, pipeline.Start with { Hint = hint }, cancellationToken)) yield return result;
    }
}
