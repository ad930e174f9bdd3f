using System;
using System.Threading;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates.Tree;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>An update made of operators, such as <c>{ $set: { a: 1 }, $inc: { n: 1 } }</c>.</summary>
/// <param name="tree">What is to be done.</param>
/// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
internal sealed class OperatorUpdate(FieldsNode tree, CancellationToken cancellation) : Update
{
    public override BsonDocument Apply(BsonDocument document, Predicate query, DateTime now)
    {
        BsonValue changed = tree.Apply(document, new UpdateRun(document, query, now, cancellation))!;
        if (!ReferenceEquals(changed, document)) DocumentLimits.Check(changed.AsBsonDocument);
        return changed.AsBsonDocument;
    }

    public override BsonDocument CreateUpsert(Predicate query, Func<BsonValue> newId, DateTime now)
    {
        BsonDocument start = QueryFields.Of(query);
        BsonValue created = tree.Apply(start, new UpdateRun(start, query: null, now, cancellation))!;
        return NewDocument.Complete(created.AsBsonDocument, newId);
    }
}
