using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Expressions.Accumulators;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary><c>$bucketAuto</c>: so many groups of about the same size, of keys that follow on each other.</summary>
internal sealed class BucketAutoStage(Expression key, int count, GroupFields fields) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MemoryBudget memory = run.Memory("$bucketAuto");
        var entries = new List<Entry>();
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            EvaluationScope scope = run.Scope.Over(document);
            BsonValue value = key.Evaluate(scope) ?? BsonNull.Value;
            memory.Hold(document);
            memory.Hold(value);
            entries.Add(new Entry(value, entries.Count, scope));
        }
        CancellableSort.Run(
            () => entries.Sort((left, right) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return left.CompareTo(right);
            }),
            cancellation);
        int size = Math.Max(1, (int)Math.Round((double)entries.Count / count, MidpointRounding.AwayFromZero));
        for (int start = 0, bucket = 1, end; start < entries.Count; start = end, bucket++)
        {
            end = bucket == count ? entries.Count : EndOf(entries, start, size);
            yield return Describe(entries, start, end, run.Scope, memory);
        }
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        var options = new StageOptions(name, specification, 40240, 40245, "groupBy", "buckets", "output", "granularity");
        BsonValue groupBy = options.Required("groupBy", 40246), buckets = options.Required("buckets", 40246);
        if (groupBy is not (BsonString { Value: ['$', ..] } or BsonDocument))
            throw DocumentException.Numbered(
                40239,
                "The $bucketAuto 'groupBy' field must be defined as a $-prefixed path or an expression object, but found: "
                    + $"{Types.Show(groupBy)}");
        if (!Types.IsNumber(buckets))
            throw DocumentException.Numbered(
                40241, $"The $bucketAuto 'buckets' field must be a numeric value, but found type: {Types.Name(buckets)}");
        if (!WholeNumber.TryInt32(buckets, out int count))
            throw DocumentException.Numbered(
                40242, $"The $bucketAuto 'buckets' field must be representable as a 32-bit integer, but found {buckets}");
        if (count <= 0)
            throw DocumentException.Numbered(40243, $"The $bucketAuto 'buckets' field must be greater than 0, but found: {count}");
        if (options.Optional("granularity") is not null)
            throw DocumentException.Unsupported("$bucketAuto with 'granularity' is not supported by the embedded database.");
        GroupFields fields = options.Optional("output") switch
        {
            null or BsonDocument { ElementCount: 0 } => GroupFields.Count,
            BsonDocument output => new GroupFields(output, scope.Expressions),
            BsonValue other =>
                throw DocumentException.Numbered(
                    40244, $"The $bucketAuto 'output' field must be an object, but found type: {Types.Name(other)}"),
        };
        return new BucketAutoStage(scope.Expressions.Parse(groupBy), count, fields);
    }

    // Equal keys are never parted.
    private static int EndOf(List<Entry> entries, int start, int size)
    {
        int end = Math.Min(start + size, entries.Count);
        while (end < entries.Count && BsonOrder.AreEqual(entries[end].Key, entries[end - 1].Key)) end++;
        return end;
    }

    private BsonDocument Describe(List<Entry> entries, int start, int end, EvaluationScope scope, MemoryBudget memory)
    {
        BsonValue most = end < entries.Count ? entries[end].Key : entries[end - 1].Key;
        var id = new BsonDocument { { "min", entries[start].Key }, { "max", most } };
        Accumulator[] accumulators = fields.Create(id, scope, memory);
        for (int i = start; i < end; i++) fields.Add(accumulators, entries[i].Scope);
        return fields.Describe(id, accumulators);
    }

    private readonly record struct Entry(BsonValue Key, int Number, EvaluationScope Scope) : IComparable<Entry>
    {
        public int CompareTo(Entry other) =>
            BsonOrder.Instance.Compare(Key, other.Key) is not 0 and int order ? order : Number.CompareTo(other.Number);
    }
}
