using System;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What the documents of a collection must match.</summary>
internal sealed class DocumentValidator
{
    private const string Refused = "Document failed validation";

    private readonly BsonDocument _query;
    private readonly Lazy<(BsonElement Clause, Predicate Predicate)[]> _clauses;
    private readonly bool _sparesOld;

    private DocumentValidator(BsonDocument query, bool sparesOld, bool onlyWarns)
    {
        (_query, _sparesOld, OnlyWarns) = (query, sparesOld, onlyWarns);
        _clauses = new(() => [.. query.Select(static clause =>
            (clause, QueryParser.Parse(new BsonDocument(clause), CancellationToken.None)))]);
    }

    /// <summary>Whether what does not match is told of only.</summary>
    public bool OnlyWarns { get; }

    /// <summary>That of a collection; null when anything may be written.</summary>
    public static DocumentValidator? Of(CollectionOptions options) =>
        options.Validator is not { ElementCount: > 0 } query || options.ValidationLevel == "off"
            ? null
            : new DocumentValidator(query, options.ValidationLevel == "moderate", options.ValidationAction == "warn");

    /// <summary>What says that a document does not match; null when it does, or need not.</summary>
    /// <param name="before">The document in its place until now; null for a new one.</param>
    /// <param name="after">The document.</param>
    public DocumentException? Check(BsonDocument? before, BsonDocument after)
    {
        if (Matches(after) || _sparesOld && before is not null && !Matches(before)) return null;
        return new DocumentException(121, "DocumentValidationFailure", Refused)
        {
            ErrorInfo = new BsonDocument { ["failingDocumentId"] = after["_id"], ["details"] = Describe(after) },
        };
    }

    private bool Matches(BsonDocument document) => _clauses.Value.All(each => each.Predicate.Matches(document));

    private BsonDocument Describe(BsonDocument document)
    {
        if (_query.ElementCount == 1) return Describe(_query.GetElement(0));
        var failed = new BsonArray();
        for (int index = 0; index < _clauses.Value.Length; index++)
        {
            (BsonElement clause, Predicate predicate) = _clauses.Value[index];
            if (!predicate.Matches(document))
                failed.Add(new BsonDocument { ["index"] = index, ["details"] = Describe(clause) });
        }
        return new BsonDocument { ["operatorName"] = "$and", ["clausesNotSatisfied"] = failed };
    }

    private static BsonDocument Describe(BsonElement clause) => new()
    {
        ["operatorName"] = clause.Name[0] == '$' ? clause.Name
            : clause.Value is BsonDocument { ElementCount: > 0 } operators && operators.GetElement(0).Name is ['$', ..] and var name
                ? name
                : "$eq",
        ["specifiedAs"] = new BsonDocument(clause),
        ["reason"] = "the document did not match",
    };
}
