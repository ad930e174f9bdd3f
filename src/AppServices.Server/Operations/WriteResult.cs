using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>What writes have done.</summary>
internal sealed class WriteResult
{
    public long Matched { get; set; }

    public long Modified { get; set; }

    public long Deleted { get; set; }

    /// <summary>The ids of inserted documents, by the place of their command.</summary>
    public SortedDictionary<int, BsonValue> InsertedIds { get; } = [];

    /// <summary>The ids of documents that upserts inserted, by the place of their command.</summary>
    public SortedDictionary<int, BsonValue> UpsertedIds { get; } = [];
}
