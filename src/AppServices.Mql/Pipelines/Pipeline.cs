using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Pipelines.Writing;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines;

/// <summary>A parsed pipeline. It holds no state of a run, so any number of threads can use it.</summary>
internal sealed class Pipeline
{
    private readonly IReadOnlyList<Stage> _all;
    private readonly IReadOnlyList<Stage> _rest;

    /// <param name="stages">The stages.</param>
    /// <param name="stageNames">Their names, and those of the stages within them.</param>
    public Pipeline(IReadOnlyList<Stage> stages, IReadOnlyList<string> stageNames)
    {
        _all = StageJoiner.Join(stages);
        (Start, StartLength, _rest) = StageJoiner.Split(stages);
        StageNames = stageNames;
    }

    /// <summary>The beginning, which a store answers.</summary>
    public PipelineStart Start { get; }

    /// <summary>How many stages the beginning is.</summary>
    public int StartLength { get; }

    /// <summary>The names of all stages, also those of pipelines within stages.</summary>
    public IReadOnlyList<string> StageNames { get; }

    /// <summary>Whether the last stage writes to a collection.</summary>
    public bool Writes => _all.Count > 0 && _all[^1] is WritingStage;

    /// <summary>Whether a stage reads from another collection.</summary>
    public bool ReadsOthers => StageNames.Any(static name => name is "$lookup" or "$unionWith");

    /// <summary>Runs the pipeline on its collection.</summary>
    public IAsyncEnumerable<BsonDocument> RunAsync(PipelineRun run, CancellationToken cancellation) => RunAsync(run, Start, cancellation);

    /// <summary>Runs the pipeline on its collection, of which the beginning asks for more than it does by itself.</summary>
    public IAsyncEnumerable<BsonDocument> RunAsync(PipelineRun run, PipelineStart start, CancellationToken cancellation) =>
        Run(_rest, run.Collections.ReadAsync(run.Source, start.Bind(run.Scope), cancellation), run, cancellation);

    /// <summary>Runs the pipeline on given documents.</summary>
    public IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        Run(_all, source, run, cancellation);

    private static IAsyncEnumerable<BsonDocument> Run(
        IReadOnlyList<Stage> stages, IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation)
    {
        foreach (Stage stage in stages) source = stage.RunAsync(source, run, cancellation);
        return source;
    }
}
