using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>A filter: a query and a projection that are added to those of a caller (app-folder 6.6).</summary>
internal sealed record RuleFilter(string Name, Condition ApplyWhen, RuleValue Query, BsonDocument Projection)
{
    /// <summary>The filter as it is for a caller; null when it does not apply.</summary>
    public async ValueTask<BoundFilter?> BindAsync(RuleContext context)
    {
        if (await ApplyWhen.BindAsync(context) != Condition.True) return null;
        // A query that cannot be said finds nothing.
        BsonDocument query = await Query.BindAsync(context) is ConstantValue { Value.Value: BsonDocument known }
            ? known
            : ImpliedQuery.Nothing;
        return new BoundFilter(query, Projection, context.Cancellation);
    }
}
