using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>Where in a query a value stands.</summary>
internal enum QueryPlace
{
    /// <summary>For a query, or for the operators of a field.</summary>
    Query,

    /// <summary>For what a field is compared with.</summary>
    Operand,

    /// <summary>Within a value, or for the argument of an operator.</summary>
    Argument,

    /// <summary>Among the values of <c>$in</c>, <c>$nin</c> or <c>$all</c>, or for all of them.</summary>
    Member,

    /// <summary>Within <c>$expr</c>.</summary>
    Expression,

    /// <summary>Within <c>$jsonSchema</c>.</summary>
    Schema,
}

/// <summary>
/// A value in a query that a caller has a say in, such as <c>%%user.custom_data.team</c>. It stays a value whatever it is: the
/// operators, patterns and paths of a query are those of its file. What can be no value where it stands is unknown.
/// </summary>
internal sealed class QueryOperand(RuleValue value, QueryPlace place) : RuleValue
{
    public override bool NeedsCalls => value.NeedsCalls;

    public override async ValueTask<RuleValue> BindAsync(RuleContext context) => await value.BindAsync(context) switch
    {
        ConstantValue constant => new ConstantValue(Keep(constant.Value)),
        var bound => new QueryOperand(bound, place),
    };

    public override Evaluated Evaluate(in DocumentScope scope) => Keep(value.Evaluate(scope));

    private Evaluated Keep(Evaluated known) => known.IsUnknown ? known : place switch
    {
        QueryPlace.Argument => known,
        QueryPlace.Operand => new Evaluated(new BsonDocument("$eq", known.Value ?? BsonNull.Value)),
        QueryPlace.Expression => new Evaluated(new BsonDocument("$literal", known.Value ?? BsonNull.Value)),
        QueryPlace.Member when AreMembers(known.Value) => known,
        QueryPlace.Schema when !HasDocument(known.Value) => known,
        _ => Evaluated.Unknown,
    };

    private static bool AreMembers(BsonValue? value) => value switch
    {
        BsonArray items => items.All(AreMembers),
        BsonDocument document => !QueryParser.IsOperators(document),
        _ => value is not BsonRegularExpression,
    };

    private static bool HasDocument(BsonValue? value) => value is BsonDocument || (value is BsonArray items && items.Any(HasDocument));
}
