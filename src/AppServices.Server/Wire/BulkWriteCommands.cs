using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>The command that writes to several collections at once.</summary>
internal sealed class BulkWriteCommands(Cursors cursors) : IWireCommands
{
    private const int MaxBatch = 100_000;

    private static readonly string[] s_insert = ["insert", "document"];

    private static readonly string[] s_update =
        ["update", "filter", "updateMods", "multi", "upsert", "arrayFilters", "hint", "sort", "collation", "constants", "upsertSupplied",
            "sampleId"];

    private static readonly string[] s_delete = ["delete", "filter", "multi", "hint", "collation", "sampleId"];

    public IEnumerable<WireCommand> All =>
    [
        new("bulkWrite", ["ops", "nsInfo", "ordered", "errorsOnly", "bypassDocumentValidation", "bypassEmptyTsReplacement", "let",
            "cursor"], RunAsync)
        {
            Writes = true, IsRetryable = true, JoinsTransactions = true, IsOfAdmin = true, IsStable = true,
        },
    ];

    private async ValueTask<BsonDocument> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        call.Arguments.Refuse("let");
        BsonDocument[] given = call.Arguments.RequiredDocuments("ops");
        if (given.Length is 0 or > MaxBatch)
            throw new DocumentException(16, "InvalidLength",
                $"Write batch sizes must be between 1 and {MaxBatch}. Got {given.Length} operations.");
        CollectionName[] collections = [.. call.Arguments.RequiredDocuments("nsInfo").Select(each => Named(call, each))];
        (CollectionName Collection, WriteCommand Command)[] writes = [.. given.Select(each => Parse(each, collections))];
        // All in one piece of work of the store: one commit, whatever the collections.
        BulkRun run = call.Access is IDataStore store
            ? await store.WriteAsync(session => new ValueTask<BulkRun>(RunAsync(call.Through(new SessionAccess(session), null), writes,
                cancellationToken)), cancellationToken)
            : await RunAsync(call, writes, cancellationToken);
        bool isShort = call.Arguments.Flag("errorsOnly");
        BsonDocument[] told = [.. run.Results.Where(each => !isShort || each["ok"] != 1.0)];
        BsonDocument reply = await cursors.OpenListAsync(told, call, "admin.$cmd.bulkWrite", cancellationToken);
        reply["nErrors"] = run.Errors;
        reply["nInserted"] = run.Inserted;
        reply["nMatched"] = run.Matched;
        reply["nModified"] = run.Modified;
        reply["nUpserted"] = run.Upserted;
        reply["nDeleted"] = run.Deleted;
        return reply;
    }

    private static async Task<BulkRun> RunAsync(
        WireCall call, (CollectionName Collection, WriteCommand Command)[] writes, CancellationToken cancellationToken)
    {
        var run = new BulkRun();
        bool isOrdered = call.Arguments.Flag("ordered", otherwise: true);
        for (int index = 0; index < writes.Length; index++)
        {
            (CollectionName collection, WriteCommand command) = writes[index];
            try
            {
                run.Add(index, command, await call.Operations.WriteAsync(collection, [command], isOrdered: true, cancellationToken));
            }
            catch (WriteFailedException failed)
            {
                run.Fail(index, failed.Errors[0].Error);
                if (isOrdered || call.Transaction is not null) break;
            }
        }
        return run;
    }

    private static CollectionName Named(WireCall call, BsonDocument given)
    {
        string ns = new CommandArguments("bulkWrite.nsInfo", given)
            .ExpectOnly(static name => name is "ns" or "collectionUUID" or "encryptionInformation").RequiredText("ns");
        return WireDatabases.RequireWritable(call.Collection(ns));
    }

    private static (CollectionName Collection, WriteCommand Command) Parse(BsonDocument given, CollectionName[] collections)
    {
        var write = new CommandArguments("bulkWrite.ops", given);
        string kind = given.ElementCount > 0 ? given.GetElement(0).Name : "";
        WriteCommand command;
        switch (kind)
        {
            case "insert":
                write.ExpectOnly(s_insert.Contains);
                command = new WriteCommand.Insert(write.RequiredDocument("document"));
                break;
            case "update":
                write.ExpectOnly(s_update.Contains).RefuseCollation();
                write.Refuse("constants");
                command = new WriteCommand.Update(write.RequiredDocument("filter"), write.Value("updateMods")
                    ?? throw write.Missing("updateMods"))
                {
                    IsMany = write.Flag("multi"), IsUpsert = write.Flag("upsert"), ArrayFilters = write.Array("arrayFilters"),
                    Sort = write.Document("sort"), Hint = write.Hint, RefusesManyReplacements = true,
                };
                break;
            case "delete":
                write.ExpectOnly(s_delete.Contains).RefuseCollation();
                command = new WriteCommand.Delete(write.RequiredDocument("filter")) { IsMany = write.Flag("multi"), Hint = write.Hint };
                break;
            default:
                throw DocumentException.FailedToParse("An operation of bulkWrite begins with 'insert', 'update' or 'delete'");
        }
        return write.Number(kind) is >= 0 and var place && place < collections.Length
            ? (collections[place], command)
            : throw DocumentException.BadValue($"BulkWrite ops entry {given[0]} has an invalid nsInfo index.");
    }

    /// <summary>What the operations have done so far.</summary>
    private sealed class BulkRun
    {
        public List<BsonDocument> Results { get; } = [];

        public int Errors { get; private set; }

        public int Inserted { get; private set; }

        public int Matched { get; private set; }

        public int Modified { get; private set; }

        public int Upserted { get; private set; }

        public int Deleted { get; private set; }

        public void Add(int index, WriteCommand command, WriteResult result)
        {
            Inserted += result.InsertedIds.Count;
            Matched += (int)result.Matched;
            Modified += (int)result.Modified;
            Upserted += result.UpsertedIds.Count;
            Deleted += (int)result.Deleted;
            var told = new BsonDocument
            {
                ["ok"] = 1.0,
                ["idx"] = index,
                ["n"] = result.InsertedIds.Count + (int)(result.Matched + result.Deleted) + result.UpsertedIds.Count,
            };
            if (command is WriteCommand.Update) told["nModified"] = (int)result.Modified;
            if (result.UpsertedIds.Count > 0) told["upserted"] = new BsonDocument("_id", result.UpsertedIds.First().Value);
            Results.Add(told);
        }

        public void Fail(int index, Exception error)
        {
            Errors++;
            BsonDocument told = WireErrors.OfWrite(index, error)
                ?? throw new InvalidOperationException("A write fails by what the database refuses.", error);
            told.Remove("index");
            Results.Add(new BsonDocument { ["ok"] = 0.0, ["idx"] = index, ["n"] = 0 }.Merge(told));
        }
    }
}
