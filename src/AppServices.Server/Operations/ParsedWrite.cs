using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Updates;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A write with what it says, or with what is wrong in it: others beside it may be done all the same.</summary>
internal sealed record ParsedWrite
{
    /// <summary>The document to insert; null for other writes.</summary>
    public BsonDocument? Document { get; private init; }

    /// <summary>What it looks for; everything for an insert.</summary>
    public StoreFilter Filter { get; private init; } = StoreFilter.Everything;

    /// <summary>What it is of; null for an insert.</summary>
    public Targets? Targets { get; private init; }

    /// <summary>What becomes of that, as it was written; null for a delete and an insert.</summary>
    public WriteCommand.Update? Command { get; private init; }

    /// <summary>The same parsed.</summary>
    public Update? Update { get; private init; }

    /// <summary>The same as a database could do it that has MongoDB's language itself; null where it would not be the same.</summary>
    public PassedWrite? Passed { get; private init; }

    /// <summary>Why it is not valid; null when it is.</summary>
    public DocumentException? Error { get; private init; }

    /// <summary>Parses a write, which may turn out not to be valid.</summary>
    /// <inheritdoc cref="Parse"/>
    public static ParsedWrite TryParse(
        CollectionName collection, WriteCommand command, RuleGuard? guard, bool passes, CancellationToken cancellation)
    {
        try
        {
            return Parse(collection, command, guard, passes, cancellation);
        }
        catch (DocumentException error)
        {
            return new ParsedWrite { Error = error };
        }
    }

    /// <summary>Parses a write.</summary>
    /// <param name="collection">Where to write.</param>
    /// <param name="command">The write.</param>
    /// <param name="guard">What the caller sees; null for everything.</param>
    /// <param name="passes">Whether the store has MongoDB's language itself, and may be asked for more than the server knows.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">It is not valid.</exception>
    public static ParsedWrite Parse(
        CollectionName collection, WriteCommand command, RuleGuard? guard, bool passes, CancellationToken cancellation)
    {
        if (command is WriteCommand.Insert insert)
            return new ParsedWrite { Document = DocumentId.Complete(EmptyTimestamps.Fill(insert.Document)) };
        var write = (WriteCommand.OfDocuments)command;
        StoreQuery query = new StoreQuery(StoreFilter.Parse(write.Filter, passes, cancellation))
        {
            Limit = write.IsMany ? 0 : 1,
            Hint = write.Hint,
        }.InOrder(write.Sort);
        var update = write as WriteCommand.Update;
        Update? change = update is null ? null : ParseChange(update, cancellation);
        return new ParsedWrite
        {
            Filter = query.Filter,
            Targets = new Targets(collection, query, guard),
            Command = update,
            Update = change,
            Passed = Pass(write, query, change is ReplacementUpdate),
        };
    }

    // MongoDB replaces one document at a time, and knows no order of what it changes before its version 8.
    private static PassedWrite? Pass(WriteCommand.OfDocuments write, StoreQuery query, bool isReplacement)
    {
        var update = write as WriteCommand.Update;
        return query.Sort.Fields.Count > 0 || (isReplacement && write.IsMany)
            ? null
            : new PassedWrite(write.Filter, update?.Change)
            {
                IsReplacement = isReplacement,
                IsMany = write.IsMany,
                IsUpsert = update?.IsUpsert ?? false,
                ArrayFilters = update?.ArrayFilters,
                Hint = query.Hint,
            };
    }

    private static Update ParseChange(WriteCommand.Update update, CancellationToken cancellation)
    {
        Update change = update.IsReplacement
            ? UpdateParser.ParseReplacement(
                update.Change as BsonDocument ?? throw DocumentException.FailedToParse("A replacement must be a document"))
            : UpdateParser.Parse(update.Change, update.ArrayFilters, cancellation);
        return change is ReplacementUpdate && update is { IsMany: true, RefusesManyReplacements: true }
            ? throw DocumentException.FailedToParse("multi update is not supported for replacement-style update")
            : change;
    }
}
