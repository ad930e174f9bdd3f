using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>
/// A pipeline of a caller: its stages work on the visible parts of documents. Stages that reach other collections, or the
/// collection around the rules, are refused (client-api 7.5); <c>$facet</c> is only where it contains one.
/// </summary>
internal sealed class RuledPipeline
{
    private static readonly HashSet<string> s_refused =
        ["$collStats", "$geoNear", "$graphLookup", "$indexStats", "$lookup", "$merge", "$out", "$unionWith"];

    private readonly Pipeline _pipeline;
    private readonly BsonValue? _hint;

    /// <exception cref="DocumentException">The pipeline is not valid, or has a stage that only the system may use.</exception>
    public RuledPipeline(AggregateCommand command, CancellationToken cancellationToken)
    {
        Refuse(command.Pipeline.OfType<BsonDocument>().SelectMany(static stage => stage.Names));
        _pipeline = PipelineParser.Parse(command.Pipeline, cancellationToken);
        _hint = command.Hint;
        Refuse(_pipeline.StageNames);
    }

    public IAsyncEnumerable<BsonDocument> RunAsync(VisibleDocuments visible, Storage.CollectionName collection, CancellationToken cancellationToken)
    {
        BsonDocument query = _pipeline.Start.Queries switch
        {
            [] => [],
            [var only] => only,
            var several => new BsonDocument("$and", new BsonArray(several)),
        };
        var run = new PipelineRun(
            new NoCollections(), new Namespace(collection.Database, collection.Collection), EvaluationScope.Start(System.DateTime.UtcNow, cancellationToken));
        IAsyncEnumerable<BsonDocument> source = visible.FindAsync(
            new FindCommand(query) { Hint = _hint }, QueryParser.Parse(query, cancellationToken), cancellationToken);
        return _pipeline.RunAsync(source, run, cancellationToken);
    }

    private static void Refuse(IEnumerable<string> stages)
    {
        foreach (string name in stages.Where(s_refused.Contains))
            throw new DocumentException(13, "Unauthorized", $"{name} is for functions that run as system: it would reach documents without their rules");
    }
}
