using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Commands that read documents of a collection, and the batches of their cursors.</summary>
internal sealed class ReadCommands(Cursors cursors, WireDatabases databases) : IWireCommands
{
    // As long as a client waits for changes when it does not say.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1), s_longestPatience = TimeSpan.FromMinutes(10);

    public IEnumerable<WireCommand> All =>
    [
        new("find",
            ["filter", "sort", "projection", "hint", "skip", "limit", "batchSize", "singleBatch", "min", "max", "returnKey", "showRecordId",
                "tailable", "awaitData", "noCursorTimeout", "allowPartialResults", "oplogReplay", "collation", "let", "allowDiskUse",
                    "term"],
            FindAsync) { JoinsTransactions = true, IsStable = true },
        new("count", ["query", "limit", "skip", "hint", "collation", "fields"], CountAsync) { IsStable = true },
        new("distinct", ["key", "query", "collation", "hint"], DistinctAsync) { JoinsTransactions = true },
        new("getMore", ["collection", "batchSize", "term"], GetMoreAsync) { JoinsTransactions = true, IsStable = true },
        new("killCursors", ["cursors"], KillCursorsAsync) { JoinsTransactions = true, IsStable = true },
    ];

    /// <summary>What a <c>find</c> asks for.</summary>
    public static FindCommand Find(CommandArguments arguments)
    {
        arguments.Refuse("min", "max", "returnKey", "showRecordId", "let");
        arguments.RefuseCollation();
        if (arguments.Flag("tailable") || arguments.Flag("awaitData"))
            throw DocumentException.BadValue("error processing query: tailable cursor requested on non capped collection");
        return new FindCommand(arguments.Document("filter") ?? [])
        {
            Sort = arguments.Document("sort"),
            Projection = arguments.Document("projection"),
            Hint = arguments.Hint,
            Skip = arguments.Count("skip") ?? 0,
            Limit = arguments.Count("limit") ?? 0,
        };
    }

    /// <summary>What a <c>count</c> asks for.</summary>
    public static FindCommand Count(CommandArguments arguments)
    {
        arguments.RefuseCollation();
        return new FindCommand(arguments.Document("query") ?? [])
        {
            Hint = arguments.Hint,
            Skip = arguments.Count("skip") ?? 0,
            // A number below zero asks for as many in one go.
            Limit = arguments.Number("limit") is { } limit and > long.MinValue ? Math.Abs(limit) : 0,
        };
    }

    /// <summary>What a <c>distinct</c> asks for.</summary>
    public static FindCommand Distinct(CommandArguments arguments)
    {
        arguments.RefuseCollation();
        return new FindCommand(arguments.Document("query") ?? []) { Hint = arguments.Hint };
    }

    private ValueTask<BsonDocument> FindAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.Collection();
        FindCommand command = Find(call.Arguments);
        long? size = call.Arguments.Count("batchSize");
        bool isSingle = call.Arguments.Flag("singleBatch") || command.Limit == 1;
        // Neither more documents than are wanted, nor a cursor for none.
        if (command.Limit > 0 && size >= command.Limit) (size, isSingle) = (command.Limit, true);
        IAsyncEnumerable<BsonDocument> found = call.Operations.FindAsync(collection, command, CancellationToken.None);
        return cursors.OpenAsync(new ResultCursor(found, call, $"{call.Database}.{collection.Collection}"), size, isSingle,
            cancellationToken);
    }

    private static async ValueTask<BsonDocument> CountAsync(WireCall call, CancellationToken cancellationToken)
    {
        long count = await call.Operations.CountAsync(call.Collection(), Count(call.Arguments), cancellationToken);
        return new BsonDocument("n", count <= int.MaxValue ? (int)count : count);
    }

    private static async ValueTask<BsonDocument> DistinctAsync(WireCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<BsonValue> values = await call.Operations.DistinctAsync(
            call.Collection(), call.Arguments.RequiredText("key"), Distinct(call.Arguments), cancellationToken);
        return new BsonDocument("values", new BsonArray(values));
    }

    private ValueTask<BsonDocument> GetMoreAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Arguments.Value("getMore") is not BsonInt64 { Value: var id })
            throw call.Arguments.WrongType("getMore", call.Arguments.Given[0], "long");
        string ns = $"{call.Database}.{call.Arguments.RequiredText("collection")}";
        TimeSpan patience = call.MaxTime is { } time ? time < s_longestPatience ? time : s_longestPatience : s_patience;
        return cursors.ContinueAsync(id, ns, call, call.Arguments.Count("batchSize"), patience, cancellationToken);
    }

    private async ValueTask<BsonDocument> KillCursorsAsync(WireCall call, CancellationToken cancellationToken)
    {
        BsonArray ids = call.Arguments.Array("cursors") ?? throw call.Arguments.Missing("cursors");
        databases.Find(call.Database);
        BsonArray killed = [], unknown = [];
        foreach (BsonValue id in ids)
        {
            if (id is not BsonInt64 { Value: var number }) throw call.Arguments.WrongType("cursors", id, "long");
            (await cursors.KillAsync(number, call.Client.User!.Name) ? killed : unknown).Add(id);
        }
        return new BsonDocument
        {
            ["cursorsKilled"] = killed, ["cursorsNotFound"] = unknown, ["cursorsAlive"] = new BsonArray(),
                ["cursorsUnknown"] = new BsonArray(),
        };
    }
}
