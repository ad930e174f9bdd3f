using System;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>
/// What an expression can refer to: the document it is evaluated on, and the variables bound around it. A scope never
/// changes; a binding is a new scope in front of the old one.
/// </summary>
internal sealed class EvaluationScope
{
    private readonly EvaluationScope? _outer;
    private readonly Variable? _variable;
    private readonly BsonValue? _value;
    private readonly Operation _operation;

    private EvaluationScope(
        EvaluationScope? outer, Variable? variable, BsonValue? value, BsonValue? root, BsonValue? current, Operation operation,
        EvaluationMemory? memory)
    {
        _outer = outer;
        _variable = variable;
        _value = value;
        Root = root;
        Current = current;
        _operation = operation;
        Memory = memory;
    }

    /// <summary>Neither a document nor a variable.</summary>
    public static EvaluationScope Empty { get; } =
        new(null, null, null, null, null, new Operation(new BsonDateTime(DateTime.UnixEpoch), CancellationToken.None), memory: null);

    /// <summary>The document, <c>$$ROOT</c>; null where there is none.</summary>
    public BsonValue? Root { get; }

    /// <summary>What field paths begin at, <c>$$CURRENT</c>.</summary>
    public BsonValue? Current { get; }

    /// <summary>What is made for the document; null where nobody counts.</summary>
    public EvaluationMemory? Memory { get; }

    /// <summary>The time of the operation, <c>$$NOW</c>.</summary>
    public BsonDateTime Now => _operation.Now;

    /// <summary>Ends the operation, also in the middle of one document.</summary>
    public CancellationToken Cancellation => _operation.Cancellation;

    /// <summary>The scope of a new operation.</summary>
    public static EvaluationScope Start(DateTime now, CancellationToken cancellation, long memory = EvaluationMemory.MaxBytes) =>
        new(null, null, null, null, null, new Operation(new BsonDateTime(now), cancellation), new EvaluationMemory(memory));

    /// <summary>The same variables, over a document.</summary>
    public EvaluationScope Over(BsonDocument document) =>
        new(_outer, _variable, _value, document, document, _operation, new EvaluationMemory(EvaluationMemory.MaxBytes));

    /// <summary>One more variable; null stands for a missing value.</summary>
    public EvaluationScope With(Variable variable, BsonValue? value) => variable == Variable.Current
        ? new EvaluationScope(_outer, _variable, _value, Root, value, _operation, Memory)
        : new EvaluationScope(this, variable, value, Root, Current, _operation, Memory);

    /// <summary>The value that a variable is bound to.</summary>
    public BsonValue? Get(Variable variable)
    {
        for (EvaluationScope? scope = this; scope is not null; scope = scope._outer)
            if (scope._variable == variable) return scope._value;
        throw new InvalidOperationException($"$${variable.Name} is not bound.");
    }

    /// <summary>What all scopes of an operation share.</summary>
    private sealed record Operation(BsonDateTime Now, CancellationToken Cancellation);
}
