using System;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>Makes a document ready to be inserted.</summary>
internal static class NewDocument
{
    /// <summary>A document that begins with an <c>_id</c>: its own one or, where it has none, a new one.</summary>
    /// <exception cref="DocumentException">The <c>_id</c> is of a kind that none can be, or the document is beyond a limit.</exception>
    public static BsonDocument Complete(BsonDocument document, Func<BsonValue> newId)
    {
        BsonValue id = document.TryGetValue("_id", out BsonValue own) ? own : newId();
        CheckId(id);
        var complete = new BsonDocument { AllowDuplicateNames = document.AllowDuplicateNames };
        complete.Add("_id", id);
        foreach (BsonElement element in document)
            if (element.Name != "_id") complete.Add(element);
        DocumentLimits.Check(complete);
        return complete;
    }

    /// <summary>Refuses an <c>_id</c> of a kind that none can be.</summary>
    /// <exception cref="DocumentException">It is one.</exception>
    public static void CheckId(BsonValue id)
    {
        if (id is BsonArray or BsonRegularExpression or BsonUndefined)
            throw new DocumentException(53, "InvalidIdField", $"The '_id' value cannot be of type {TypeNames.Of(id)}");
        if (id is not BsonDocument document) return;
        foreach (BsonElement element in document)
        {
            // References may be, and a pointer is a value of its own, which is kept as the document that stands for it.
            if (element.Name is ['$', ..] and not "$dbPointer" && !FieldPath.IsOfReference(element.Name))
                throw UpdateErrors.DollarName(element.Name, $"_id.{element.Name}");
        }
    }
}
