using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A document as it was found, with what a store knows it by.</summary>
/// <param name="Document">The document, which is not to be changed.</param>
/// <param name="Body">Its BSON.</param>
/// <param name="Number">A number of the store's own.</param>
internal readonly record struct StoredDocument(BsonDocument Document, byte[] Body, long Number);
