using AppServices.Mql.Expressions;


namespace AppServices.Mql.Pipelines;

/// <summary>What a pipeline has to work with while it runs.</summary>
/// <param name="Collections">The other collections.</param>
/// <param name="Source">The collection whose documents go in; other collections are in its database unless said otherwise.</param>
/// <param name="Scope">The variables, and the time of the operation.</param>
internal sealed record PipelineRun(ICollectionAccess Collections, Namespace Source, EvaluationScope Scope)
{
    /// <summary>The bytes that each stage may hold at once.</summary>
    public long MemoryLimit { get; init; } = MemoryBudget.Default;

    public MemoryBudget Memory(string stage) => new(stage, MemoryLimit);
}
