using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Mql.Updates.Changes;
using AppServices.Server.Bson;
using AppServices.Tests.Mql.Stages;
using CsCheck;
using MongoDB.Bson;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>MongoDB's language: what is asked and a document, in an array, so that both are damaged.</summary>
/// <param name="examples">What can be asked.</param>
/// <param name="names">The names of its operators.</param>
internal abstract class LanguageTarget(IEnumerable<string> examples, params IEnumerable<string> names) : FuzzTarget
{
    private static readonly string[] s_values = ["$a", "$$ROOT", "$$this", "$$NOW", "$l", "$o.x", "$nope", "%%user.id", "day", "Europe/Berlin", "int"];

    private readonly Mutation _texts =
        Mutation.Of(examples.SelectMany(_ => Samples.Documents, (example, document) => $"[{example},{document}]"), [.. names, .. Operators.Names, .. s_values]);

    public override int Share => 20;

    // Not each goes with each document.
    public sealed override IEnumerable<string> Examples => examples.Select(example => $"[{example},{Samples.Documents[0]}]");

    public override string Generate(PCG pcg) => _texts.Generate(pcg, null, out _);

    public sealed override async ValueTask<bool> RunAsync(string input)
    {
        using var time = new CancellationTokenSource(MaxTime);
        try
        {
            if (EjsonReader.Parse(Bytes(input)) is not BsonArray { Count: >= 2 } both || both[1] is not BsonDocument document) return false;
            await RunAsync(both[0], document, time.Token);
            return true;
        }
        catch (Exception error) when (error is EjsonFormatException or DocumentException)
        {
            return false;
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Asks it of a document.</summary>
    protected abstract ValueTask RunAsync(BsonValue asked, BsonDocument document, CancellationToken cancellation);
}

/// <summary>Filters.</summary>
internal sealed class QueryTarget() : LanguageTarget(Samples.Queries)
{
    public override string Name => "queries";

    protected override ValueTask RunAsync(BsonValue asked, BsonDocument document, CancellationToken cancellation)
    {
        if (asked is BsonDocument query) QueryParser.Parse(query, cancellation).Bind(EvaluationScope.Start(DateTime.UnixEpoch, cancellation)).Matches(document);
        return default;
    }
}

/// <summary>Expressions of aggregation.</summary>
internal sealed class ExpressionTarget() : LanguageTarget(Samples.Expressions)
{
    public override string Name => "expressions";

    public override int Share => 30;

    protected override ValueTask RunAsync(BsonValue asked, BsonDocument document, CancellationToken cancellation)
    {
        Expression expression = ExpressionParser.For(cancellation).Parse(asked);
        BsonValue? result = expression.Evaluate(EvaluationScope.Start(DateTime.UnixEpoch, cancellation).Over(document));
        if (result is not null) EjsonWriter.ToUtf8(result);
        return default;
    }
}

/// <summary>Updates of one document, and upserts.</summary>
internal sealed class UpdateTarget() : LanguageTarget(Samples.Updates, UpdateOperators.Names)
{
    private static readonly BsonArray s_filters = [new BsonDocument("i.x", new BsonDocument("$gt", 0))];

    public override string Name => "updates";

    protected override ValueTask RunAsync(BsonValue asked, BsonDocument document, CancellationToken cancellation)
    {
        Predicate query = QueryParser.Parse(new BsonDocument("a", document.GetValue("a", 1)), cancellation);
        BsonArray? filters = EjsonWriter.ToText(asked).Contains("$[i]", StringComparison.Ordinal) ? s_filters : null;
        Update update = UpdateParser.Parse(asked, filters, cancellation);
        EjsonWriter.ToUtf8(update.Apply(document, query, DateTime.UnixEpoch));
        try
        {
            EjsonWriter.ToUtf8(update.CreateUpsert(query, () => ObjectId.Empty, DateTime.UnixEpoch));
        }
        catch (DocumentException)
        {
            // A path may need what a new document has not.
        }
        return default;
    }
}

/// <summary>Pipelines on collections in memory.</summary>
internal sealed class PipelineTarget() : LanguageTarget(Samples.Pipelines, StageTable.Names)
{
    private readonly IReadOnlyList<BsonDocument> _documents = Samples.Stored;

    public override string Name => "pipelines";

    protected override async ValueTask RunAsync(BsonValue asked, BsonDocument document, CancellationToken cancellation)
    {
        if (asked is not BsonArray stages) return;
        Pipeline pipeline = PipelineParser.Parse(stages, cancellation);
        var collections = new MemoryCollections();
        foreach (string name in new[] { "items", "others" }) collections[name].AddRange([document, .. _documents]);
        var run = new PipelineRun(collections, new Namespace("shop", "items"), EvaluationScope.Start(DateTime.UnixEpoch, cancellation));
        await foreach (BsonDocument result in pipeline.RunAsync(run, cancellation))
        {
            EjsonWriter.ToUtf8(result);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
