using System.Collections.Generic;
using AppServices.Mql.Expressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Writing;

/// <summary>
/// The pipeline that <c>$merge</c> updates a document with. Its variables are of the document that comes in, <c>$$new</c>.
/// </summary>
internal sealed class MergeUpdate
{
    private readonly Variable _new = new("new");
    private readonly (Variable Variable, Expression Value)[] _let;
    private readonly DocumentPipeline _update;
    private readonly EvaluationScope _scope = EvaluationScope.Empty;

    private MergeUpdate(BsonArray stages, BsonDocument let, ExpressionParser parser)
    {
        var bindings = new List<(Variable, Expression)>(let.ElementCount);
        ExpressionParser inner = parser.With(_new);
        foreach (BsonElement element in let)
        {
            Variable variable = VariableNames.Define(element.Name);
            bindings.Add((variable, parser.Parse(element.Value)));
            inner = inner.With(variable);
        }
        _let = [.. bindings];
        _update = DocumentPipeline.Parse(stages, inner);
    }

    private MergeUpdate(MergeUpdate other, EvaluationScope scope)
    {
        _new = other._new;
        _let = other._let;
        _update = other._update;
        _scope = scope;
    }

    /// <exception cref="DocumentException">The pipeline or the variables are not valid.</exception>
    public static MergeUpdate Parse(BsonArray stages, BsonValue? let, ExpressionParser parser) => let is null or BsonDocument
        ? new MergeUpdate(stages, let as BsonDocument ?? [], parser)
        : throw DocumentException.TypeMismatch($"BSON field '$merge.let' is the wrong type '{Types.Name(let)}', expected type 'object'");

    /// <summary>The update for a run with given variables.</summary>
    public MergeUpdate Bind(EvaluationScope scope) => new(this, scope);

    /// <summary>What an existing document becomes.</summary>
    public BsonDocument Apply(BsonDocument existing, BsonDocument incoming)
    {
        EvaluationScope outer = _scope.Over(incoming), inner = _scope.With(_new, incoming);
        foreach ((Variable variable, Expression value) in _let) inner = inner.With(variable, value.Evaluate(outer));
        return _update.Apply(existing, inner);
    }
}
