using System;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>A whole document that takes the place of another one, except for its <c>_id</c>.</summary>
internal sealed class ReplacementUpdate(BsonDocument given) : Update
{
    private readonly BsonDocument _replacement = EmptyTimestamps.Fill(given);

    public override BsonDocument Apply(BsonDocument document, Predicate query, DateTime now)
    {
        CheckNames();
        var replaced = new BsonDocument { AllowDuplicateNames = _replacement.AllowDuplicateNames };
        if (document.TryGetValue("_id", out BsonValue id))
        {
            CheckId(id);
            replaced.Add("_id", id);
        }
        foreach (BsonElement element in _replacement)
            if (element.Name != "_id" || id is null) replaced.Add(element);
        if (ExactEquality.AreSame(document, replaced)) return document;
        DocumentLimits.Check(replaced);
        return replaced;
    }

    public override BsonDocument CreateUpsert(Predicate query, Func<BsonValue> newId, DateTime now)
    {
        BsonValue? id = QueryFields.IdOf(query);
        if (id is null) return NewDocument.Complete(_replacement, newId);
        CheckId(id);
        return NewDocument.Complete(_replacement, () => id);
    }

    private void CheckId(BsonValue id)
    {
        if (_replacement.TryGetValue("_id", out BsonValue other) && !BsonOrder.AreEqual(id, other))
            throw DocumentException.ImmutableField(
                $"After applying the update, the (immutable) field '_id' was found to have been altered to _id: {ErrorText.Of(other)}");
    }

    // An insert may have such names, so they are refused for a document that exists only.
    private void CheckNames()
    {
        foreach (BsonElement element in _replacement)
            if (element.Name is ['$', ..]) throw UpdateErrors.DollarName(element.Name, element.Name);
    }
}
