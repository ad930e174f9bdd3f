using System;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>What the stage <c>$changeStream</c> asks for.</summary>
/// <param name="Watch">What to watch, and from where on.</param>
internal sealed record ChangeStreamOptions(ChangeWatch Watch)
{
    private static readonly string[] s_fields =
    [
        "fullDocument", "fullDocumentBeforeChange", "resumeAfter", "startAfter", "startAtOperationTime", "showExpandedEvents",
        "allChangesForCluster",
    ];

    // Those of MongoDB that look at one event at a time.
    private static readonly string[] s_stages =
        ["$match", "$project", "$addFields", "$set", "$unset", "$replaceRoot", "$replaceWith", "$redact"];

    /// <summary>Whether an event of an update has the document, too.</summary>
    public bool HasFullDocument { get; private init; }

    /// <summary>Whether it is an error that an event has no document, or for deletes none of before.</summary>
    public bool RequiresBefore { get; private init; }

    /// <summary>Whether events have the document as it was before, where that is known.</summary>
    public bool HasBefore { get; private init; }

    /// <summary>The stages for its events.</summary>
    public required BsonArray Pipeline { get; init; }

    /// <summary>What an aggregation watches; null when it watches nothing.</summary>
    /// <exception cref="DocumentException">It cannot be what it says.</exception>
    public static ChangeStreamOptions? Read(BsonArray pipeline, CollectionName scope)
    {
        if (pipeline.Count == 0 || pipeline[0] is not BsonDocument { ElementCount: 1 } first
            || first.GetElement(0).Name != "$changeStream") return null;
        if (first.GetElement(0).Value is not BsonDocument given)
            throw DocumentException.Numbered(50808, "the $changeStream stage must be specified as an object");
        CommandArguments options = new CommandArguments("$changeStream", given).ExpectOnly(s_fields.Contains);
        foreach (BsonValue stage in pipeline.Skip(1))
        {
            // What is no stage at all is told so by whoever parses it.
            if (stage is BsonDocument { ElementCount: 1 } other && StageTable.IsStage(other.GetElement(0).Name)
                && !s_stages.Contains(other.GetElement(0).Name))
                throw new DocumentException(20, "IllegalOperation",
                    $"{other.GetElement(0).Name} is not permitted in a $changeStream pipeline");
        }
        string full = options.Text("fullDocument") ?? "default", before = options.Text("fullDocumentBeforeChange") ?? "off";
        if (full is not ("default" or "updateLookup" or "whenAvailable" or "required"))
            throw DocumentException.BadValue($"Enumeration value '{full}' for field '$changeStream.fullDocument' is not a valid value.");
        if (before is not ("off" or "whenAvailable" or "required"))
        {
            throw DocumentException.BadValue(
                $"Enumeration value '{before}' for field '$changeStream.fullDocumentBeforeChange' is not a valid value.");
        }
        return new ChangeStreamOptions(
            new ChangeWatch(scope, Token(options, "resumeAfter") ?? Token(options, "startAfter"))
            {
                From = Start(options),
                TellsDrops = true,
            })
        {
            HasFullDocument = full != "default",
            HasBefore = before != "off",
            RequiresBefore = before == "required",
            Pipeline = [.. pipeline.Skip(1)],
        };
    }

    private static DateTimeOffset? Start(CommandArguments options)
    {
        int given = ((string[])["resumeAfter", "startAfter", "startAtOperationTime"]).Count(name => options.Value(name) is not null);
        if (given > 1)
        {
            throw DocumentException.Numbered(
                40674, "Only one type of resume option is allowed, but multiple were found: resumeAfter, startAfter, startAtOperationTime");
        }
        return options.Value("startAtOperationTime") switch
        {
            null => null,
            BsonTimestamp time => ClusterTime.MomentOf(time),
            var other => throw options.WrongType("startAtOperationTime", other, "timestamp"),
        };
    }

    private static string? Token(CommandArguments options, string name) => options.Document(name) is not { } token ? null
        : token.GetValue("_data", BsonNull.Value) is BsonString { Value: var data }
            ? data
            : throw new DocumentException(260, "InvalidResumeToken", $"Bad resume token: '_data' of '{name}' is missing or no string");
}
