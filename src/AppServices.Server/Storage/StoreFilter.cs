using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>What is looked for, parsed once, and as it was written for a store that has a language of its own.</summary>
/// <param name="Document">A query that all wanted documents match, and maybe others.</param>
/// <param name="Predicate">What decides.</param>
internal sealed record StoreFilter(BsonDocument Document, Predicate Predicate)
{
    /// <summary>Whether every document that matches the query is wanted, so that nobody need look at the predicate.</summary>
    public bool IsWritten { get; init; }

    /// <summary>What every wanted document passes, field by field.</summary>
    public IEnumerable<FieldPredicate> Fields => FieldsOf(Predicate);

    /// <summary>Every document.</summary>
    public static StoreFilter Everything { get; } = new([], AndPredicate.Everything) { IsWritten = true };

    /// <param name="query">The query.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The query is not valid.</exception>
    public static StoreFilter Parse(BsonDocument query, CancellationToken cancellation) =>
        new(query, QueryParser.Parse(query, cancellation)) { IsWritten = true };

    /// <summary>The same of a query for a database that has MongoDB's language itself, which may have more than the server knows.</summary>
    /// <param name="query">The query.</param>
    /// <param name="passes">Whether there is such a database, and nobody else has to look at documents.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The query is not valid, or there is no such database.</exception>
    public static StoreFilter Parse(BsonDocument query, bool passes, CancellationToken cancellation) =>
        passes && BsonNames.Any(query, UnsupportedOperators.Contains)
        ? new(query, new PassedPredicate()) { IsWritten = true }
        : Parse(query, cancellation);

    /// <summary>The document with an <c>_id</c>.</summary>
    public static StoreFilter OfId(BsonValue id) => Parse(new BsonDocument("_id", new BsonDocument("$eq", id)), CancellationToken.None);

    /// <summary>All of several.</summary>
    public static StoreFilter All(IEnumerable<StoreFilter> filters) => filters.Where(
        static filter => filter.Predicate is not AndPredicate { Parts.Count: 0 }).ToArray() switch
    {
        [] => Everything,
        [var only] => only,
        var parts =>
            new StoreFilter(
                new BsonDocument("$and", new BsonArray(parts.Select(static part => part.Document))),
                new AndPredicate([.. parts.Select(static part => part.Predicate)]))
            {
                IsWritten = parts.All(static part => part.IsWritten),
            },
    };

    /// <summary>What it asks of some fields, as far as that can be told apart.</summary>
    public StoreFilter OfFields(Func<string, bool> isOne)
    {
        Predicate[] asked = [.. Fields.Where(field => isOne(field.Path.Text))];
        return asked.Length == 0 ? Everything : new StoreFilter([], new AndPredicate(asked));
    }

    private static IEnumerable<FieldPredicate> FieldsOf(Predicate predicate) => predicate switch
    {
        FieldPredicate field => [field],
        AndPredicate all => all.Parts.SelectMany(FieldsOf),
        _ => [],
    };

    private sealed class PassedPredicate : Predicate
    {
        public override bool Matches(BsonDocument document) => throw DocumentException.Unsupported(
            "What MongoDB alone can decide does not go with this operation, which the server does by itself.");
    }
}
