
namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>Makes an accumulator for a group. The scope is over a document whose <c>_id</c> is that of the group.</summary>
internal delegate Accumulator AccumulatorFactory(EvaluationScope group, MemoryBudget memory);

/// <summary>An accumulator of a group as it is written: what it takes of each document, and what takes it.</summary>
internal sealed record AccumulatorCall(Expression Argument, AccumulatorFactory Create);
