using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Commands that write several documents of a collection.</summary>
internal sealed class WriteCommands : IWireCommands
{
    private const int MaxBatch = 100_000;

    private static readonly string[] s_update =
        ["q", "u", "c", "multi", "upsert", "arrayFilters", "collation", "hint", "sort", "upsertSupplied", "sampleId"];

    private static readonly string[] s_delete = ["q", "limit", "collation", "hint", "sampleId"];

    public IEnumerable<WireCommand> All =>
    [
        Of("insert", ["documents", "ordered", "bypassDocumentValidation", "bypassEmptyTsReplacement"], InsertAsync),
        Of("update", ["updates", "ordered", "bypassDocumentValidation", "bypassEmptyTsReplacement", "let"], UpdateAsync),
        Of("delete", ["deletes", "ordered", "let"], DeleteAsync),
    ];

    /// <summary>One of the changes of an <c>update</c>.</summary>
    public static WriteCommand.Update Update(BsonDocument given)
    {
        CommandArguments update = new CommandArguments("update.updates", given).ExpectOnly(s_update.Contains);
        update.RefuseCollation();
        update.Refuse("c");
        return new WriteCommand.Update(update.RequiredDocument("q"), update.Value("u") ?? throw update.Missing("u"))
        {
            IsMany = update.Flag("multi"),
            RefusesManyReplacements = true,
            IsUpsert = update.Flag("upsert"),
            ArrayFilters = update.Array("arrayFilters"),
            Sort = update.Document("sort"),
            Hint = update.Hint,
        };
    }

    /// <summary>One of the deletions of a <c>delete</c>.</summary>
    public static WriteCommand.Delete Delete(BsonDocument given)
    {
        CommandArguments delete = new CommandArguments("delete.deletes", given).ExpectOnly(s_delete.Contains);
        delete.RefuseCollation();
        long limit = delete.Number("limit") ?? throw delete.Missing("limit");
        if (limit is not (0 or 1)) throw DocumentException.FailedToParse($"The limit field in delete objects must be 0 or 1. Got {limit}");
        return new WriteCommand.Delete(delete.RequiredDocument("q")) { IsMany = limit == 0, Hint = delete.Hint };
    }

    private static async ValueTask<BsonDocument> InsertAsync(WireCall call, CancellationToken cancellationToken)
    {
        WriteCommand[] commands = Parse(call, "documents", static document => new WriteCommand.Insert(document));
        (WriteResult result, var errors) = await RunAsync(call, commands, cancellationToken);
        return WithErrors(new BsonDocument("n", result.InsertedIds.Count), errors);
    }

    private static async ValueTask<BsonDocument> UpdateAsync(WireCall call, CancellationToken cancellationToken)
    {
        call.Arguments.Refuse("let");
        WriteCommand[] commands = Parse(call, "updates", Update);
        (WriteResult result, var errors) = await RunAsync(call, commands, cancellationToken);
        var reply = new BsonDocument { ["n"] = (int)result.Matched + result.UpsertedIds.Count, ["nModified"] = (int)result.Modified };
        if (result.UpsertedIds.Count > 0)
        {
            reply["upserted"] = new BsonArray(
                result.UpsertedIds.Select(static each => new BsonDocument { ["index"] = each.Key, ["_id"] = each.Value }));
        }
        return WithErrors(reply, errors);
    }

    private static async ValueTask<BsonDocument> DeleteAsync(WireCall call, CancellationToken cancellationToken)
    {
        call.Arguments.Refuse("let");
        WriteCommand[] commands = Parse(call, "deletes", Delete);
        (WriteResult result, var errors) = await RunAsync(call, commands, cancellationToken);
        return WithErrors(new BsonDocument("n", (int)result.Deleted), errors);
    }

    private static async Task<(WriteResult Result, IReadOnlyList<(int Place, Exception Error)> Errors)> RunAsync(
        WireCall call, WriteCommand[] commands, CancellationToken cancellationToken)
    {
        try
        {
            WriteResult result = await call.Operations.WriteAsync(
                call.WritableCollection(), commands, call.Arguments.Flag("ordered", otherwise: true), cancellationToken);
            return (result, []);
        }
        catch (WriteFailedException failed)
        {
            return (failed.Result, failed.Errors);
        }
    }

    private static WriteCommand[] Parse(WireCall call, string name, Func<BsonDocument, WriteCommand> parse)
    {
        BsonDocument[] given = call.Arguments.RequiredDocuments(name);
        if (given.Length is 0 or > MaxBatch)
        {
            throw new DocumentException(
                16, "InvalidLength", $"Write batch sizes must be between 1 and {MaxBatch}. Got {given.Length} operations.");
        }
        return Array.ConvertAll(given, each => parse(each));
    }

    // A transaction that a write conflicts with, or that has ended, is no matter of one of its writes.
    private static BsonDocument WithErrors(BsonDocument reply, IReadOnlyList<(int Place, Exception Error)> errors)
    {
        if (errors.Count == 0) return reply;
        reply["writeErrors"] = new BsonArray(
            errors.Select(static each => WireErrors.OfWrite(each.Place, each.Error)
                ?? throw new InvalidOperationException("A write fails by what the database refuses.", each.Error)));
        return reply;
    }

    private static WireCommand Of(
        string name, string[] fields, Func<WireCall, CancellationToken, ValueTask<BsonDocument>> run) =>
        new(name, fields, run) { Writes = true, IsRetryable = true, JoinsTransactions = true, IsStable = true };
}
