using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>What <c>create</c> and <c>collMod</c> say of a collection.</summary>
internal static class CollectionArguments
{
    private static readonly string[] s_levels = ["off", "strict", "moderate"], s_actions = ["error", "warn"];

    // What looks elsewhere, or writes, is nothing that a view can do.
    private static readonly string[] s_notInViews = ["$out", "$merge", "$indexStats", "$changeStream", "$collStats", "$currentOp"];

    /// <summary>Reads them.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="before">What was set before.</param>
    /// <param name="isNew">Whether the collection is made with them.</param>
    /// <exception cref="DocumentException">Something of them is not valid, or does not go together.</exception>
    public static CollectionOptions Read(CommandArguments arguments, CollectionOptions before, bool isNew)
    {
        CollectionOptions options = before;
        string command = isNew ? "create" : "collMod";
        if (arguments.Text(CollectionOptions.ViewOnField) is { } viewOn)
        {
            if (viewOn.Length == 0) throw DocumentException.BadValue("'viewOn' cannot be empty");
            if (!isNew && arguments.Array(CollectionOptions.PipelineField) is null)
                throw new DocumentException(72, "InvalidOptions", "Must specify both 'viewOn' and 'pipeline' when modifying a view");
            options = options.With(CollectionOptions.ViewOnField, viewOn);
        }
        if (arguments.Array(CollectionOptions.PipelineField) is { } pipeline)
        {
            if (arguments.Value(CollectionOptions.ViewOnField) is null)
                throw new DocumentException(72, "InvalidOptions", "'pipeline' requires 'viewOn' to also be specified");
            RequireReading(pipeline);
            options = options.With(CollectionOptions.PipelineField, pipeline);
        }
        else if (isNew && options.ViewOn is not null)
        {
            options = options.With(CollectionOptions.PipelineField, new BsonArray());
        }
        if (arguments.Document(CollectionOptions.ValidatorField) is { } validator)
        {
            QueryParser.Parse(validator, CancellationToken.None);
            options = options.With(CollectionOptions.ValidatorField, validator)
                .With(CollectionOptions.LevelField, options.ValidationLevel).With(CollectionOptions.ActionField, options.ValidationAction);
        }
        options = Choose(arguments, options, CollectionOptions.LevelField, s_levels, command);
        options = Choose(arguments, options, CollectionOptions.ActionField, s_actions, command);
        if (arguments.Document(CollectionOptions.ImagesField) is { } images)
        {
            var given = new CommandArguments($"{command}.{CollectionOptions.ImagesField}", images).ExpectOnly(static name => name == "enabled");
            if (given.Value("enabled") is null) throw given.Missing("enabled");
            options = options.With(
                CollectionOptions.ImagesField, given.Flag("enabled") ? new BsonDocument("enabled", true) : null);
        }
        string? other = options.Document.Names.FirstOrDefault(
            static name => name is not (CollectionOptions.ViewOnField or CollectionOptions.PipelineField));
        return options.ViewOn is null || other is null
            ? options
            : throw new DocumentException(72, "InvalidOptions", $"option not supported on a view: {other}");
    }

    /// <summary>The other collections that the stages of a pipeline read, which is a valid one.</summary>
    public static IEnumerable<string> Joined(BsonArray pipeline)
    {
        foreach (BsonElement stage in pipeline.OfType<BsonDocument>().Select(static each => each.GetElement(0)))
        {
            if (stage is { Name: "$unionWith", Value: BsonString { Value: var whole } }) yield return whole;
            if (stage.Value is not BsonDocument inner) continue;
            foreach (string field in (string[])["from", "coll"])
                if (stage.Name is "$lookup" or "$unionWith" && inner.GetValue(field, BsonNull.Value) is BsonString name) yield return name.Value;
            IEnumerable<BsonValue> nested = stage.Name == "$facet" ? inner.Values
                : stage.Name is "$lookup" or "$unionWith" ? [inner.GetValue("pipeline", BsonNull.Value)] : [];
            foreach (string name in nested.OfType<BsonArray>().SelectMany(Joined)) yield return name;
        }
    }

    private static CollectionOptions Choose(
        CommandArguments arguments, CollectionOptions options, string field, string[] allowed, string command) =>
        arguments.Text(field) is not { } chosen ? options
            : allowed.Contains(chosen) ? options.With(field, chosen)
            : field == CollectionOptions.ActionField && chosen == "errorAndLog"
                ? throw DocumentException.Unsupported($"'{command}.{field}' {chosen} is not supported by the embedded database.")
            : throw DocumentException.BadValue(
                $"Enumeration value '{Types.Show(chosen)}' for field '{command}.{field}' is not a valid value.");

    private static void RequireReading(BsonArray pipeline)
    {
        Pipeline parsed = PipelineParser.Parse(pipeline, CancellationToken.None);
        if (parsed.StageNames.FirstOrDefault(s_notInViews.Contains) is { } stage)
            throw new DocumentException(167, "OptionNotSupportedOnView", $"{stage} is not allowed in the pipeline of a view");
    }
}
