using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// The commands that options ask for: the same for what clients call, for functions and for the operations of <c>bulkWrite</c>.
/// </summary>
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

    public static FindCommand Count(BsonDocument query, MongoArguments options) =>
        new(query) { Limit = options.Limit, Skip = options.Skip, Hint = options.Hint };

    public static AggregateCommand Aggregate(BsonArray pipeline, MongoArguments options) => new(pipeline) { Hint = options.Hint };

    public static WriteCommand.Update Update(
        BsonDocument query, BsonValue change, bool isMany, MongoArguments options) => new(query, change)
    {
        IsMany = isMany,
        IsUpsert = options.Flag("upsert"),
        ArrayFilters = options.Array("arrayFilters"),
        Sort = options.Sort,
        Hint = options.Hint,
    };

    public static WriteCommand.Update Replace(BsonDocument query, BsonValue replacement, MongoArguments options) =>
        Update(query, replacement, isMany: false, options) with { IsReplacement = true };

    public static WriteCommand.Delete Delete(BsonDocument query, bool isMany, MongoArguments options) => new(query)
    {
        IsMany = isMany,
        Sort = options.Sort,
        Hint = options.Hint,
    };

    /// <param name="query">What to find.</param>
    /// <param name="change">An update or a replacement; null deletes the document.</param>
    /// <param name="isReplacement">Whether the change must be a replacement.</param>
    /// <param name="options">The options.</param>
    public static FindAndModifyCommand FindAndModify(
        BsonDocument query, BsonValue? change, bool isReplacement, MongoArguments options) => new(
        change is null ? Delete(query, isMany: false, options)
        : isReplacement ? Replace(query, change, options)
        : Update(query, change, isMany: false, options))
    {
        Projection = options.Projection,
        ReturnsNew = options.Flag("returnNewDocument"),
    };
}
