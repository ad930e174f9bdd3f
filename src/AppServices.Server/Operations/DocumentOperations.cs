using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Projections;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;
using CollectionName = AppServices.Server.Storage.CollectionName;

namespace AppServices.Server.Operations;

/// <summary>
/// MongoDB's operations on documents: each by itself in a store, or together in one transaction of it. What is not valid is a
/// <see cref="DocumentException"/>, also that an operation takes too long; what the caller may not do is an <see
/// cref="AccessRefusedException"/>.
/// </summary>
/// <param name="store">The store, or a transaction.</param>
/// <param name="policy">What the caller sees and may change (app-folder 6); null for all, which is the system.</param>
/// <param name="maxTime">How long each operation may work.</param>
internal sealed class DocumentOperations(IDocumentAccess store, AccessPolicy? policy, TimeSpan maxTime)
{
    private const int MaxAttempts = 1000;

    // Stages that work on the documents that come to them and on nothing else (client-api 7.5). A new stage is refused where rules apply,
    // until somebody has found that it is one of these; those within $facet are asked for, too.
    private static readonly HashSet<string> s_ruled =
    [
        "$addFields", "$bucket", "$bucketAuto", "$count", "$facet", "$group", "$limit", "$match", "$project", "$redact", "$replaceRoot",
        "$replaceWith", "$sample", "$set", "$skip", "$sort", "$sortByCount", "$unset", "$unwind",
    ];

