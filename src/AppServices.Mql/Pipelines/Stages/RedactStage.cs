using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$redact</c>: an expression decides, level by level, what of a document is shown.</summary>
internal sealed class RedactStage : DocumentStage
{
    private static readonly BsonString s_descends = new("descend"), s_prunes = new("prune"), s_keeps = new("keep");

    private readonly Variable _descend = new("DESCEND"), _prune = new("PRUNE"), _keep = new("KEEP");
    private readonly Expression _decision;

    private RedactStage(BsonValue decision, ExpressionParser parser) =>
        _decision = parser.With(_descend).With(_prune).With(_keep).Parse(decision);

    public override BsonDocument? Apply(BsonDocument document, EvaluationScope scope) =>
        Level(document, scope.Over(document).With(_descend, s_descends).With(_prune, s_prunes).With(_keep, s_keeps));

    public static Stage Parse(string name, BsonValue specification, StageScope scope) => new RedactStage(specification, scope.Expressions);

    private BsonDocument? Level(BsonDocument document, EvaluationScope scope)
    {
        BsonValue? decided = _decision.Evaluate(scope.With(Variable.Current, document));
        if (ReferenceEquals(decided, s_keeps)) return document;
        if (ReferenceEquals(decided, s_prunes)) return null;
        if (!ReferenceEquals(decided, s_descends))
            throw DocumentException.Numbered(
                17053, $"$redact's expression may only return $$KEEP, $$DESCEND or $$PRUNE, but returned {Types.Show(decided)}");
        BsonDocument shown = DocumentCopy.Empty(document);
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            if (Descend(element.Value, scope) is { } value) shown.Add(element.Name, value);
        }
        return shown;
    }

    private BsonValue? Descend(BsonValue value, EvaluationScope scope)
    {
        if (value is BsonDocument document) return Level(document, scope);
        if (value is not BsonArray array) return value;
        var items = new BsonArray(array.Count);
        for (int i = 0; i < array.Count; i++)
            if (Descend(array[i], scope) is { } item) items.Add(item);
        return items;
    }
}
