using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$limit</c>: the first so many documents.</summary>
internal sealed class LimitStage(long count) : Stage
{
    public long Count => count;

    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long taken = 0;
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            yield return document;
            if (++taken == count) yield break;
        }
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (!WholeNumber.TryExact(specification, out long count) || count < 0)
            throw DocumentException.Numbered(
                5107201, $"invalid argument to $limit stage: Expected a non-negative number in: $limit: {Types.Show(specification)}");
        return count > 0 ? new LimitStage(count) : throw DocumentException.Numbered(15958, "the limit must be positive");
    }
}

/// <summary><c>$skip</c>: all documents but the first so many.</summary>
internal sealed class SkipStage(long count) : Stage
{
    public long Count => count;

    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long skipped = 0;
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
            if (skipped++ >= count) yield return document;
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        return WholeNumber.TryExact(specification, out long count) && count >= 0
            ? new SkipStage(count)
            : throw DocumentException.Numbered(
                5107200, $"invalid argument to $skip stage: Expected a non-negative number in: $skip: {Types.Show(specification)}");
    }
}

/// <summary><c>$count</c>: one document that says how many there were; none when there were none.</summary>
internal sealed class CountStage(string field) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long count = 0;
        await foreach (BsonDocument _ in source.WithCancellation(cancellation)) count++;
        if (count > 0) yield return new BsonDocument(field, Number.Narrow(count));
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is not BsonString { Value: var field })
            throw DocumentException.Numbered(40156, "the count field must be a non-empty string");
        if (field.Length == 0) throw DocumentException.Numbered(40157, "the count field must be a non-empty string");
        if (field == "_id") throw DocumentException.Numbered(9039800, "the count field cannot be '_id'");
        if (field[0] == '$') throw DocumentException.Numbered(40158, "the count field cannot be a $-prefixed path");
        if (field.Contains('\0')) throw DocumentException.Numbered(40159, "the count field cannot contain a null byte");
        return field.Contains('.') ? throw DocumentException.Numbered(40160, "the count field cannot contain '.'") : new CountStage(field);
    }
}
