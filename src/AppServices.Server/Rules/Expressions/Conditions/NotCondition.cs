using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>The opposite of a condition; what is unknown stays so.</summary>
internal sealed class NotCondition : Condition
{
    private readonly Condition _part;

    private NotCondition(Condition part) => _part = part;

    public override bool NeedsCalls => _part.NeedsCalls;

    public override ImpliedQuery? Query => _part.Query is { IsExact: true } exact
        ? new ImpliedQuery(new BsonDocument("$nor", new BsonArray { exact.Document }), IsExact: true)
        : null;

    public static Condition Of(Condition part) => part switch
    {
        ConstantCondition { Value: Truth.True } => False,
        ConstantCondition { Value: Truth.False } => True,
        ConstantCondition => part,
        NotCondition not => not._part,
        _ => new NotCondition(part),
    };

    public override async ValueTask<Condition> BindAsync(RuleContext context) => Of(await _part.BindAsync(context));

    public override Truth Evaluate(in DocumentScope scope) => _part.Evaluate(scope) switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        var unknown => unknown,
    };
}
