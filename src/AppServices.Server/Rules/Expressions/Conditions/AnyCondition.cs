using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>Any of several conditions, of at least two.</summary>
internal sealed class AnyCondition : Condition
{
    private readonly IReadOnlyList<Condition> _parts;

    private AnyCondition(IReadOnlyList<Condition> parts) => _parts = parts;

    public override bool NeedsCalls => _parts.Any(part => part.NeedsCalls);

    public override bool IsPossible => _parts.Any(part => part.IsPossible);

    public override ImpliedQuery? Query
    {
        get
        {
            ImpliedQuery?[] queries = _parts.Where(part => part != Unknown).Select(part => part.Query).ToArray();
            if (queries.Contains(null)) return null;
            bool isExact = queries.Length == _parts.Count && queries.All(query => query!.IsExact);
            BsonDocument document = queries is [{ } only]
                ? only.Document
                : new BsonDocument("$or", new BsonArray(queries.Select(query => query!.Document)));
            return new ImpliedQuery(document, isExact);
        }
    }

    public static Condition Of(params IReadOnlyList<Condition> parts)
    {
        if (parts.Contains(True)) return True;
        Condition[] open = parts.Where(part => part != False).Distinct().ToArray();
        return open switch { [] => False, [var only] => only, _ => new AnyCondition(open) };
    }

    public override async ValueTask<Condition> BindAsync(RuleContext context)
    {
        var bound = new List<Condition>(_parts.Count);
        foreach (Condition part in _parts)
        {
            bound.Add(await part.BindAsync(context));
            if (bound[^1] == True) return True;
        }
        return Of(bound);
    }

    public override Truth Evaluate(in DocumentScope scope)
    {
        Truth result = Truth.False;
        foreach (Condition part in _parts)
        {
            Truth truth = part.Evaluate(scope);
            if (truth == Truth.True) return truth;
            if (truth == Truth.Unknown) result = truth;
        }
        return result;
    }
}
