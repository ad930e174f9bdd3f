using System;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A change of a document, as the log has it.</summary>
/// <param name="Number">Its number among all changes.</param>
/// <param name="Collection">Where it happened.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The document's <c>_id</c>.</param>
/// <param name="After">The document afterwards; null when it is gone.</param>
/// <param name="Update">What an update changed; null for other changes.</param>
/// <param name="Before">The document before, where it was deleted or a reader wants that; else null.</param>
internal sealed record Change(
    long Number, CollectionName Collection, DateTimeOffset Time, ChangeKind Kind, BsonValue Id, BsonDocument? After, BsonDocument? Update,
    BsonDocument? Before);
