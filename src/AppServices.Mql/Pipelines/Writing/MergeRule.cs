using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Expressions.Accumulators;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Writing;

/// <summary>How documents are merged into a collection.</summary>
/// <param name="Target">The collection.</param>
/// <param name="On">The fields by which a document is the same as one that is there. They need a unique index.</param>
/// <param name="WhenMatched">What is done where there is one.</param>
/// <param name="Update">The update, where that is what is done.</param>
/// <param name="WhenNotMatched">What is done where there is none.</param>
internal sealed record MergeRule(
    Namespace Target, IReadOnlyList<FieldPath> On, MergeAction WhenMatched, MergeUpdate? Update, MergeAction WhenNotMatched)
{
    private const string Id = "_id";

    /// <summary>
    /// The document with values for all fields by which it is looked for. One without an <c>_id</c> gets it here if it is looked for by
    /// that; else it is the one that is there who has it.
    /// </summary>
    /// <exception cref="DocumentException">It has no value for one of them, or one that is null or in an array.</exception>
    public BsonDocument Complete(BsonDocument incoming)
    {
        if (On.Any(static path => path.Text == Id)) incoming = WithId(incoming);
        foreach (FieldPath path in On)
        {
            BsonValue? value = path.Find(incoming);
            if (Types.IsNullish(value))
                throw DocumentException.Numbered(51132, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
            if (value is BsonArray)
                throw DocumentException.Numbered(51185, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
        }
        return incoming;
    }

    /// <summary>The query for the document that is the same as a complete one.</summary>
    public Predicate Find(BsonDocument incoming, CancellationToken cancellation)
    {
        var parts = new Predicate[On.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new FieldPredicate(On[i], new ComparisonMatcher(Comparison.Equal, On[i].Find(incoming)!), cancellation);
        return new AndPredicate(parts);
    }

    /// <summary>What is to be written.</summary>
    /// <param name="incoming">A complete document.</param>
    /// <param name="existing">The one that is there; null for none.</param>
    /// <returns>The document; null for nothing, which is also where it would stay as it is.</returns>
    /// <exception cref="DocumentException">The rule does not allow it.</exception>
    public BsonDocument? Resolve(BsonDocument incoming, BsonDocument? existing) =>
        Result(incoming, existing) is { } result && (existing is null || !ExactEquality.AreSame(existing, result)) ? result : null;

    private BsonDocument? Result(
        BsonDocument incoming, BsonDocument? existing) => (existing, existing is null ? WhenNotMatched : WhenMatched) switch
    {
        (null, MergeAction.Insert) => WithId(incoming),
        (null, MergeAction.Fail) =>
            throw DocumentException.Numbered(
                13113,
                "$merge could not find a matching document in the target collection for at least one document in the source collection"),
        (not null, MergeAction.Fail) =>
            throw DocumentException.Numbered(
                11000, "$merge with whenMatched: fail found an existing document with the same values for the 'on' fields"),
        (not null, MergeAction.Merge) => WithSameId(existing, Merge(existing, incoming)),
        (not null, MergeAction.Replace) => WithSameId(existing, incoming),
        (not null, MergeAction.Update) => Update!.Apply(existing, incoming),
        _ => null,
    };

    private static BsonDocument Merge(BsonDocument existing, BsonDocument incoming)
    {
        var merged = new MergeAccumulator(new MemoryBudget("$merge", long.MaxValue));
        merged.Add(existing);
        merged.Add(incoming);
        return merged.Result.AsBsonDocument;
    }

    private static BsonDocument WithId(BsonDocument document) =>
        document.Contains(Id) ? document : new BsonDocument(Id, ObjectId.GenerateNewId()).AddRange(document.Elements);

    private static BsonDocument WithSameId(
        BsonDocument existing, BsonDocument changed) => !changed.TryGetValue(Id, out BsonValue id)
        ? new BsonDocument(Id, existing[Id]).AddRange(changed.Elements)
        : BsonOrder.AreEqual(existing[Id], id)
        ? changed
        : throw DocumentException.ImmutableField(
            "$merge failed to update the matching document, did you attempt to modify the _id or the shard key?");
}
