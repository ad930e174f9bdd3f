using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>The commands that options ask for: the same for what clients call, for functions and for the operations of <c>bulkWrite</c>.</summary>
internal static class MongoCommands
{
    public static FindCommand Find(BsonDocument query, MongoArguments options) => new(query)
    {
        Projection = options.Projection,
        Sort = options.Sort,
        Limit = options.Limit,
        Skip = options.Skip,
        Hint = options.Hint,
    };

    public static FindCommand FindOne(BsonDocument query, MongoArguments options) => Find(query, options) with { Limit = 1 };

    public static FindCommand Count(BsonDocument query, MongoArguments options) => new(query) { Limit = options.Limit, Skip = options.Skip, Hint = options.Hint };

    public static AggregateCommand Aggregate(BsonArray pipeline, MongoArguments options) => new(pipeline) { Hint = options.Hint };

    public static WriteCommand.Update Update(BsonDocument query, BsonValue change, bool isMany, MongoArguments options) => new(query, change)
    {
        IsMany = isMany,
        IsUpsert = options.Flag("upsert"),
        ArrayFilters = options.Array("arrayFilters"),
        Sort = options.Sort,
        Hint = options.Hint,
    };

    public static WriteCommand.Replace Replace(BsonDocument query, BsonDocument replacement, MongoArguments options) => new(query, replacement)
    {
        IsUpsert = options.Flag("upsert"),
        Sort = options.Sort,
        Hint = options.Hint,
    };

    public static WriteCommand.Delete Delete(BsonDocument query, bool isMany, MongoArguments options) => new(query) { IsMany = isMany, Hint = options.Hint };

    /// <param name="query">What to find.</param>
    /// <param name="change">An update or a replacement; null deletes the document.</param>
    /// <param name="isReplacement">Whether the change must be a replacement.</param>
    /// <param name="options">The options.</param>
    public static FindAndModifyCommand FindAndModify(BsonDocument query, BsonValue? change, bool isReplacement, MongoArguments options) => new(query)
    {
        Change = change,
        IsReplacement = isReplacement && change is not null,
        Sort = options.Sort,
        Projection = options.Projection,
        IsUpsert = options.Flag("upsert"),
        ReturnsNew = options.Flag("returnNewDocument"),
        ArrayFilters = options.Array("arrayFilters"),
        Hint = options.Hint,
    };
}
