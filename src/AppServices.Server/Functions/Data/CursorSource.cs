using System.Collections.Generic;
using System.Threading;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;
using PipelineParser = AppServices.Mql.Pipelines.PipelineParser;

namespace AppServices.Server.Functions.Data;

/// <summary>Where a cursor's documents come from.</summary>
internal abstract record CursorSource
{
    public abstract IAsyncEnumerable<BsonDocument> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A search, which can be refined until it is read.</summary>
internal sealed record FindSource(DocumentOperations Operations, CollectionName Name, FindCommand Command) : CursorSource
{
    public override IAsyncEnumerable<BsonDocument> ReadAsync(CancellationToken cancellationToken) =>
        Operations.FindAsync(Name, Command, cancellationToken);
}

/// <summary>An aggregation.</summary>
internal sealed record PipelineSource(DocumentOperations Operations, CollectionName Name, AggregateCommand Command) : CursorSource
{
    /// <summary>Whether the pipeline stores its results, and so has to run even if nobody reads them.</summary>
    public bool Writes => IsWriting(Command);

    /// <summary>Whether a command's pipeline stores its results.</summary>
    public static bool IsWriting(AggregateCommand command) =>
        command.Pipeline.Count > 0 && command.Pipeline[^1] is BsonDocument { ElementCount: 1 } last
            && (last.GetElement(0).Name is "$out" or "$merge");

    public override IAsyncEnumerable<BsonDocument> ReadAsync(CancellationToken cancellationToken) =>
        Operations.AggregateAsync(Name, Command, cancellationToken);
}

/// <summary>An aggregation of a database: its first stage has to make documents by itself, and the store has no such stage.</summary>
internal sealed record DatabasePipelineSource(string Database, BsonArray Pipeline) : CursorSource
{
    public override IAsyncEnumerable<BsonDocument> ReadAsync(CancellationToken cancellationToken)
    {
        string stage = PipelineParser.Parse(Pipeline, cancellationToken).StageNames is [{ } first, ..] ? first : "{}";
        throw new DocumentException(
            73, "InvalidNamespace", $"{{aggregate: 1}} is not valid for '{stage}' in database '{Database}'; a collection is required.");
    }
}
