using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>What a collection was made with, named as MongoDB's <c>create</c> names it.</summary>
/// <param name="Document">All of it; what is not said is not there.</param>
internal sealed record CollectionOptions(BsonDocument Document)
{
    public const string ValidatorField = "validator", LevelField = "validationLevel", ActionField = "validationAction";
    public const string ViewOnField = "viewOn", PipelineField = "pipeline", ImagesField = "changeStreamPreAndPostImages";

    /// <summary>Those of a collection of which nothing was said.</summary>
    public static CollectionOptions None { get; } = new([]);

    /// <summary>What its documents must match, as a query; null where anything may be in it.</summary>
    public BsonDocument? Validator => Document.GetValue(ValidatorField, BsonNull.Value) as BsonDocument;

    /// <summary>Which writes are validated: all, none, or all but those of documents that did not match before.</summary>
    public string ValidationLevel => Document.GetValue(LevelField, "strict").AsString;

    /// <summary>Whether a write that does not match is refused or told of in the log.</summary>
    public string ValidationAction => Document.GetValue(ActionField, "error").AsString;

    /// <summary>Whether change streams can have documents as they were before a change.</summary>
    public bool KeepsImages =>
        Document.GetValue(ImagesField, BsonNull.Value) is BsonDocument images && images.GetValue("enabled", false).ToBoolean();

    /// <summary>The collection, of the same database, that a view shows; null for a collection of documents of its own.</summary>
    public string? ViewOn => Document.GetValue(ViewOnField, BsonNull.Value) is BsonString name ? name.Value : null;

    /// <summary>The pipeline that makes the documents of a view.</summary>
    public BsonArray Pipeline => Document.GetValue(PipelineField, BsonNull.Value) as BsonArray ?? [];

    /// <summary>The same with something else set; null takes it away.</summary>
    public CollectionOptions With(string field, BsonValue? value)
    {
        var changed = new BsonDocument(Document);
        if (value is null) changed.Remove(field);
        else changed[field] = value;
        return new CollectionOptions(changed);
    }
}
