using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A document, the number of its row and the size of its BSON.</summary>
internal readonly record struct StoredDocument(long Number, BsonDocument Document, int Bytes);
