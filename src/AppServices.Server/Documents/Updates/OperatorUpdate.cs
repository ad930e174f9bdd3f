using System;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Updates.Tree;
using AppServices.Server.Documents.Updates.Upserts;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Updates;

/// <summary>An update made of operators, such as <c>{ $set: { a: 1 }, $inc: { n: 1 } }</c>.</summary>
internal sealed class OperatorUpdate(FieldsNode tree) : Update
{
    public override BsonDocument Apply(BsonDocument document, Predicate query, DateTime now)
    {
        BsonValue changed = tree.Apply(document, new UpdateRun(document, query, now))!;
        if (!ReferenceEquals(changed, document)) DocumentLimits.Check(changed.AsBsonDocument);
        return changed.AsBsonDocument;
    }

    public override BsonDocument CreateUpsert(BsonDocument query, Func<BsonValue> newId, DateTime now)
    {
        BsonDocument start = QueryFields.Of(QueryParser.Parse(query));
        BsonValue created = tree.Apply(start, new UpdateRun(start, query: null, now))!;
        return NewDocument.Complete(created.AsBsonDocument, newId);
    }
}
