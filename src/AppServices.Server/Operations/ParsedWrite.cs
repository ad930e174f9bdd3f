using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Updates;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>One write among several with what it says, or with what is wrong in it: the others may be done all the same.</summary>
internal sealed record ParsedWrite
{
    /// <summary>The document to insert; null for other writes.</summary>
    public BsonDocument? Document { get; private init; }

    /// <summary>What it looks for; null for an insert.</summary>
    public StoreFilter? Filter { get; private init; }

    /// <summary>What it is of; null for an insert.</summary>
    public Targets? Targets { get; private init; }

    /// <summary>What becomes of that, as it was written; null for a delete and an insert.</summary>
    public BsonValue? Change { get; private init; }

    /// <summary>The same parsed.</summary>
    public Update? Update { get; private init; }

    /// <summary>Whether a document is inserted when none is found.</summary>
    public bool IsUpsert { get; private init; }

    /// <summary>Why it is not valid; null when it is.</summary>
    public DocumentException? Error { get; private init; }

    /// <summary>Parses a write.</summary>
    /// <param name="collection">Where to write.</param>
    /// <param name="command">The write.</param>
    /// <param name="guard">What the caller sees; null for everything.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    public static ParsedWrite Of(CollectionName collection, WriteCommand command, RuleGuard? guard, CancellationToken cancellation)
    {
        try
        {
            switch (command)
            {
                case WriteCommand.Insert insert:
                    return new ParsedWrite { Document = DocumentId.Complete(insert.Document) };
                case WriteCommand.Update update:
                    return Changing(update.Filter, update.Sort, update.Hint, update.IsMany) with
                    {
                        Change = update.Change,
                        Update = UpdateParser.Parse(update.Change, update.ArrayFilters, cancellation),
                        IsUpsert = update.IsUpsert,
                    };
                case WriteCommand.Replace replace:
                    return Changing(replace.Filter, replace.Sort, replace.Hint, isMany: false) with
                    {
                        Change = replace.Replacement,
                        Update = UpdateParser.ParseReplacement(replace.Replacement),
                        IsUpsert = replace.IsUpsert,
                    };
                default:
                    var delete = (WriteCommand.Delete)command;
                    return Changing(delete.Filter, null, delete.Hint, delete.IsMany);
            }
        }
        catch (DocumentException error)
        {
            return new ParsedWrite { Error = error };
        }

        ParsedWrite Changing(BsonDocument query, BsonDocument? sort, BsonValue? hint, bool isMany)
        {
            StoreFilter filter = StoreFilter.Parse(query, cancellation);
            return new ParsedWrite { Filter = filter, Targets = new Targets(collection, filter, sort, hint, isMany, guard) };
        }
    }
}
