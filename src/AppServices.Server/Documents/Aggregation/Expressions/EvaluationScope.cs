using System;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Aggregation.Expressions;

/// <summary>
/// What an expression can refer to: the document it is evaluated on, and the variables bound around it. A scope never
/// changes; a binding is a new scope in front of the old one.
/// </summary>
internal sealed class EvaluationScope
{
    private readonly EvaluationScope? _outer;
    private readonly Variable? _variable;
    private readonly BsonValue? _value;

    private EvaluationScope(EvaluationScope? outer, Variable? variable, BsonValue? value, BsonValue? root, BsonValue? current, BsonDateTime now)
    {
        _outer = outer;
        _variable = variable;
        _value = value;
        Root = root;
        Current = current;
        Now = now;
    }

    /// <summary>Neither a document nor a variable.</summary>
    public static EvaluationScope Empty { get; } = Start(DateTime.UnixEpoch);

    /// <summary>The document, <c>$$ROOT</c>; null where there is none.</summary>
    public BsonValue? Root { get; }

    /// <summary>What field paths begin at, <c>$$CURRENT</c>.</summary>
    public BsonValue? Current { get; }

    /// <summary>The time of the operation, <c>$$NOW</c>.</summary>
    public BsonDateTime Now { get; }

    /// <summary>The scope of a new operation.</summary>
    public static EvaluationScope Start(DateTime now) => new(null, null, null, null, null, new BsonDateTime(now));

    /// <summary>The same variables, over a document.</summary>
    public EvaluationScope Over(BsonDocument document) => new(_outer, _variable, _value, document, document, Now);

    /// <summary>One more variable; null stands for a missing value.</summary>
    public EvaluationScope With(Variable variable, BsonValue? value) => variable == Variable.Current
        ? new EvaluationScope(_outer, _variable, _value, Root, value, Now)
        : new EvaluationScope(this, variable, value, Root, Current, Now);

    /// <summary>The value that a variable is bound to.</summary>
    public BsonValue? Get(Variable variable)
    {
        for (EvaluationScope? scope = this; scope is not null; scope = scope._outer)
            if (scope._variable == variable) return scope._value;
        throw new InvalidOperationException($"$${variable.Name} is not bound.");
    }
}
