using System;
using System.Linq;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>How durable a write is to be. All writes here are on disk when they are answered, on the one server that there is.</summary>
/// <param name="Error">Why it cannot be as durable as asked for; null when it can.</param>
internal sealed record WriteConcern(BsonDocument? Error)
{
    private static readonly string[] s_fields = ["w", "j", "wtimeout", "fsync", "provenance"];

    /// <summary>What this server gives.</summary>
    public static WriteConcern Done { get; } = new(Error: null);

    /// <exception cref="DocumentException">It is none.</exception>
    public static WriteConcern Read(CommandArguments command)
    {
        if (command.Document("writeConcern") is not { } given) return Done;
        CommandArguments concern = new CommandArguments("writeConcern", given).ExpectOnly(s_fields.Contains);
        return concern.Value("w") switch
        {
            null or BsonString { Value: "majority" } => Done,
            BsonString mode => new WriteConcern(Refusal(
                79, "UnknownReplWriteConcern", $"No write concern mode named '{mode.Value}' found in replica set configuration", given)),
            { IsNumeric: true } number when number.ToDouble() is < 0 or > 50 =>
                throw DocumentException.FailedToParse("w has to be a non-negative number and not greater than 50"),
            { IsNumeric: true } number when number.ToDouble() > 1 =>
                new WriteConcern(Refusal(100, "UnsatisfiableWriteConcern", "Not enough data-bearing nodes", given)),
            { IsNumeric: true } => Done,
            _ => throw DocumentException.FailedToParse("w has to be a number, a string, or an object"),
        };
    }

    /// <summary>The reply to a write that was asked for with this.</summary>
    public BsonDocument Apply(BsonDocument reply)
    {
        if (Error is not null && reply.GetValue("ok", 1.0) == 1.0) reply["writeConcernError"] = Error;
        return reply;
    }

    private static BsonDocument Refusal(int code, string name, string text, BsonDocument given) => new()
    {
        ["code"] = code, ["codeName"] = name, ["errmsg"] = text, ["errInfo"] = new BsonDocument("writeConcern", given),
    };
}

/// <summary>
/// How new what is read has to be. There is one server, so that all it reads has been committed and is the newest there is.
/// </summary>
internal static class ReadConcern
{
    private static readonly string[] s_levels = ["local", "available", "majority", "linearizable"];
    private static readonly string[] s_fields = ["level", "afterClusterTime", "atClusterTime", "provenance"];

    /// <exception cref="DocumentException">It is none, or one that this server does not have.</exception>
    public static void Check(CommandArguments command)
    {
        if (command.Document("readConcern") is not { } given) return;
        CommandArguments concern = new CommandArguments("readConcern", given).ExpectOnly(s_fields.Contains);
        string? level = concern.Text("level");
        if (level is null || s_levels.Contains(level)) return;
        if (level != "snapshot")
            throw DocumentException.BadValue($"Enumeration value '{level}' for field 'readConcern.level' is not a valid value.");
        // A transaction reads as of one moment anyway.
        if (command.Value("autocommit") is null)
        {
            throw new DocumentException(
                246, "SnapshotUnavailable",
                    "Reads of level 'snapshot' are for transactions: the embedded database does not keep what was before.");
        }
    }
}

/// <summary>Version 1 of MongoDB's Stable API, which a client can hold the server to.</summary>
internal static class StableApi
{
    private static readonly string[] s_otherStages = ["$currentOp", "$indexStats", "$listLocalSessions", "$listSessions",
        "$planCacheStats"];

    /// <exception cref="DocumentException">A strict client asks for a stage that is not part of it.</exception>
    public static void Check(BsonArray pipeline, CommandArguments arguments)
    {
        if (!arguments.Flag("apiStrict")) return;
        foreach (string name in pipeline.OfType<BsonDocument>().SelectMany(static stage => stage.Names).Where(s_otherStages.Contains))
            throw new DocumentException(323, "APIStrictError", $"stage {name} is not allowed with 'apiStrict: true' in API Version 1");
    }

    /// <exception cref="DocumentException">It is another version, or the command is not part of it.</exception>
    public static void Check(WireCommand command, CommandArguments arguments)
    {
        if (arguments.Text("apiVersion") is not { } version)
        {
            if (arguments.Value("apiStrict") is not null || arguments.Value("apiDeprecationErrors") is not null)
            {
                throw DocumentException.Numbered(
                    4886600, "Provided apiStrict and/or apiDeprecationErrors without passing apiVersion");
            }
            return;
        }
        if (version != "1") throw new DocumentException(322, "APIVersionError", "API version must be \"1\"");
        if (arguments.Flag("apiStrict") && !command.IsStable)
        {
            throw new DocumentException(
                323, "APIStrictError", $"Provided apiStrict:true, but the command {command.Name} is not in API Version 1.");
        }
    }
}
