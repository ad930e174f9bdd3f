using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>A document of expressions. Fields without a value are left out.</summary>
internal sealed class DocumentExpression(KeyValuePair<string, Expression>[] fields) : Expression
{
    public override bool IsConstant { get; } = fields.All(pair => pair.Value.IsConstant);

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        var document = new BsonDocument();
        var limits = new ValueLimits();
        foreach (KeyValuePair<string, Expression> field in fields)
        {
            if (field.Value.Evaluate(scope) is not { } value) continue;
            limits.Add(value);
            document.Add(field.Key, value);
        }
        return document;
    }
}

/// <summary>An array of expressions. Items without a value are null.</summary>
internal sealed class ArrayExpression(Expression[] items) : Expression
{
    public override bool IsConstant { get; } = AreConstant(items);

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        var array = new BsonArray(items.Length);
        var limits = new ValueLimits();
        foreach (Expression item in items)
        {
            BsonValue value = item.Evaluate(scope) ?? BsonNull.Value;
            limits.Add(value);
            array.Add(value);
        }
        return array;
    }
}
