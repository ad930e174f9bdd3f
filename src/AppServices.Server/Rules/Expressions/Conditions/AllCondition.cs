using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>All of several conditions, of at least two.</summary>
internal sealed class AllCondition : Condition
{
    private readonly IReadOnlyList<Condition> _parts;

    private AllCondition(IReadOnlyList<Condition> parts) => _parts = parts;

    public override bool NeedsCalls => _parts.Any(part => part.NeedsCalls);

    public override bool IsPossible => _parts.All(part => part.IsPossible);

    public override ImpliedQuery? Query
    {
        get
        {
            ImpliedQuery[] queries = _parts.Select(part => part.Query).OfType<ImpliedQuery>().ToArray();
            if (queries.Length == 0) return null;
            bool isExact = queries.Length == _parts.Count && queries.All(query => query.IsExact);
            return new ImpliedQuery(new BsonDocument("$and", new BsonArray(queries.Select(query => query.Document))), isExact);
        }
    }

    public static Condition Of(params IReadOnlyList<Condition> parts)
    {
        if (parts.Contains(False)) return False;
        Condition[] open = parts.Where(part => part != True).Distinct().ToArray();
        return open switch { [] => True, [var only] => only, _ => new AllCondition(open) };
    }

    public override async ValueTask<Condition> BindAsync(RuleContext context)
    {
        var bound = new List<Condition>(_parts.Count);
        foreach (Condition part in _parts)
        {
            bound.Add(await part.BindAsync(context));
            if (bound[^1] == False) return False;
        }
        return Of(bound);
    }

    public override Truth Evaluate(in DocumentScope scope)
    {
        Truth result = Truth.True;
        foreach (Condition part in _parts)
        {
            Truth truth = part.Evaluate(scope);
            if (truth == Truth.False) return truth;
            if (truth == Truth.Unknown) result = truth;
        }
        return result;
    }
}
