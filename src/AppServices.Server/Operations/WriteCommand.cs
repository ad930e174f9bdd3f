using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>One write among several.</summary>
internal abstract record WriteCommand
{
    private WriteCommand() { }

    /// <summary>A new document.</summary>
    public sealed record Insert(BsonDocument Document) : WriteCommand;

    /// <summary>A change of the first, or of every document that matches. The update is a document of operators or a pipeline.</summary>
    public sealed record Update(BsonDocument Filter, BsonValue Change) : WriteCommand
    {
        public bool IsMany { get; init; }

        public bool IsUpsert { get; init; }

        public BsonArray? ArrayFilters { get; init; }

        /// <summary>Which document is the first; null for that which is found first.</summary>
        public BsonDocument? Sort { get; init; }

        /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
        public BsonValue? Hint { get; init; }
    }

    /// <summary>Another document in the place of the first that matches.</summary>
    public sealed record Replace(BsonDocument Filter, BsonDocument Replacement) : WriteCommand
    {
        public bool IsUpsert { get; init; }

        /// <summary>Which document is the first; null for that which is found first.</summary>
        public BsonDocument? Sort { get; init; }

        /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
        public BsonValue? Hint { get; init; }
    }

    /// <summary>The end of the first, or of every document that matches.</summary>
    public sealed record Delete(BsonDocument Filter) : WriteCommand
    {
        public bool IsMany { get; init; }

        /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
        public BsonValue? Hint { get; init; }
    }
}
