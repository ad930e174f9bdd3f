using AppServices.Mql;
using AppServices.Mql.Updates;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>Gives a new document its <c>_id</c>, which comes first among the fields.</summary>
internal static class DocumentId
{
    /// <summary>The field of the id.</summary>
    public const string Field = "_id";

    /// <exception cref="DocumentException">The <c>_id</c> is of a type that cannot be one.</exception>
    public static BsonDocument Complete(BsonDocument document)
    {
        BsonValue id = document.GetValue(Field, null) ?? ObjectId.GenerateNewId();
        NewDocument.CheckId(id);
        if (document.ElementCount > 0 && document.GetElement(0).Name == Field) return document;
        var complete = new BsonDocument(Field, id);
        foreach (BsonElement element in document)
            if (element.Name != Field) complete.Add(element);
        return complete;
    }
}
