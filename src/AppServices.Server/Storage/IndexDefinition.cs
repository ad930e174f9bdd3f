using System;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>An index as it is asked for.</summary>
/// <param name="Fields">Its fields with 1 or -1 each, such as <c>{ owner: 1, date: -1 }</c>.</param>
internal sealed record IndexDefinition(BsonDocument Fields)
{
    /// <summary>The index that each collection has of its own.</summary>
    public static IndexDefinition Ids { get; } = new(new BsonDocument("_id", 1)) { Name = "_id_" };

    /// <summary>The name; made of the fields unless set.</summary>
    public string? Name { get; init; }

    /// <summary>Whether no two documents may have the same values.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether documents without any of the fields are left out.</summary>
    public bool IsSparse { get; init; }
}

/// <summary>How often an index was used.</summary>
/// <param name="Index">The index.</param>
/// <param name="Count">How many searches went by it.</param>
/// <param name="Since">Since when they are counted.</param>
internal sealed record IndexUse(IndexDefinition Index, long Count, DateTimeOffset Since);
