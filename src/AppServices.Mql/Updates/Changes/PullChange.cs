using System.Threading;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$pull</c> and <c>$pullAll</c>: takes away the items that a matcher holds for.</summary>
internal sealed class PullChange(ItemMatcher matcher) : FieldChange
{
    protected override OnBlockedPath OnBlockedPath => OnBlockedPath.CannotTraverse;

    /// <summary>Reads the operand of <c>$pull</c>: a value, a pattern, operators on an item, or fields of a document.</summary>
    /// <exception cref="DocumentException">The condition is not valid.</exception>
    public static PullChange ParseCondition(BsonValue operand, CancellationToken cancellation) => new(operand switch
    {
        BsonRegularExpression => new ItemConditionMatcher(operand, cancellation),
        BsonDocument condition when QueryParser.IsOperators(condition) && !QueryParser.IsOfDocument(condition.GetElement(0).Name) =>
            new ItemConditionMatcher(condition, cancellation),
        BsonDocument query => new ItemDocumentMatcher(QueryParser.Parse(query, cancellation)),
        _ => new ItemEqualityMatcher([operand]),
    });

    /// <summary>Reads the operand of <c>$pullAll</c>.</summary>
    /// <exception cref="DocumentException">It is no array.</exception>
    public static PullChange ParseValues(BsonValue operand) => operand is BsonArray values
        ? new PullChange(new ItemEqualityMatcher([.. values]))
        : throw DocumentException.BadValue($"$pullAll requires an array argument but was given a {TypeNames.Of(operand)}");

    protected override BsonValue? Change(BsonValue? current, UpdateRun run)
    {
        if (current is null) return null;
        if (current is not BsonArray array) throw DocumentException.BadValue("Cannot apply $pull to a non-array value");
        BsonArray? rest = null;
        for (int i = 0; i < array.Count; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            bool goes = matcher.Holds(array[i]);
            if (goes && rest is null)
            {
                rest = new BsonArray(array.Count - 1);
                for (int kept = 0; kept < i; kept++) rest.Add(array[kept]);
            }
            if (!goes) rest?.Add(array[i]);
        }
        return rest ?? array;
    }
}
