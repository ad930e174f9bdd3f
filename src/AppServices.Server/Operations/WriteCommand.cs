using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>One write among several.</summary>
internal abstract record WriteCommand
{
    private WriteCommand() { }

    /// <summary>A new document.</summary>
    public sealed record Insert(BsonDocument Document) : WriteCommand;

    /// <summary>A write of the first, or of every document that matches.</summary>
    public abstract record OfDocuments(BsonDocument Filter) : WriteCommand
    {
        public bool IsMany { get; init; }

        /// <summary>Which document is the first; null for that which is found first.</summary>
        public BsonDocument? Sort { get; init; }

        /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
        public BsonValue? Hint { get; init; }
    }

    /// <summary>A change: a document of operators, a pipeline or a replacement.</summary>
    public sealed record Update(BsonDocument Filter, BsonValue Change) : OfDocuments(Filter)
    {
        /// <summary>Whether the change must be a replacement.</summary>
        public bool IsReplacement { get; init; }

        /// <summary>Whether a replacement of many documents is refused, as MongoDB does; the API's own methods take it.</summary>
        public bool RefusesManyReplacements { get; init; }

        public bool IsUpsert { get; init; }

        public BsonArray? ArrayFilters { get; init; }
    }

    /// <summary>The end of documents.</summary>
    public sealed record Delete(BsonDocument Filter) : OfDocuments(Filter);
}
