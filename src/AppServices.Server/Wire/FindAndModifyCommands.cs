using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>The command that changes one document and returns it.</summary>
internal sealed class FindAndModifyCommands : IWireCommands
{
    private static readonly string[] s_fields =
    [
        "query", "sort", "remove", "update", "new", "fields", "upsert", "arrayFilters", "let", "collation", "hint",
        "bypassDocumentValidation", "bypassEmptyTsReplacement",
    ];

    public IEnumerable<WireCommand> All => [Of("findAndModify"), Of("findandmodify")];

    /// <summary>What it asks for.</summary>
    public static FindAndModifyCommand Parse(CommandArguments arguments)
    {
        arguments.RefuseCollation();
        arguments.Refuse("let");
        BsonDocument query = arguments.Document("query") ?? [];
        bool removes = arguments.Flag("remove"), returnsNew = arguments.Flag("new");
        if (removes && arguments.Value("update") is not null)
            throw DocumentException.FailedToParse("Cannot specify both an 'update' and 'remove'=true");
        if (removes && arguments.Flag("upsert"))
            throw DocumentException.FailedToParse("Cannot specify both 'upsert'=true and 'remove'=true");
        if (removes && returnsNew)
        {
            throw DocumentException.FailedToParse(
                "Cannot specify both 'new'=true and 'remove'=true; 'remove' always returns the deleted document");
        }
        if (!removes && arguments.Value("update") is null)
            throw DocumentException.FailedToParse("Either an update or 'remove'=true must be specified");
        WriteCommand.OfDocuments write = removes
            ? new WriteCommand.Delete(query) { Sort = arguments.Document("sort"), Hint = arguments.Hint }
            : new WriteCommand.Update(query, arguments.Value("update")!)
            {
                IsUpsert = arguments.Flag("upsert"),
                ArrayFilters = arguments.Array("arrayFilters"),
                Sort = arguments.Document("sort"),
                Hint = arguments.Hint,
            };
        return new FindAndModifyCommand(write) { Projection = arguments.Document("fields"), ReturnsNew = returnsNew };
    }

    private static WireCommand Of(string name) =>
        new(name, s_fields, RunAsync) { Writes = true, IsRetryable = true, JoinsTransactions = true, IsStable = true };

    private static async ValueTask<BsonDocument> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        FindAndModifyCommand command = Parse(call.Arguments);
        FindAndModifyResult result = await call.Operations.ModifyFirstAsync(call.WritableCollection(), command, cancellationToken);
        var last = new BsonDocument("n", result.IsFound || result.UpsertedId is not null ? 1 : 0);
        if (command.Write is WriteCommand.Update) last["updatedExisting"] = result.IsFound;
        if (result.UpsertedId is not null) last["upserted"] = result.UpsertedId;
        return new BsonDocument { ["lastErrorObject"] = last, ["value"] = result.Document ?? (BsonValue)BsonNull.Value };
    }
}
