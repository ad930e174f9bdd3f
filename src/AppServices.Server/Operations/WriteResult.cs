using System.Collections.Generic;
using AppServices.Server.Storage;
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

    /// <summary>Adds what a write has done that was left to a database.</summary>
    /// <param name="write">The write.</param>
    /// <param name="done">What it has done.</param>
    /// <param name="place">The place of its command.</param>
    public void Add(PassedWrite write, PassedResult done, int place)
    {
        if (write.Change is null)
        {
            Deleted += done.Matched;
            return;
        }
        Matched += done.Matched;
        Modified += done.Modified;
        if (done.UpsertedId is { } made) UpsertedIds[place] = made;
    }
}
