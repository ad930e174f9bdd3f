using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$sample</c>: so many documents by chance.</summary>
internal sealed class SampleStage(long size) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MemoryBudget memory = run.Memory("$sample");
        var kept = new List<BsonDocument>();
        long seen = 0;
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            // Each document takes the place of another with the chance that it is among those kept of all so far.
            long place = Random.Shared.NextInt64(++seen);
            if (kept.Count < size)
            {
                memory.Hold(document);
                kept.Add(document);
            }
            else if (place < size)
            {
                memory.Hold(document);
                memory.Release(kept[(int)place]);
                kept[(int)place] = document;
            }
        }
        BsonDocument[] shuffled = [.. kept];
        Random.Shared.Shuffle(shuffled);
        foreach (BsonDocument document in shuffled) yield return document;
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        var options = new StageOptions(name, specification, 28745, 28748, "size");
        BsonValue size = options.Required("size", 28749);
        if (!Types.IsNumber(size)) throw DocumentException.Numbered(28746, "size argument to $sample must be a number");
        return WholeNumber.Coerce(size) is > 0 and var count
            ? new SampleStage(count)
            : throw DocumentException.Numbered(28747, "size argument to $sample must be a positive integer");
    }
}
