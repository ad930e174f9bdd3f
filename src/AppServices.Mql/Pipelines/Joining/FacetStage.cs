using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary><c>$facet</c>: several pipelines over the same documents, which are read once.</summary>
internal sealed class FacetStage((string Name, Pipeline Pipeline)[] facets) : Stage
{
    private static readonly string[] s_refused =
    [
        "$out", "$merge", "$facet", "$indexStats", "$documents", "$collStats", "$geoNear", "$planCacheStats",
        "$listCatalog", "$listSampledQueries", "$listSearchIndexes", "$queryStats", "$querySettings",
        "$currentOp", "$changeStream", "$changeStreamSplitLargeEvent", "$search", "$searchBeta", "$searchMeta", "$vectorSearch",
        "$shardedDataDistribution",
    ];

    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MemoryBudget memory = run.Memory("$facet");
        BsonArray[] arrays = Array.Exists(facets, static facet => facet.Pipeline.ReadsOthers)
            ? await OneByOneAsync(source, run, memory, cancellation)
            : await new FacetFeed(source, run, memory).RunAsync(Array.ConvertAll(facets, static facet => facet.Pipeline), cancellation);
        var result = new BsonDocument();
        for (int i = 0; i < facets.Length; i++) result[facets[i].Name] = arrays[i];
        yield return ValueLimits.Check(result);
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is not BsonDocument { ElementCount: > 0 } document)
            throw DocumentException.Numbered(40169, "the $facet specification must be a non-empty object");
        var facets = new List<(string, Pipeline)>(document.ElementCount);
        foreach (BsonElement element in document)
        {
            if (element.Name.Length == 0) throw DocumentException.Numbered(15998, "FieldPath field names may not be empty strings.");
            if (FieldPathExpression.ParsePath(element.Name) is { IsName: false })
                throw DocumentException.Numbered(16412, "FieldPath field names may not contain '.'.");
            BsonArray stages = element.Value as BsonArray
                ?? throw DocumentException.Numbered(
                    40170, $"arguments to $facet must be arrays, {element.Name} is type {Types.Name(element.Value)}");
            if (stages.Any(static stage => stage is not BsonDocument))
                throw DocumentException.Numbered(40171, $"elements of arrays in $facet spec must be objects; {element.Name} has others");
            Refuse(stages);
            facets.Add((element.Name, scope.ParseNested(stages, scope.Expressions)));
        }
        return new FacetStage([.. facets]);
    }

    // A store reads for one at a time.
    private async Task<BsonArray[]> OneByOneAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, MemoryBudget memory, CancellationToken cancellation)
    {
        var documents = new List<BsonDocument>();
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            memory.Hold(document);
            documents.Add(document);
        }
        var arrays = new BsonArray[facets.Length];
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = [];
            await foreach (BsonDocument result in facets[i].Pipeline.RunAsync(documents.ToAsyncEnumerable(), run, cancellation))
            {
                memory.Hold(result);
                arrays[i].Add(result);
            }
        }
        return arrays;
    }

    // Also not in the pipelines of what joins other collections within.
    private static void Refuse(BsonArray stages)
    {
        NestedStages.Refuse(stages, 40600, "inside of a $facet stage", s_refused);
        NestedStages.Refuse(stages, 73, "inside of a $facet stage", "$listSessions", "$listLocalSessions");
        foreach (BsonValue stage in stages)
            if (stage is BsonDocument { ElementCount: > 0 } only && only[0] is BsonDocument options
                && only.GetElement(0).Name is "$lookup" or "$unionWith" && options.GetValue("pipeline", BsonNull.Value) is BsonArray inner)
                Refuse(inner);
    }
}