    /// <summary>The documents of a search, read while they are asked for, as of the moment at which that begins.</summary>
    public IAsyncEnumerable<BsonDocument> FindAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken) =>
        TimedAsync(token => SearchAsync(collection, command, token), cancellationToken);

    /// <summary>The results of a pipeline, read while they are asked for.</summary>
    public IAsyncEnumerable<BsonDocument> AggregateAsync(
        CollectionName collection, AggregateCommand command, CancellationToken cancellationToken) =>
        TimedAsync(token => RunAsync(collection, command, token), cancellationToken);

    /// <summary>The results of a pipeline on documents that are in no collection, for the system.</summary>
    /// <param name="collection">What the pipeline is said to be of; others that it reads are beside it.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="pipeline">The stages.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public IAsyncEnumerable<BsonDocument> AggregateGivenAsync(
        CollectionName collection, IAsyncEnumerable<BsonDocument> documents, BsonArray pipeline, CancellationToken cancellationToken) =>
        TimedAsync(token => RunGivenAsync(collection, documents, pipeline, token), cancellationToken);

    /// <summary>How many documents a search finds (app-folder 12 row 13).</summary>
    public Task<long> CountAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken) => TimedAsync(
        async token =>
        {
            CollectionView? view = await OpenAsync(collection, token);
            if (view is { ShowsNothing: true }) return 0;
            StoreQuery query = Query(Parse(command.Filter, view, token), command with { Sort = null });
            return view is null or { ShowsEverything: true }
                ? await store.ReadOneAsync(session => session.CountAsync(collection, query, token), token)
                : await new VisibleSearch(collection, query, view).ReadAsync(store, token).LongCountAsync(token);
        },
        cancellationToken);

    /// <summary>How the store goes about a search, and what that comes to when it is done.</summary>
    public Task<SearchPlan> ExplainAsync(CollectionName collection, FindCommand command, bool isExecuted,
        CancellationToken cancellationToken) =>
        TimedAsync(
            async token =>
            {
                StoreQuery query = Query(Parse(command.Filter, view: null, token), command);
                return await store.ReadOneAsync(session => session.ExplainAsync(collection, query, isExecuted, token), token);
            },
            cancellationToken);

    /// <summary>The same for the beginning of a pipeline, which the store answers.</summary>
    /// <returns>The plan, and how many of the stages it answers.</returns>
    public Task<(SearchPlan Plan, int Stages)> ExplainAsync(
        CollectionName collection, AggregateCommand command, bool isExecuted, CancellationToken cancellationToken) =>
        TimedAsync(
            async token =>
            {
                Pipeline pipeline = PipelineParser.Parse(command.Pipeline, token);
                StoreQuery query = StoreQuery.Of(pipeline.Start with { Hint = command.Hint });
                return (await store.ReadOneAsync(session => session.ExplainAsync(collection, query, isExecuted, token), token),
                    pipeline.StartLength);
            },
            cancellationToken);

    /// <summary>The different values of a field, arrays item by item, in their order.</summary>
    public Task<IReadOnlyList<BsonValue>> DistinctAsync(
        CollectionName collection, string field, FindCommand command, CancellationToken cancellationToken) =>
        TimedAsync(token => DistinctValues.OfAsync(SearchAsync(collection, command, token), field, token), cancellationToken);

    /// <summary>Runs several writes; each is done wholly or not at all. Returns once they are durable.</summary>
    /// <param name="collection">Where to write.</param>
    /// <param name="commands">The writes.</param>
    /// <param name="isOrdered">Whether the first error ends the rest.</param>
    /// <param name="cancellationToken">Withdraws the writes, unless they have begun.</param>
    /// <exception cref="WriteFailedException">Some of the writes failed.</exception>
    public Task<WriteResult> WriteAsync(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, CancellationToken cancellationToken) => TimedAsync(
        async token =>
        {
            RuleGuard? guard = await OpenAsync(collection, token) is { } view ? new RuleGuard(view) : null;
            foreach (WriteCommand command in commands) RequireVisible(guard?.View, command);
            if (guard is null && commands is [var only] && await WriteDirectlyAsync(collection, only, token) is { } done) return done;
            bool passes = commands.OfType<WriteCommand.OfDocuments>().All(each => Passes(guard?.View, each.Filter));
            var run = new WriteRun(collection, commands, isOrdered, guard, passes, token);
            (WriteResult result, var errors) = await WriteAsync(run.RunAsync, guard, token);
            return errors.Count == 0 ? result : throw new WriteFailedException(result, errors);
        },
        cancellationToken);

    /// <summary>Changes the first document that matches; null when there is none, or when an upsert returns what was before.</summary>
    /// <exception cref="DuplicateKeyException">A unique value is taken.</exception>
    public async Task<BsonDocument?> FindAndModifyAsync(
        CollectionName collection, FindAndModifyCommand command, CancellationToken cancellationToken) =>
        (await ModifyFirstAsync(collection, command, cancellationToken)).Document;

    /// <summary>Changes the first document that matches, and tells what that was.</summary>
    /// <exception cref="DuplicateKeyException">A unique value is taken.</exception>
    public Task<FindAndModifyResult> ModifyFirstAsync(
        CollectionName collection, FindAndModifyCommand command, CancellationToken cancellationToken) => TimedAsync(
        async token =>
        {
            RuleGuard? guard = await OpenAsync(collection, token) is { } view ? new RuleGuard(view) : null;
            RequireVisible(guard?.View, command.Write);
            bool passes = Passes(guard?.View, command.Write.Filter);
            var run = new FindAndModifyRun(collection, command, guard, passes, token);
            FindAndModifyResult result = await WriteAsync(run.RunAsync, guard, token);
            if (result.Document is not { } found || guard is null) return result;
            // A document may be out of sight after the change.
            CollectionView afterwards = await guard.View.ReopenAsync();
            return result with { Document = await afterwards.SeeAsync(found) is { } seen ? run.Projection.Apply(seen) : null };
        },
        cancellationToken);

    // A write by itself needs no transaction where the database does it as a whole; null where it has to be one.
    private async Task<WriteResult?> WriteDirectlyAsync(
        CollectionName collection, WriteCommand command, CancellationToken cancellationToken)
    {
        if (store.Writes is not { } writer) return null;
        bool passes = command is WriteCommand.OfDocuments write && Passes(view: null, write.Filter);
        ParsedWrite parsed = ParsedWrite.TryParse(collection, command, guard: null, passes, cancellationToken);
        var result = new WriteResult();
        try
        {
            if (parsed.Document is { } document)
            {
                await writer.InsertAsync(collection, document, cancellationToken);
                result.InsertedIds[0] = document[DocumentId.Field];
            }
            else if (parsed.Passed is { } passed)
            {
                result.Add(passed, await writer.WriteAsync(collection, passed, cancellationToken), place: 0);
            }
            else if (parsed.Error is null)
            {
                return null;
            }
        }
        catch (Exception error) when (error is DocumentException or DuplicateKeyException)
        {
            throw new WriteFailedException(result, [(0, error)]);
        }
        return parsed.Error is { } wrong ? throw new WriteFailedException(result, [(0, wrong)]) : result;
    }

    private async IAsyncEnumerable<BsonDocument> SearchAsync(
        CollectionName collection, FindCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CollectionView? view = await OpenAsync(collection, cancellationToken);
        if (view is { ShowsNothing: true }) yield break;
        StoreFilter filter = Parse(command.Filter, view, cancellationToken);
        Projection projection = Projection.Parse(command.Projection ?? [], filter.Predicate, cancellationToken);
        var search = new VisibleSearch(collection, Query(filter, command), view);
        await foreach (BsonDocument document in search.ReadAsync(store, cancellationToken)) yield return projection.Apply(document);
    }

    private async IAsyncEnumerable<BsonDocument> RunAsync(
        CollectionName collection, AggregateCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CollectionView? view = await OpenAsync(collection, cancellationToken);
        if (view is null && store.Pipelines is { } runner && PassedPipeline.LengthOf(command.Pipeline) is > 0 and var length)
        {
            BsonArray passed = [.. command.Pipeline.Take(length)], rest = [.. command.Pipeline.Skip(length)];
            IAsyncEnumerable<BsonDocument> results = runner.RunAsync(collection, passed, command.Hint, cancellationToken);
            if (rest.Count > 0) results = RunGivenAsync(collection, results, rest, cancellationToken);
            await foreach (BsonDocument result in results) yield return result;
            yield break;
        }
        if (view is not null) RequireRuled(command.Pipeline.OfType<BsonDocument>().SelectMany(static stage => stage.Names));
        Pipeline pipeline = PipelineParser.Parse(command.Pipeline, cancellationToken);
        if (view is not null) RequireRuled(pipeline.StageNames);
        PipelineRun run = RunOn(collection, view, cancellationToken);
        await foreach (BsonDocument result in pipeline.RunAsync(run, pipeline.Start with { Hint = command.Hint }, cancellationToken))
            yield return result;
    }

    private async IAsyncEnumerable<BsonDocument> RunGivenAsync(
        CollectionName collection, IAsyncEnumerable<BsonDocument> documents, BsonArray stages,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (policy is not null) throw new InvalidOperationException("Documents that are in no collection have no rules.");
        Pipeline pipeline = PipelineParser.Parse(stages, cancellationToken);
        PipelineRun run = RunOn(collection, view: null, cancellationToken);
        await foreach (BsonDocument result in pipeline.RunAsync(documents, run, cancellationToken)) yield return result;
    }

    private PipelineRun RunOn(CollectionName collection, CollectionView? view, CancellationToken cancellationToken) => new(
        new PipelineCollections(store, collection, view, policy), new Namespace(collection.Database, collection.Collection),
        EvaluationScope.Start(DateTime.UtcNow, cancellationToken));

    private async ValueTask<CollectionView?> OpenAsync(CollectionName collection, CancellationToken cancellationToken) =>
        policy is null ? null : await policy.OpenAsync(collection, cancellationToken);

    /// <summary>
    /// Writes. Functions that rules call with values of documents may take their time and use the store themselves, which must not
    /// happen in the middle of a write: so the write is undone, the functions are called, and the write is tried again, until all
    /// that it changes is decided.
    /// </summary>
    private async Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, RuleGuard? guard, CancellationToken cancellationToken)
    {
        if (guard is null) return await store.WriteAsync(write, cancellationToken);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            guard.Restart();
            try
            {
                return await store.WriteAsync(write, cancellationToken);
            }
            catch (Exception error) when (guard.IsUndecided && error is UndecidedWriteException or AccessRefusedException
                or DocumentException or DuplicateKeyException)
            {
                await guard.View.MakeCallsAsync();
            }
        }
        throw new DocumentException(
            112, "WriteConflict",
            "WriteConflict error: the documents changed again and again while rules were decided. Please retry the operation.");
    }

    private StoreFilter Parse(BsonDocument filter, CollectionView? view, CancellationToken cancellationToken) =>
        StoreFilter.Parse(filter, Passes(view, filter), cancellationToken);

    // What has no rules need not be looked at. JavaScript in a query is nobody's right.
    private bool Passes(CollectionView? view, BsonDocument filter) =>
        view is null && store.Pipelines is not null && PassedPipeline.IsFree(filter);

    private static StoreQuery Query(StoreFilter filter, FindCommand command) => new StoreQuery(filter)
    {
        Skip = command.Skip,
        Limit = command.Limit,
        Hint = command.Hint,
    }.InOrder(command.Sort);

    private void RequireRuled(IEnumerable<string> stages)
    {
        // What is no stage at all is told so by whoever parses it.
        foreach (string name in stages.Where(name => StageTable.IsStage(name) && !s_ruled.Contains(name)))
        {
            if (name == "$lookup" && policy is { MayJoin: true }) continue;
            throw new DocumentException(
                13, "Unauthorized", $"{name} is for functions that run as system: it would reach documents without their rules");
        }
    }

    // Which document is the first by a hidden field would tell something of that field.
    private static void RequireVisible(CollectionView? view, WriteCommand command)
    {
        if (view is null || command is not WriteCommand.OfDocuments write) return;
        IEnumerable<string> named = view.MayHide && write.Sort is { } sort ? sort.Names : [];
        foreach (string name in named.Where(name => name != StoreQuery.Natural && !view.SurelyShows(new FieldPath(name))))
            throw DocumentException.BadValue($"the order may not name '{name}', which a rule may hide");
        view.Admit(write.Hint);
    }

    private async Task<T> TimedAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        using var clock = new OperationClock(maxTime, cancellationToken);
        return await clock.RunAsync(() => new ValueTask<T>(operation(clock.Token)));
    }

    private async IAsyncEnumerable<BsonDocument> TimedAsync(
        Func<CancellationToken, IAsyncEnumerable<BsonDocument>> operation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new OperationClock(maxTime, cancellationToken);
        await using IAsyncEnumerator<BsonDocument> documents = operation(clock.Token).GetAsyncEnumerator(clock.Token);
        Func<ValueTask<bool>> next = documents.MoveNextAsync;
        while (await clock.RunAsync(next)) yield return documents.Current;
    }
}
