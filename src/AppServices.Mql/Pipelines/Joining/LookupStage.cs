using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines.Stages;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary>
/// <c>$lookup</c>: the documents of another collection that belong to each, as an array in it: those with an equal field,
/// or what a pipeline gives, or both.
/// </summary>
internal sealed class LookupStage(LookupSpecification lookup) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        PipelineRun foreign = run with { Source = run.Source with { Name = lookup.From } };
        MemoryBudget memory = run.Memory("$lookup");
        JoinTable? table = null;
        bool isSeeking = lookup.Join is null || await run.Collections.CanSeekAsync(foreign.Source, lookup.Join.Foreign.Text, cancellation);
        (BsonArray Documents, ValueLimits Used)? same = null;
        bool isFirst = true;
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            // Without an index, the other collection is read once for all further documents instead of once for each, if there is room.
            if (!isSeeking && !isFirst && table is null)
            {
                table = await JoinTable.ReadAsync(lookup.Join!.Foreign, foreign, memory, cancellation);
                isSeeking = table is null;
            }
            (BsonArray Documents, ValueLimits Used) found = same ?? await FindAsync(document, foreign, table, cancellation);
            if (lookup.IsSameForAll) same = found;
            isFirst = false;
            found.Used.Add(document);
            yield return DocumentCopy.With(document, lookup.As, found.Documents);
        }
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope) =>
        new LookupStage(LookupSpecification.Parse(name, specification, scope));

    private async Task<(BsonArray Documents, ValueLimits Used)> FindAsync(
        BsonDocument document, PipelineRun foreign, JoinTable? table, CancellationToken cancellation)
    {
        PipelineRun run = foreign with { Scope = Bind(document, foreign.Scope) };
        var found = new BsonArray();
        var limits = new ValueLimits(outer: lookup.As.Parts.Length);
        await foreach (BsonDocument result in Candidates(document, run, table, cancellation))
        {
            limits.Add(result);
            found.Add(result);
        }
        return (found, limits);
    }

    private IAsyncEnumerable<BsonDocument> Candidates(
        BsonDocument document, PipelineRun run, JoinTable? table, CancellationToken cancellation)
    {
        if (lookup.Join is null) return lookup.Pipeline.RunAsync(run, cancellation);
        BsonArray values = lookup.Join.LocalValues(document, cancellation);
        return table is null
            ? lookup.Pipeline.RunAsync(
                run, lookup.Pipeline.Start.Where(lookup.Join.Predicate(values, cancellation), lookup.Join.Query(values)), cancellation)
            : lookup.Pipeline.RunAsync(table.Find(values).ToAsyncEnumerable(), run, cancellation);
    }

    private EvaluationScope Bind(BsonDocument document, EvaluationScope scope)
    {
        EvaluationScope outer = scope.Over(document), inner = scope;
        foreach ((Variable variable, Expression value) in lookup.Let) inner = inner.With(variable, value.Evaluate(outer));
        return inner;
    }
}
