using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$set</c>, and <c>$setOnInsert</c>, which does so in an upsert only.</summary>
internal sealed class SetChange(BsonValue value, bool onlyOnInsert) : FieldChange
{
    protected override bool IsWanted(UpdateRun run) => run.IsInsert || !onlyOnInsert;

    protected override BsonValue Change(BsonValue? current, UpdateRun run) =>
        current is not null && ExactEquality.AreSame(current, value) ? current : value;
}

/// <summary><c>$unset</c>.</summary>
internal sealed class UnsetChange : FieldChange
{
    protected override OnBlockedPath OnBlockedPath => OnBlockedPath.Nothing;

    protected override BsonValue? Change(BsonValue? current, UpdateRun run) => null;
}

/// <summary><c>$min</c> and <c>$max</c>: the lesser or the greater of two values of any types.</summary>
internal sealed class ExtremeChange(BsonValue value, bool isGreatest) : FieldChange
{
    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        if (current is null) return value;
        int order = BsonOrder.Instance.Compare(value, current);
        return (isGreatest ? order > 0 : order < 0) ? value : current;
    }
}
