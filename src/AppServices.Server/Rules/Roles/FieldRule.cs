using System;
using System.Threading.Tasks;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Roles;

/// <summary>
/// What a role allows with one field; what it says of the field itself overrides what it says of fields within (app-folder 6.2).
/// </summary>
internal sealed record FieldRule(Condition? Read, Condition? Write, FieldRules? Fields)
{
    /// <summary>What is said of fields that nothing is said of.</summary>
    public static FieldRule Closed { get; } = new(null, null, null);

    public bool NeedsCalls => Read?.NeedsCalls == true || Write?.NeedsCalls == true || Fields?.NeedsCalls == true;

    /// <summary>Whether the field is visible whatever the document.</summary>
    public bool IsAlwaysSeen => Read == Condition.True || Write == Condition.True;

    /// <summary>Whether the field, or something in it, can be visible.</summary>
    public bool CanBeSeen => Read?.IsPossible == true || Write?.IsPossible == true || (Read is null && Fields?.CanBeSeen == true);

    /// <summary>Whether the field, or something in it, can be written.</summary>
    public bool CanBeWritten => Write is not null ? Write.IsPossible : Fields?.CanBeWritten == true;

    public async ValueTask<FieldRule> BindAsync(RuleContext context) => new(
        Read is null ? null : await Read.BindAsync(context),
        Write is null ? null : await Write.BindAsync(context),
        Fields is null ? null : await Fields.BindAsync(context));

    /// <summary>
    /// Whether all of a value is visible; null stands for a missing one. Who may write a value that is there may read it; so for
    /// that right there is a value before as well.
    /// </summary>
    public bool IsSeen(BsonValue? value, in DocumentScope scope) =>
        Read?.IsTrue(scope.At(value, null)) == true || Write?.IsTrue(scope.At(value, value) with { Previous = scope.Root }) == true;

    /// <summary>What of a value is visible; null for nothing.</summary>
    public BsonValue? See(BsonValue value, in DocumentScope scope)
    {
        if (IsSeen(value, scope)) return value;
        return Read is null && Fields is not null ? SeeWithin(Fields, value, scope) : null;
    }

    /// <summary>
    /// Whether anything of what is at a path from a value on is hidden, or would be if it were there; null stands for a missing value.
    /// </summary>
    public bool Hides(ReadOnlySpan<string> path, BsonValue? value, in DocumentScope scope)
    {
        if (IsSeen(value, scope)) return false;
        if (Read is not null || Fields is null) return true;
        return path.IsEmpty ? value is not null && !value.Equals(See(value, scope)) : HidesWithin(Fields, path, value, scope);
    }

    /// <summary>Whether a field may become another; null stands for a missing value.</summary>
    public bool AllowsChange(BsonValue? before, BsonValue? after, in DocumentScope scope)
    {
        if (Write is not null) return Write.IsTrue(scope.At(after, before));
        return Fields is not null && before is null or BsonDocument && after is null or BsonDocument
            && Fields.AllowsChange(before as BsonDocument, after as BsonDocument, scope);
    }

    /// <summary>Whether a changed value is the same one.</summary>
    internal static bool AreSame(BsonValue? before, BsonValue? after) =>
        before is null ? after is null : after is not null && ExactEquality.AreSame(before, after);

    // In an array the rules are those of its documents; what else is in it, nothing is said of.
    private static BsonValue? SeeWithin(FieldRules fields, BsonValue value, in DocumentScope scope)
    {
        if (value is BsonDocument document) return fields.See(document, scope) is { ElementCount: > 0 } seen ? seen : null;
        if (value is not BsonArray array) return null;
        var items = new BsonArray();
        bool hasFields = false;
        foreach (BsonValue item in array)
        {
            if (item is not BsonDocument inner) continue;
            BsonDocument seen = fields.See(inner, scope);
            hasFields |= seen.ElementCount > 0;
            items.Add(seen);
        }
        return hasFields ? items : null;
    }

    // A number is a place in an array and a name elsewhere. An item that a condition chooses ($, $[name]) is hidden in an array of which
    // not all is seen: the condition could ask for the rest. So is what is neither document nor array, as errors would show it.
    private static bool HidesWithin(FieldRules fields, ReadOnlySpan<string> path, BsonValue? value, in DocumentScope scope)
    {
        if (value is null or BsonDocument) return fields.Hides(path, value as BsonDocument, scope);
        int index = 0;
        if (value is not BsonArray array || !(path[0] == "$[]" || PathValues.TryIndex(path[0], int.MaxValue, out index))) return true;
        if (path.Length == 1) return !array.Equals(SeeWithin(fields, array, scope));
        foreach (BsonValue? item in path[0] == "$[]" ? [.. array] : new[] { index < array.Count ? array[index] : null })
            if (item is not (null or BsonDocument) || fields.Hides(path[1..], item as BsonDocument, scope)) return true;
        return false;
    }
}
