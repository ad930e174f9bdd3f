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

/// <summary>The command that tells how another is done, in the shape of MongoDB's plans.</summary>
internal sealed class ExplainCommands(WireDatabases databases, Lazy<CommandTable> table) : IWireCommands
{
    public IEnumerable<WireCommand> All => [new("explain", ["verbosity"], RunAsync) { IsStable = true }];

    /// <summary>Tells how a command is done.</summary>
    /// <param name="call">The call that asks.</param>
    /// <param name="command">The command to explain.</param>
    /// <param name="isExecuted">Whether its search is done for that; nothing is ever written.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">The command is not valid, or none that is explained.</exception>
    public async ValueTask<BsonDocument> ExplainAsync(WireCall call, BsonDocument command, bool isExecuted,
        CancellationToken cancellationToken)
    {
        if (command.ElementCount == 0) throw DocumentException.FailedToParse("explain needs a command");
        string name = command.GetElement(0).Name;
        WireCommand known = table.Value.Find(name)
            ?? throw new DocumentException(59, "CommandNotFound", $"Explain failed due to unknown command: {name}");
        CommandArguments arguments = new CommandArguments(name, command).ExpectOnly(field => CommandTable.Knows(known, field));
        if (command[0] is not BsonString { Value: var collectionName })
            throw DocumentException.BadValue($"'{name}' needs the name of a collection to be explained");
        CollectionName collection = databases.Collection(call.Database, collectionName);
        string ns = $"{call.Database}.{collectionName}";
        BsonDocument reply = new("explainVersion", "1");
        if (name == "aggregate")
        {
            await AddPipelineAsync(reply, call, collection, ns, arguments, isExecuted, cancellationToken);
        }
        else
        {
            (FindCommand search, string[] above) = SearchOf(name, arguments);
            SearchPlan plan = await call.Operations.ExplainAsync(collection, search, isExecuted, cancellationToken);
            reply.AddRange(PlanDocument.Of(ns, search, plan, above));
        }
        reply["command"] = new BsonDocument(command) { ["$db"] = call.Database };
        reply["serverInfo"] = new BsonDocument
        {
            ["host"] = Environment.MachineName, ["port"] = call.Client.Server.Port, ["version"] = ServerCommands.Version,
            ["gitVersion"] = "appservices-server",
        };
        return reply;
    }

    private async ValueTask<BsonDocument> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        BsonDocument command = call.Arguments.RequiredDocument("explain");
        bool isExecuted = (call.Arguments.Text("verbosity") ?? "allPlansExecution") switch
        {
            "queryPlanner" => false,
            "executionStats" or "allPlansExecution" => true,
            var other =>
                throw DocumentException.BadValue($"Enumeration value '{other}' for field 'explain.verbosity' is not a valid value."),
        };
        return await ExplainAsync(call, command, isExecuted, cancellationToken);
    }

    private static async ValueTask AddPipelineAsync(
        BsonDocument reply, WireCall call, CollectionName collection, string ns, CommandArguments arguments, bool isExecuted,
        CancellationToken cancellationToken)
    {
        BsonArray pipeline = AggregateCommands.PipelineOf(arguments);
        var command = new AggregateCommand(pipeline) { Hint = arguments.Hint };
        (SearchPlan plan, int answered) = await call.Operations.ExplainAsync(collection, command, isExecuted, cancellationToken);
        BsonDocument[] stages = [.. pipeline.Take(answered).OfType<BsonDocument>()];
        BsonDocument? Last(string name) => stages.LastOrDefault(stage => stage.Contains(name));
        BsonValue[] filters = [.. stages.Where(static stage => stage.Contains("$match")).Select(static stage => stage[0])];
        var search = new FindCommand(
            filters is [BsonDocument only] ? only : filters.Length == 0 ? [] : new BsonDocument("$and", new BsonArray(filters)))
        {
            Sort = Last("$sort")?[0].AsBsonDocument,
            Skip = Last("$skip") is { } skip ? skip[0].ToInt64() : 0,
            Limit = Last("$limit") is { } limit ? limit[0].ToInt64() : 0,
        };
        BsonDocument told = PlanDocument.Of(ns, search, plan, []);
        if (answered == pipeline.Count)
            reply.AddRange(told);
        else
            reply["stages"] = new BsonArray([new BsonDocument("$cursor", told), .. pipeline.Skip(answered)]);
    }

    private static (FindCommand Search, string[] Above) SearchOf(string name, CommandArguments arguments)
    {
        switch (name)
        {
            case "find":
                return (ReadCommands.Find(arguments), []);
            case "count":
                return (ReadCommands.Count(arguments), ["COUNT"]);
            case "distinct":
                return (ReadCommands.Distinct(arguments), ["PROJECTION_SIMPLE"]);
            case "update":
                WriteCommand.Update update = WriteCommands.Update(Only("updates"));
                return (Targets(update), ["UPDATE"]);
            case "delete":
                return (Targets(WriteCommands.Delete(Only("deletes"))), ["DELETE"]);
            case "findAndModify" or "findandmodify":
                WriteCommand.OfDocuments write = FindAndModifyCommands.Parse(arguments).Write;
                return (Targets(write), [write is WriteCommand.Delete ? "DELETE" : "UPDATE"]);
            default:
                throw new DocumentException(20, "IllegalOperation", $"'{name}' cannot be explained");
        }

        BsonDocument Only(string field) => arguments.RequiredDocuments(field) is [var only]
            ? only
            : throw new DocumentException(72, "InvalidOptions", $"explained write batches must be of size 1");
    }

    private static FindCommand Targets(WriteCommand.OfDocuments write) =>
        new(write.Filter) { Sort = write.Sort, Hint = write.Hint, Limit = write.IsMany ? 0 : 1 };
}
